//! Calls of the program's other functions.

use super::scope::Access;
use super::{Generator, Signature};
use crate::ast::{Binary, Block, Expr, Float, Int, Kind, Len, Pattern, Statement, Ty};

impl Generator {
    /// A call that gives a float, if a function with such an output can be called here.
    pub(super) fn float_call(&mut self, float: Float) -> Option<Expr> {
        let fitting: Vec<usize> = (0..self.signatures.len()).filter(|&index| self.signatures[index].output == Ty::Float(float)).collect();
        if fitting.is_empty() {
            return None;
        }
        let index = self.random.pick(&fitting);
        self.call(index).map(|(call, _)| call)
    }

    /// A call of function `index` and its output's type in the caller's lengths.
    pub(super) fn call(&mut self, index: usize) -> Option<(Expr, Ty)> {
        let signature = self.signatures[index].clone();
        self.call_of(index, &signature)
    }

    fn call_of(&mut self, index: usize, signature: &Signature) -> Option<(Expr, Ty)> {
        if self.calls_left == 0 || (signature.expensive && self.loops.len() > 1) {
            return None;
        }
        self.calls_left -= 1;
        let mut lens: Vec<(Len, Len)> = Vec::new();
        let mut args: Vec<Option<Expr>> = vec![None; signature.params.len()];
        let mut before: Vec<(usize, Access)> = Vec::new();
        // References first: what they borrow is out of reach for the other arguments.
        let mut order: Vec<usize> = (0..args.len()).collect();
        order.sort_by_key(|&at| match signature.params[at].0 {
            Ty::Ref(_, true) => 0,
            Ty::Ref(_, false) => 1,
            _ => 2,
        });
        for at in order {
            let (ty, range) = &signature.params[at];
            args[at] = self.argument(signature, ty, *range, &mut lens);
            match &args[at] {
                Some(Expr { kind: Kind::Borrow(place) | Kind::Read(place), ty: Ty::Ref(_, exclusive) }) => {
                    let owner = self.binding_of(place);
                    before.push((owner, self.scope[owner].access));
                    self.scope[owner].access = self.scope[owner].access.max(if *exclusive { Access::None } else { Access::Read });
                }
                Some(_) => {}
                None => break,
            }
        }
        for (owner, access) in before.into_iter().rev() {
            if !self.moved.contains(&self.scope[owner].var) {
                self.scope[owner].access = access;
            }
        }
        let args: Option<Vec<Expr>> = args.into_iter().collect();
        let output = self.translated(&signature.output, &lens);
        Some((Expr::new(Kind::Call(index, args?), output.clone()), output))
    }

    fn argument(&mut self, signature: &Signature, ty: &Ty, range: (i128, i128), lens: &mut Vec<(Len, Len)>) -> Option<Expr> {
        let inert = !signature.differentiable;
        match ty {
            Ty::Ref(item, exclusive) if matches!(**item, Ty::Slice(..)) => {
                let (element, len) = item.as_list().expect("a slice");
                let known = lens.iter().find(|pair| pair.0 == len).map(|pair| pair.1);
                let found = self.slice_of(&element.clone(), signature.min_len(len), *exclusive, known)?;
                let found_len = found.ty.target().as_list().expect("a slice").1;
                lens.push((len, found_len));
                Some(found)
            }
            Ty::Vec(item, len @ Len::Symbol(_)) => {
                let known = lens.iter().find(|pair| pair.0 == *len).map(|pair| pair.1);
                let wanted = known.unwrap_or(Len::Const(self.random.below(3) + 1));
                lens.push((*len, wanted));
                self.value(&Ty::Vec(item.clone(), wanted), 1)
            }
            Ty::Int(int) => {
                let (value, (lo, hi)) = self.integer(*int, 1, (0, 100));
                if lo >= range.0 && hi <= range.1 {
                    return Some(value);
                }
                Some(Expr::arithmetic(Binary::Rem, value, Expr::int(range.1 + 1, *int)))
            }
            // No derivative may reach a function without the attribute.
            Ty::Float(float) if inert => Some(self.float_literal(*float)),
            ty => self.value(ty, 1),
        }
    }

    /// The callee's output type with the caller's lengths.
    fn translated(&mut self, ty: &Ty, lens: &[(Len, Len)]) -> Ty {
        match ty {
            Ty::Vec(item, len @ Len::Symbol(_)) => {
                let len = lens.iter().find(|pair| pair.0 == *len).map_or_else(|| self.new_symbol(0), |pair| pair.1);
                Ty::Vec(item.clone(), len)
            }
            ty => ty.clone(),
        }
    }

    /// `g(&x, &mut y);` or `let p = g(…);`
    pub(super) fn call_statement(&mut self, into: &mut Vec<Statement>) {
        if self.signatures.is_empty() {
            return self.sine_and_cosine(into);
        }
        let index = self.random.below(self.signatures.len());
        let Some((call, output)) = self.call(index) else { return };
        match output {
            Ty::Unit => into.push(Statement::Do(call)),
            output if output.is_copy() && self.random.chance(40) => {
                self.pattern_names.clear();
                let pattern = self.binding_pattern(&output, (0, 4), 0);
                into.push(Statement::Let { pattern, annotation: None, init: Some(call), constant: false });
            }
            _ => {
                let mutable = self.random.chance(60);
                // The macro does not know the callee's output: `len()` and loops over it need its type.
                let annotate = if output.as_list().is_some() { 100 } else { 15 };
                self.declare(into, call, mutable, annotate);
            }
        }
    }

    /// `let (s, c) = x.sin_cos();` as two lets would have it.
    fn sine_and_cosine(&mut self, into: &mut Vec<Statement>) {
        let x = self.float(Float::F64, 1);
        let (a, b) = (Expr::method("sin", vec![x.clone()]), Expr::method("cos", vec![x]));
        let ty = Ty::Tuple(vec![Ty::F64, Ty::F64]);
        self.pattern_names.clear();
        let init = Expr::new(Kind::Tuple(vec![a, b]), ty.clone());
        let pattern = self.binding_pattern(&ty, (0, 4), 0);
        into.push(Statement::Let { pattern, annotation: None, init: Some(init), constant: false });
    }

    /// `#[constant] let k = plain(n);` with a function that has no derivative.
    pub(super) fn constant_call(&mut self, into: &mut Vec<Statement>) {
        let plain: Vec<usize> = (0..self.signatures.len()).filter(|&index| !self.signatures[index].differentiable).collect();
        if plain.is_empty() {
            return;
        }
        let index = self.random.pick(&plain);
        if let Some((call, Ty::Float(_))) = self.staying(|generator| generator.call(index)) {
            let ty = call.ty.clone();
            let var = self.new_var(&ty, false);
            let constant = self.random.chance(60);
            into.push(Statement::Let { pattern: Pattern::Var(var), annotation: None, init: Some(call), constant });
            self.show(var, ty, false);
        }
    }

    /// The start of a recursive function: `if n == 0 { return …; }`, and then `let t = f(n - 1, …);` somewhere below.
    pub(super) fn recursion(&mut self, index: usize, signature: &Signature, into: &mut Vec<Statement>) {
        let Some(first) = self.scope.iter().position(|binding| binding.ty == Ty::USIZE && binding.restores.is_empty()) else { return };
        let n = self.variable(self.scope[first].var, &Ty::USIZE);
        let ended = Expr::test(Binary::Eq, n.clone(), Expr::int(0, Int::Usize));
        let output = self.output.clone();
        let Some(value) = self.value(&output, 2) else { return };
        let leave = Block { statements: vec![Statement::Return((output != Ty::Unit).then_some(value))], value: None };
        into.push(Statement::Do(Expr::new(Kind::If(Box::new(ended), leave, Block::default()), Ty::Unit)));
        for _ in 0..self.random.between(0, 2) {
            self.statement(into);
        }
        if self.diverged || self.scope[first].access != Access::Full {
            return;
        }
        let Some((mut call, output)) = self.call_of(index, signature) else { return };
        let Kind::Call(_, args) = &mut call.kind else { unreachable!("a call was made") };
        args[0] = Expr::arithmetic(Binary::Sub, n, Expr::int(1, Int::Usize));
        match output {
            Ty::Unit => into.push(Statement::Do(call)),
            output => {
                let annotate = if output.as_list().is_some() { 100 } else { 10 };
                self.declare(into, call, true, annotate);
            }
        }
    }
}
