//! Chains of iterators.

use super::program::Gen;
use super::scope::Ty;

/// What further adapters ask of an iterator.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    double_ended: bool,
    exact: bool,
}

const BOTH: Kind = Kind { double_ended: true, exact: true };
const FORWARD: Kind = Kind { double_ended: false, exact: false };

impl Gen {
    /// An iterator over floats.
    pub(super) fn iter(&mut self, d: usize) -> (String, Kind) {
        let (mut text, mut kind) = self.source(d);
        for _ in 0..self.random.below(3) {
            (text, kind) = self.adapted(text, kind, d.saturating_sub(1));
        }
        (text, kind)
    }

    fn source(&mut self, d: usize) -> (String, Kind) {
        let Some(list) = self.list_of_floats() else { return self.source_without_list(d) };
        match self.random.below(17) {
            0..=2 => (format!("{list}.iter().copied()"), BOTH),
            3 => (format!("{list}.iter().cloned()"), BOTH),
            4 => {
                let name = self.fresh();
                (format!("{list}.iter().map(|{name}| {name} * {})", self.operand(d)), BOTH)
            }
            5 => (format!("{list}.iter().map(|&u| u)"), BOTH),
            6 => (format!("{list}.windows(2).map(|u| u[1] - u[0])"), BOTH),
            7 => (format!("{list}.chunks(2).map(|u| u.iter().sum::<f64>())"), BOTH),
            8 => (format!("{list}.chunks_exact(2).map(|u| u[0] * u[1])"), BOTH),
            9 | 10 => {
                let other = self.list_of_floats().unwrap_or_else(|| list.clone());
                (format!("{list}.iter().zip({other}.iter()).map(|(a, b)| a * b)"), BOTH)
            }
            11 => (format!("{list}.iter().enumerate().map(|(i, u)| u * ⟨i⟩)"), BOTH),
            12 => (format!("{list}.to_vec().into_iter()"), BOTH),
            13 => (format!("{list}.rchunks(2).map(|u| u[0])"), BOTH),
            14 => (format!("{list}.iter().skip(1).zip({list}.iter()).map(|(a, b)| *a - *b * «0.5»)"), FORWARD),
            15 => (format!("{list}.iter().flat_map(|u| [*u, u * {}])", self.operand(d)), Kind { double_ended: true, exact: false }),
            _ => self.source_without_list(d),
        }
    }

    fn source_without_list(&mut self, d: usize) -> (String, Kind) {
        let name = self.fresh();
        match self.random.below(6) {
            0 | 1 => {
                self.push();
                self.add(&name, Ty::Int, false, false);
                let body = self.float(d);
                self.pop();
                (format!("(0..{}).map(|{name}| {body})", 1 + self.random.below(4)), Kind { double_ended: true, exact: false })
            }
            2 => (format!("std::iter::repeat({}).take({})", self.float(d), 1 + self.random.below(3)), FORWARD),
            3 => (format!("std::iter::once({})", self.float(d)), BOTH),
            4 => {
                (format!("std::iter::successors(Some({}), |{name}| Some({name} * «0.5»)).take({})", self.float(d), 2 + self.random.below(3)), FORWARD)
            }
            _ => (format!("[{}, {}].into_iter()", self.float(d), self.float(d)), BOTH),
        }
    }

    fn adapted(&mut self, text: String, kind: Kind, d: usize) -> (String, Kind) {
        let (name, body) = self.lambda(d);
        let (mapped, forward) = (Kind { exact: false, ..kind }, FORWARD);
        match self.random.below(16) {
            0..=3 => (format!("{text}.map(|{name}| {body})"), kind),
            4 => (format!("{text}.filter(|u| *u > {})", self.operand(0)), mapped),
            5 if kind.double_ended => (format!("{text}.rev()"), kind),
            6 => (format!("{text}.skip({})", self.random.below(2)), Kind { double_ended: kind.double_ended && kind.exact, ..kind }),
            7 => (format!("{text}.take({})", 1 + self.random.below(3)), Kind { double_ended: kind.double_ended && kind.exact, ..kind }),
            8 => (format!("{text}.step_by(2)"), forward),
            9 => {
                let other = self.float(d);
                (format!("{text}.chain(std::iter::once({other}))"), mapped)
            }
            10 => (format!("{text}.enumerate().map(|(i, u)| u + ⟨i⟩ * «0.25»)"), Kind { double_ended: kind.double_ended && kind.exact, ..kind }),
            11 => (format!("{text}.scan(«0.0», |state, u| {{ *state = *state * «0.5» + u; Some(*state) }})"), forward),
            12 => (format!("{text}.filter_map(|{name}| if {name} < {} {{ Some({body}) }} else {{ None }})", self.operand(0)), mapped),
            13 => (format!("{text}.take_while(|u| *u < «1.9»)"), forward),
            14 => (format!("{text}.zip((1..4).rev()).map(|(u, k)| u / ⟨k⟩)"), forward),
            _ => (format!("{text}.inspect(|u| assert!(!u.is_nan()))"), kind),
        }
    }

    /// What an iterator comes to.
    pub(super) fn reduction(&mut self, d: usize) -> String {
        if self.random.chance(12)
            && let Some(text) = self.reduction_of_structs(d)
        {
            return text;
        }
        let (iter, kind) = self.iter(d);
        match self.random.below(14) {
            0..=3 => format!("{iter}.sum::<f64>()"),
            4 => format!("{iter}.map(|u| u.tanh()).product::<f64>()"),
            5 => format!("{iter}.fold(«0.0», |sum, u| sum * «0.5» + u)"),
            6 => {
                let start = self.float(d);
                format!("{iter}.fold({start}, |sum, u| (sum * u).tanh() + {})", self.operand(0))
            }
            7 => format!("{iter}.fold(f64::NEG_INFINITY, f64::max).max(«-4.0»)"),
            8 => format!("{iter}.last().unwrap_or({})", self.operand(0)),
            9 => format!("{iter}.min_by(|a, b| a.partial_cmp(b).unwrap()).unwrap_or({})", self.operand(0)),
            10 => format!("{iter}.nth(1).unwrap_or({})", self.operand(0)),
            11 => {
                let name = self.fresh();
                format!(
                    "({{ let ({name}, rest): (Vec<f64>, Vec<f64>) = {iter}.partition(|u| *u > «0.0»); {name}.iter().sum::<f64>() - rest.iter().sum::<f64>() * «0.5» }})"
                )
            }
            12 => format!("{iter}.fold((«0.0», «1.0»), |(a, b), u| (b, a + u * «0.5»)).0"),
            _ if kind.double_ended => format!("{iter}.rfold(«0.0», |sum, u| sum * «0.25» + u)"),
            _ => format!(
                "{iter}.try_fold({}, |sum, u| if u > «5.0» {{ None }} else {{ Some(sum + u) }}).unwrap_or({})",
                self.float(0),
                self.operand(0)
            ),
        }
    }

    fn reduction_of_structs(&mut self, d: usize) -> Option<String> {
        let place = self.place_of(|ty| matches!(ty, Ty::Vec(item) if matches!(**item, Ty::Struct(_))))?;
        let Ty::Vec(item) = self.ty_of(&place)? else { return None };
        let Ty::Struct(id) = *item else { return None };
        let name = self.fresh();
        self.push();
        self.add(&name, Ty::Struct(id), false, true);
        let body = self.float(d.max(1));
        self.pop();
        Some(match self.random.below(3) {
            0 => format!("{place}.iter().map(|{name}| {body}).sum::<f64>()"),
            1 => format!("{place}.iter().rev().fold(«0.0», |sum, {name}| sum * «0.5» + {body})"),
            _ => format!("{place}.iter().map(|{name}| {body}).fold(f64::INFINITY, |a, b| a.min(b)).min(«4.0»)"),
        })
    }
}
