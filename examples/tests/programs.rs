//! The programs themselves: what they print and how they end.

use std::path::PathBuf;
use std::process::{Command, Output};

/// Runs an example of this package with `arguments`.
fn run(example: &str, arguments: &[&str]) -> Output {
    Command::new(built(example)).args(arguments).output().expect("the example runs")
}

/// The program of an example, built in this test's own profile: `cargo test --test programs` alone does not build it.
fn built(example: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its own path");
    let profile_folder = test.ancestors().nth(2).expect("a test lies in PROFILE/deps");
    let profile = match profile_folder.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(name) => name,
    };
    let build = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "examples", "--example", example, "--profile", profile])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(build.status.success(), "{}", String::from_utf8_lossy(&build.stderr));
    profile_folder.join("examples").join(example).with_extension(std::env::consts::EXE_EXTENSION)
}

#[track_caller]
fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A file of this process in the system's folder for such.
fn scratch(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("examples-{}-{name}", std::process::id()))
}

/// Runs `gmm` on a file with `text` and returns its exit code and what it says.
fn gmm_on(name: &str, text: &str) -> (Option<i32>, String) {
    let data = scratch(name);
    std::fs::write(&data, text).unwrap();
    let plot = scratch(&format!("{name}.svg"));
    let output = run("gmm", &["--data", data.to_str().unwrap(), "--plot", plot.to_str().unwrap()]);
    std::fs::remove_file(&data).unwrap();
    assert!(!plot.exists(), "a plot of a file that cannot be read");
    let said = String::from_utf8(output.stderr).unwrap().replace(data.to_str().unwrap(), "FILE");
    (output.status.code(), said)
}

#[test]
fn gmm_fits_the_shipped_file_and_draws_it() {
    let plot = scratch("fit.svg");
    let output = printed(&run("gmm", &["--plot", plot.to_str().unwrap()]));
    assert!(output.contains("converged"), "{output}");
    assert!(output.contains("-log posterior / n: 6.067039 before, 4.882752 after"), "{output}");
    assert!(output.contains("time per gradient"), "{output}");
    let svg = std::fs::read_to_string(&plot).unwrap();
    std::fs::remove_file(&plot).unwrap();
    // 1000 points; a curve and two ellipses for each of five components.
    assert_eq!(svg.matches("<circle").count(), 1000);
    assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"));
    assert!(svg.contains("objective per step") && svg.contains("fitted components"));
}

#[test]
fn gmm_names_line_and_cause_of_a_bad_file() {
    let (code, said) = gmm_on("no-number", "1 1 1\n0\n0\n0\nten\n1 0\n");
    assert_eq!(code, Some(1));
    assert_eq!(said, "error: FILE: line 5: `ten` stands where x[0][0], a finite number, should stand\n");
    let (code, said) = gmm_on("zero", "0 1 1\n");
    assert_eq!(code, Some(1));
    assert_eq!(said, "error: FILE: line 1: d is 0, but must be at least 1\n");
}

#[test]
fn gmm_names_a_file_that_is_not_there() {
    let output = run("gmm", &["--data", "no/such/file.txt"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("error: no/such/file.txt: cannot be read: "), "{said}");
}

#[test]
fn gmm_names_a_plot_that_cannot_be_written() {
    let folder = scratch("folder.svg");
    std::fs::create_dir(&folder).unwrap();
    let output = run("gmm", &["--steps", "1", "--plot", folder.to_str().unwrap()]);
    std::fs::remove_dir(&folder).unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("cannot write"), "{said}");
}

#[test]
fn gmm_names_an_option_it_does_not_know() {
    let output = run("gmm", &["--dat", "x"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "error: `--dat` is no option; there are --data, --plot, --steps, --gamma\n");
}

#[test]
fn first_gradient_prints_what_its_comment_promises() {
    // f = sin 2 + 14; ∂f/∂x₀ = 2 cos 2 + 2.
    let output = printed(&run("first_gradient", &[]));
    assert!(output.starts_with("f = 14.9092974268256"), "{output}");
    assert!(output.contains("gradient = [1.167706326905715"), "{output}");
    assert!(output.trim_end().ends_with(", 4.0, 6.0]"), "{output}");
}

#[test]
fn curve_fit_prints_what_its_comment_promises() {
    let output = printed(&run("curve_fit", &[]));
    assert!(output.contains("found  [2.000000, 0.500000, 3.000000]"), "{output}");
}

#[test]
fn ode_parameter_prints_what_its_comment_promises() {
    let output = printed(&run("ode_parameter", &[]));
    assert!(output.contains("found  [1.100000, 0.400000, 0.100000, 0.400000]"), "{output}");
}

#[test]
fn rules_by_hand_print_what_their_comments_promise() {
    let output = printed(&run("special_function", &[]));
    assert!(output.contains("mean 1.500, spread 0.800"), "{output}");
    let output = printed(&run("implicit_root", &[]));
    assert!(output.contains("at (0.059028, 0.601695), with the eccentricity by (-1.935657, 0.091790)"), "{output}");
    let output = printed(&run("stable_log_sum_exp", &[]));
    assert!(output.contains("[0.090031, 0.244728, 0.665241]") && output.contains("6.5917 before"), "{output}");
}
