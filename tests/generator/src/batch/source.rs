//! The files of a crate that runs programs and prints what they compute.

use crate::ast::{Expr, Function, Input, Kind, Param, Program, Ty};
use crate::interpret::{is_seeded, is_wanted};
use crate::print;

/// Which companions a program is run through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// The function alone, without attributes: checks the generator.
    Primal,
    Gradients,
}

/// What every program of the crate uses: numbers of any value in order, and lines of hexadecimal bits.
pub(crate) const REPORT: &str = r#"
//! Prints what the programs compute, to the bit.
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The numbers in a value, in order; a seed of its shape.
pub trait Flat {
    type Seed;
    fn flat(&self, into: &mut Vec<f64>);
    fn seed(&self, next: &mut dyn FnMut() -> f64) -> Self::Seed;
}
macro_rules! float { ($($t:ty)*) => { $(impl Flat for $t {
    type Seed = $t;
    fn flat(&self, into: &mut Vec<f64>) { into.push(f64::from(*self)); }
    fn seed(&self, next: &mut dyn FnMut() -> f64) -> $t { next() as $t }
})* } }
float!(f32 f64);
macro_rules! int { ($($t:ty)*) => { $(impl Flat for $t {
    type Seed = ();
    fn flat(&self, into: &mut Vec<f64>) { into.push(*self as f64); }
    fn seed(&self, _: &mut dyn FnMut() -> f64) {}
})* } }
int!(i32 i64 u8 u64 usize);
impl Flat for bool {
    type Seed = ();
    fn flat(&self, into: &mut Vec<f64>) { into.push(f64::from(u8::from(*self))); }
    fn seed(&self, _: &mut dyn FnMut() -> f64) {}
}
impl Flat for () {
    type Seed = ();
    fn flat(&self, _: &mut Vec<f64>) {}
    fn seed(&self, _: &mut dyn FnMut() -> f64) {}
}
impl<T: Flat> Flat for Vec<T> {
    type Seed = Vec<T::Seed>;
    fn flat(&self, into: &mut Vec<f64>) { self.iter().for_each(|item| item.flat(into)); }
    fn seed(&self, next: &mut dyn FnMut() -> f64) -> Self::Seed { self.iter().map(|item| item.seed(next)).collect() }
}
impl<T: Flat, const N: usize> Flat for [T; N] {
    type Seed = [T::Seed; N];
    fn flat(&self, into: &mut Vec<f64>) { self.iter().for_each(|item| item.flat(into)); }
    fn seed(&self, next: &mut dyn FnMut() -> f64) -> Self::Seed { std::array::from_fn(|index| self[index].seed(next)) }
}
macro_rules! tuple { ($($t:ident $i:tt),+) => { impl<$($t: Flat),+> Flat for ($($t,)+) {
    type Seed = ($($t::Seed,)+);
    fn flat(&self, into: &mut Vec<f64>) { $(self.$i.flat(into);)+ }
    fn seed(&self, next: &mut dyn FnMut() -> f64) -> Self::Seed { ($(self.$i.seed(next),)+) }
} } }
tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);

thread_local! { static MESSAGE: RefCell<String> = const { RefCell::new(String::new()) }; }

pub fn prepare() {
    std::panic::set_hook(Box::new(|info| MESSAGE.set(info.to_string().replace('\n', " "))));
}

pub fn line(program: &str, input: usize, what: &str, run: impl FnOnce(&mut Vec<f64>)) {
    println!("@start {program}");
    let mut numbers = Vec::new();
    match catch_unwind(AssertUnwindSafe(|| run(&mut numbers))) {
        Ok(()) => println!("@line {program} {input} {what} {}", numbers.iter().map(|x| format!("{:x}", x.to_bits())).collect::<Vec<_>>().join(",")),
        Err(_) => println!("@panic {program} {input} {what} {}", MESSAGE.take()),
    }
}
"#;

/// The file of one program: its functions and `check`, which runs them on all inputs.
pub(crate) fn program(program: &Program, name: &str, mode: Mode) -> String {
    let imports = match mode {
        Mode::Primal => "fn stop_gradient<T>(x: T) -> T { x }\n",
        Mode::Gradients => "use autodiff_runtime::{differentiable, stop_gradient};\n",
    };
    let functions = print::program(program, mode == Mode::Gradients);
    // Attributes on statements are the macro's own.
    let functions = if mode == Mode::Primal { functions.replace("#[constant] ", "") } else { functions };
    let mut text = format!("use super::report::{{Flat, line}};\n{imports}\n{functions}\npub fn check() {{\n");
    for (index, input) in program.inputs.iter().enumerate() {
        text.push_str(&checks(program, name, index, input, mode));
    }
    text + "}\n"
}

fn checks(program: &Program, name: &str, index: usize, input: &[Input], mode: Mode) -> String {
    let entry = program.entry();
    let mut text = String::from("    {\n");
    for (at, (argument, param)) in input.iter().zip(&entry.params).enumerate() {
        text.push_str(&format!("        let a{at}: {} = {};\n", print::ty(&owned(&param.ty)), literal(argument, &param.ty)));
    }
    let call = Call::new(entry);
    let mut line = |what: &str, body: String| {
        text.push_str(&format!("        line(\"{name}\", {index}, \"{what}\", |line| {{ {}{body} }});\n", call.copies));
    };
    line("f", format!("let y = f({}); y.flat(line); {}", call.arguments, call.left));
    if mode == Mode::Primal {
        return text + "    }\n";
    }
    let scalar = matches!(entry.output, Ty::Float(_));
    if scalar {
        line("grad", format!("let (y, gradient) = f_grad({}); y.flat(line); gradient.flat(line);", call.arguments));
        if index == 1 {
            let bars = call.bars();
            line(
                "into",
                format!(
                    "let (_, mut bars) = f_grad({0}); {1}let y = f_grad_into({0}, {bars}); y.flat(line); bars.flat(line);",
                    call.arguments, call.copies
                ),
            );
        }
    }
    if index == 1 || !scalar {
        let seeds: Vec<String> = program.seeds.iter().map(|seed| format!("{seed:?}")).collect();
        line(
            "vjp",
            format!(
                "let (y, pullback) = f_vjp({}); y.flat(line); let mut seeds = [{}].into_iter().cycle(); {} \
             let first = pullback.call_ref(&seed); first.flat(line); pullback.call(seed).flat(line);",
                call.arguments,
                seeds.join(", "),
                seed(entry)
            ),
        );
    }
    text + "    }\n"
}

/// A seed has one part for the value and one for each `&mut` parameter, whose contents at the end are outputs too.
fn seed(entry: &Function) -> String {
    let value = (entry.output != Ty::Unit).then(|| "y".to_string());
    let behind = (0..entry.params.len()).filter(|&at| is_seeded(entry, at)).map(|at| format!("a{at}"));
    let parts: Vec<String> = value.into_iter().chain(behind).map(|part| format!("{part}.seed(&mut || seeds.next().unwrap())")).collect();
    match &parts[..] {
        [one] => format!("let seed = {one};"),
        parts => format!("let seed = ({});", parts.join(", ")),
    }
}

struct Call {
    /// `let mut b1 = a1.clone();` for what the function changes.
    copies: String,
    arguments: String,
    /// Prints what the function left in its `&mut` arguments.
    left: String,
    wanted: usize,
}

impl Call {
    fn new(entry: &Function) -> Self {
        let exclusive = |param: &Param| matches!(param.ty, Ty::Ref(_, true));
        let each = |text: &dyn Fn(usize) -> String| -> String {
            entry.params.iter().enumerate().filter(|(_, param)| exclusive(param)).map(|(at, _)| text(at)).collect()
        };
        let arguments: Vec<String> = entry
            .params
            .iter()
            .enumerate()
            .map(|(at, param)| match &param.ty {
                Ty::Ref(_, true) => format!("&mut b{at}"),
                Ty::Ref(_, false) => format!("&a{at}"),
                _ => format!("a{at}.clone()"),
            })
            .collect();
        Call {
            copies: each(&|at| format!("let mut b{at} = a{at}.clone(); ")),
            arguments: arguments.join(", "),
            left: each(&|at| format!("b{at}.flat(line); ")),
            wanted: (0..entry.params.len()).filter(|&at| is_wanted(entry, at)).count(),
        }
    }

    fn bars(&self) -> String {
        match self.wanted {
            1 => "&mut bars".into(),
            n => (0..n).map(|at| format!("&mut bars.{at}")).collect::<Vec<_>>().join(", "),
        }
    }
}

/// The type that an argument is kept in: `Vec<f64>` for `&[f64]`.
fn owned(ty: &Ty) -> Ty {
    match ty {
        Ty::Ref(item, _) => owned(item),
        Ty::Slice(item, len) => Ty::Vec(item.clone(), *len),
        other => other.clone(),
    }
}

fn literal(input: &Input, ty: &Ty) -> String {
    match (input, ty.target()) {
        (Input::Float(value), Ty::Float(float)) => {
            let expr = Expr::new(Kind::Float(*value, false), Ty::Float(*float));
            match expr.ty.has_f32() {
                true => format!("{:?}", *value as f32),
                false => format!("{value:?}"),
            }
        }
        (Input::Int(value), _) => value.to_string(),
        (Input::Bool(value), _) => value.to_string(),
        (Input::Tuple(items), Ty::Tuple(types)) => {
            let items: Vec<String> = items.iter().zip(types).map(|(item, ty)| literal(item, ty)).collect();
            format!("({})", items.join(", "))
        }
        (Input::List(items), list) => {
            let item_ty = list.as_list().expect("a list has a list's type").0;
            let items: Vec<String> = items.iter().map(|item| literal(item, item_ty)).collect();
            format!("{}[{}]", if matches!(list, Ty::Array(..)) { "" } else { "vec!" }, items.join(", "))
        }
        (input, ty) => unreachable!("{input:?} is no {ty:?}"),
    }
}
