//! Random well-typed programs: one seed, one program.
//!
//! What the generator knows of every variable (its type, the interval of an integer, what borrows it, which lengths are equal) lets it write only
//! what compiles and neither panics nor overflows. Whether numbers explode it cannot know: the interpreter tells, and the next program is tried.

mod call;
mod expression;
mod input;
mod integer;
mod loops;
mod scope;
mod statement;

use crate::ast::{Binary, Block, Expr, Float, Function, Int, Kind, Len, Param, Pattern, Program, Ty, Var, VarId};
use crate::random::Random;
use scope::Binding;

/// No list is longer than this.
const MAX_LEN: usize = 6;

/// How large programs become.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    /// Statements of the entry function, about.
    pub(crate) statements: usize,
    /// Other functions, at most.
    pub(crate) helpers: usize,
}

#[derive(Clone, Debug)]
struct Frame {
    label: usize,
    labelled: bool,
    /// The type of what `break` gives, of a `loop` that has a value.
    value: Option<Ty>,
}

/// What a caller knows of a function.
#[derive(Clone, Debug)]
struct Signature {
    params: Vec<(Ty, (i128, i128))>,
    output: Ty,
    differentiable: bool,
    /// Least lengths that the arguments must have, by symbol.
    min_lens: Vec<usize>,
    /// Calls itself.
    expensive: bool,
}

impl Signature {
    fn min_len(&self, len: Len) -> usize {
        match len {
            Len::Const(len) => len,
            Len::Symbol(symbol) => self.min_lens[symbol],
        }
    }
}

struct Generator {
    random: Random,
    functions: Vec<Function>,
    signatures: Vec<Signature>,
    has_f32: bool,
    /// Percentage of new variables that may take a name in use.
    shadowing: usize,
    // Of the function that is being made:
    vars: Vec<Var>,
    scope: Vec<Binding>,
    moved: Vec<VarId>,
    min_lens: Vec<usize>,
    output: Ty,
    loops: Vec<Frame>,
    labels: usize,
    nesting: usize,
    /// Blocks with a value around the statement that is being made.
    value_nesting: usize,
    budget: usize,
    calls_left: usize,
    /// The block that is being made has ended by `break`, `continue` or `return`.
    diverged: bool,
    blocks_allowed: bool,
    /// How many indices the place that is being made stands in.
    index_nesting: usize,
    /// Slices are written `&a[..]`: nothing turns `&a` into one.
    bare_slices: bool,
    pattern_names: Vec<String>,
}

/// The program of this seed.
pub(crate) fn program(seed: u64, size: Size) -> Program {
    let mut random = Random::new(seed);
    let (has_f32, shadowing) = (random.chance(20), random.pick(&[0, 15, 50]));
    let mut generator = Generator {
        random,
        functions: Vec::new(),
        signatures: Vec::new(),
        has_f32,
        shadowing,
        vars: Vec::new(),
        scope: Vec::new(),
        moved: Vec::new(),
        min_lens: Vec::new(),
        output: Ty::Unit,
        loops: Vec::new(),
        labels: 0,
        nesting: 0,
        value_nesting: 0,
        budget: 0,
        calls_left: 0,
        diverged: false,
        blocks_allowed: true,
        index_nesting: 0,
        bare_slices: false,
        pattern_names: Vec::new(),
    };
    for _ in 0..generator.random.below(size.helpers + 1) {
        if generator.random.chance(6) {
            generator.mutual_helpers(size.statements / 3);
        } else {
            generator.helper(size.statements / 3 + 1);
        }
    }
    generator.entry(size.statements)
}

impl Generator {
    fn reset(&mut self, budget: usize) {
        self.vars.clear();
        self.scope.clear();
        self.moved.clear();
        self.min_lens.clear();
        self.loops.clear();
        self.labels = 0;
        self.nesting = 0;
        self.value_nesting = 0;
        self.budget = budget;
        self.calls_left = 6;
        self.diverged = false;
        self.blocks_allowed = true;
    }

    fn helper(&mut self, statements: usize) {
        let index = self.functions.len();
        self.reset(statements);
        let plain = self.random.chance(10);
        let recursive = !plain && self.random.chance(15);
        let mut params = Vec::new();
        self.pattern_names.clear();
        if recursive {
            params.push(self.param(Ty::USIZE, (0, 3), false));
        }
        for _ in 0..self.random.between(1, 3) {
            let ty = if plain { self.random.pick(&[0, 1, 2]) } else { 3 };
            let (ty, range) = match ty {
                0 => (Ty::F64, (0, 0)),
                1 => (Ty::USIZE, (0, 4)),
                2 => (Ty::Bool, (0, 1)),
                _ => self.param_type(false),
            };
            params.push(self.param(ty, range, false));
        }
        // Without floats in the parameters there is nothing to differentiate with respect to.
        let plain = plain || !params.iter().any(|param| param.ty.has_float());
        let recursive = recursive && !plain;
        let output = if plain { Ty::F64 } else { self.output_type(&params) };
        self.output = output.clone();
        let signature = Signature {
            params: params.iter().map(|param| (param.ty.clone(), param.range)).collect(),
            output: output.clone(),
            differentiable: !plain,
            min_lens: self.min_lens.clone(),
            expensive: recursive,
        };
        let mut block = Block::default();
        if recursive {
            self.recursion(index, &signature, &mut block.statements);
        }
        self.finish_body(&mut block, statements);
        self.signatures.push(signature);
        let vars = std::mem::take(&mut self.vars);
        let name = format!("g{index}");
        self.functions.push(Function { name, params, output, vars, body: block, differentiable: !plain, wrt: None });
    }

    /// Two functions that call each other, `f(n, …)` the other one with `n - 1`.
    fn mutual_helpers(&mut self, statements: usize) {
        let first = self.functions.len();
        let mut types = vec![(Ty::USIZE, (0, 3))];
        for _ in 0..self.random.between(1, 2) {
            let pair = Ty::Array(Box::new(Ty::F64), 2);
            let ty = [Ty::F64, pair, Ty::Ref(Box::new(Ty::F64), true), Ty::Ref(Box::new(Ty::F64), false)][self.random.below(4)].clone();
            types.push((ty, (0, 3)));
        }
        let signature = Signature { params: types.clone(), output: Ty::F64, differentiable: true, min_lens: Vec::new(), expensive: true };
        for index in [first, first + 1] {
            self.reset(statements);
            self.pattern_names.clear();
            let params: Vec<Param> = types.iter().map(|(ty, range)| self.param(ty.clone(), *range, false)).collect();
            self.output = Ty::F64;
            let mut body = Block::default();
            self.recursion(2 * first + 1 - index, &signature, &mut body.statements);
            self.finish_body(&mut body, statements);
            let vars = std::mem::take(&mut self.vars);
            self.functions.push(Function { name: format!("g{index}"), params, output: Ty::F64, vars, body, differentiable: true, wrt: None });
        }
        self.signatures.extend([signature.clone(), signature]);
    }

    /// Fills a body with statements and its value.
    fn finish_body(&mut self, block: &mut Block, statements: usize) {
        while self.budget > 0 && !self.diverged && block.statements.len() < 2 * statements + 2 {
            if self.random.chance(4) {
                self.constant_call(&mut block.statements);
            } else {
                self.statement(&mut block.statements);
            }
        }
        self.diverged = false;
        let output = self.output.clone();
        if output == Ty::Unit {
            return;
        }
        let value = match output {
            Ty::Float(float) => self.summary(float),
            ref other => self.value(other, 3).or_else(|| self.value(other, 1)).unwrap_or_else(|| self.default_vec(other)),
        };
        block.value = Some(Box::new(value));
    }

    /// A sum that depends on several of the variables in sight.
    fn summary(&mut self, float: Float) -> Expr {
        let mut sum = self.float(float, 2);
        for _ in 0..self.random.between(1, 3) {
            let mut term = self.float_read(float);
            if self.random.chance(50) {
                term = Expr::arithmetic(Binary::Mul, term, Expr::float(self.random.decimal(0.3, 1.4), Float::F64));
                term.ty = Ty::Float(float);
                if let Kind::Binary(_, _, factor) = &mut term.kind {
                    factor.ty = Ty::Float(float);
                }
            }
            sum = Expr::arithmetic(Binary::Add, sum, term);
        }
        sum
    }

    /// An empty `Vec` stands for a list whose length nothing in sight has any more.
    fn default_vec(&mut self, ty: &Ty) -> Expr {
        Expr::new(Kind::List(Vec::new()), ty.clone())
    }

    fn entry(mut self, statements: usize) -> Program {
        self.reset(statements);
        self.pattern_names.clear();
        let mut params = Vec::new();
        for at in 0..self.random.between(1, 4) {
            let (ty, range) = if at == 0 { self.float_param_type() } else { self.param_type(true) };
            params.push(self.param(ty, range, true));
        }
        let output = if self.random.chance(80) { Ty::F64 } else { self.output_type(&params) };
        self.output = output;
        let inputs = self.inputs(&params);
        let mut block = Block::default();
        self.finish_body(&mut block, statements);
        let wrt = if self.output == Ty::Unit { None } else { self.wrt(&params) };
        let vars = std::mem::take(&mut self.vars);
        self.functions.push(Function { name: "f".into(), params, output: self.output, vars, body: block, differentiable: true, wrt });
        let seeds = (0..8).map(|_| self.random.decimal(-1.5, 1.5)).collect();
        Program { functions: self.functions, inputs, seeds }
    }

    /// `wrt(…)`, now and then: some of the parameters with floats that have a plain name.
    fn wrt(&mut self, params: &[Param]) -> Option<Vec<usize>> {
        if !self.random.chance(12) {
            return None;
        }
        let named = |param: &Param| param.ty.has_float() && matches!(param.pattern, Pattern::Var(_));
        let mut chosen: Vec<usize> = (0..params.len()).filter(|&index| named(&params[index])).collect();
        if chosen.len() > 1 {
            chosen.remove(self.random.below(chosen.len()));
        }
        (!chosen.is_empty()).then_some(chosen)
    }

    fn param(&mut self, ty: Ty, range: (i128, i128), _entry: bool) -> Param {
        let first = self.scope.len();
        let by_pattern = matches!(ty, Ty::Tuple(_) | Ty::Array(..)) && self.random.chance(25);
        let pattern = if by_pattern {
            self.binding_pattern(&ty, range, 0)
        } else {
            let mutable = !matches!(ty, Ty::Ref(..)) && self.random.chance(30);
            let var = self.new_var(&ty, mutable);
            if self.pattern_names.contains(&self.vars[var].name) {
                self.vars[var].name.push_str(&format!("_{var}"));
            }
            self.pattern_names.push(self.vars[var].name.clone());
            // A recursive function's counter must stay what it is.
            self.show(var, ty.clone(), mutable && !matches!(ty, Ty::Int(_)));
            Pattern::Var(var)
        };
        for binding in &mut self.scope[first..] {
            binding.range = range;
        }
        Param { pattern, ty, range }
    }

    fn output_type(&mut self, params: &[Param]) -> Ty {
        let boxed = || Box::new(Ty::F64);
        let exclusive = params.iter().any(|param| matches!(param.ty, Ty::Ref(_, true)) && param.ty.has_float());
        match self.random.below(if exclusive { 12 } else { 8 }) {
            0 => Ty::Tuple(vec![Ty::F64, Ty::F64]),
            1 => Ty::Array(boxed(), 2),
            2 => {
                let lens: Vec<Len> =
                    params.iter().filter_map(|param| param.ty.target().as_list()).filter(|list| list.0.has_float()).map(|list| list.1).collect();
                let len = if lens.is_empty() { Len::Const(2) } else { self.random.pick(&lens) };
                Ty::Vec(boxed(), len)
            }
            3 if self.has_f32 => Ty::Float(Float::F32),
            3 => Ty::Tuple(vec![Ty::F64, Ty::Int(Int::Usize)]),
            8..=11 => Ty::Unit,
            _ => Ty::F64,
        }
    }
}
