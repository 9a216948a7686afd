//! What the numbers were measured on.

use std::fs::File;
use std::io::Read as _;
use std::process::Command;

/// One line each: processor, toolchain, flags.
#[must_use]
pub fn describe() -> Vec<String> {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let flags = std::env::var("RUSTFLAGS").unwrap_or_default();
    let flags = if flags.is_empty() { "none".to_owned() } else { format!("`{flags}`") };
    vec![
        format!("Processor: {}, {cores} cores visible, {}", processor(), std::env::consts::ARCH),
        format!("Toolchain: {}, flags: {flags}", first_line("rustc", "--version")),
    ]
}

fn processor() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':').map(|(_, name)| name.trim().to_owned()));
    model.unwrap_or_else(|| "unknown".to_owned())
}

fn first_line(program: &str, argument: &str) -> String {
    let output = Command::new(program).arg(argument).output().ok();
    let text = output.and_then(|output| String::from_utf8(output.stdout).ok()).unwrap_or_default();
    text.lines().next().unwrap_or("unknown").to_owned()
}

/// Processor seconds of all child processes that have ended, where the system tells (Linux).
#[must_use]
pub fn children_seconds() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    // After the name in parentheses, fields 16 and 17 counted from 1 (proc(5)): user and system time in hundredths of a second.
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: f64 = fields.get(13)?.parse::<f64>().ok()? + fields.get(14)?.parse::<f64>().ok()?;
    Some(ticks / 100.0)
}

/// Seconds that this thread has waited for a processor while it could have run, where the system tells (Linux). Allocates nothing.
#[must_use]
pub fn waited() -> f64 {
    let mut bytes = [0; 128];
    let length = File::open("/proc/thread-self/schedstat").and_then(|mut file| file.read(&mut bytes)).unwrap_or(0);
    // The second of its three numbers, in nanoseconds (Documentation/scheduler/sched-stats).
    let text = str::from_utf8(&bytes[..length]).unwrap_or_default();
    text.split_whitespace().nth(1).and_then(|number| number.parse::<f64>().ok()).map_or(0.0, |nanoseconds| 1e-9 * nanoseconds)
}
