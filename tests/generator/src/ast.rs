//! The language of the generated programs: the part of Rust that `#[differentiable]` accepts, as trees that know their types.

/// A variable of a function: its index in [`Function::vars`]. Two variables may have one name (shadowing), never one id.
pub(crate) type VarId = usize;

/// The number in a loop's label, `'l3`.
pub(crate) type Label = usize;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Float {
    F64,
    F32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Int {
    I32,
    I64,
    U8,
    U64,
    Usize,
}

/// What the generator knows of a length. It is no part of the Rust type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Len {
    Const(usize),
    /// Known when the program runs; equal symbols are equal lengths.
    Symbol(usize),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ty {
    Unit,
    Float(Float),
    Int(Int),
    Bool,
    Array(Box<Ty>, usize),
    Vec(Box<Ty>, Len),
    Slice(Box<Ty>, Len),
    Tuple(Vec<Ty>),
    /// `&T`, or `&mut T` if the flag is set.
    Ref(Box<Ty>, bool),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Binary {
    Add,
    Sub,
    Mul,
    Div,
    Rem,
    Lt,
    Le,
    Gt,
    Ge,
    Eq,
    Ne,
    And,
    Or,
    BitAnd,
    BitXor,
}

#[derive(Clone, Debug)]
pub(crate) struct Expr {
    pub(crate) kind: Kind,
    pub(crate) ty: Ty,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// A literal; with the suffix of its type if the flag is set.
    Float(f64, bool),
    Int(i128, bool),
    Bool(bool),
    /// A path to a constant of std and its value.
    Constant(&'static str, f64),
    Read(Place),
    Neg(Box<Expr>),
    Not(Box<Expr>),
    Binary(Binary, Box<Expr>, Box<Expr>),
    /// `a.name(b)`, or `f64::name(a, b)` if the flag is set.
    Method(&'static str, Vec<Expr>, bool),
    /// `operand as ty`
    Cast(Box<Expr>),
    Len(Place),
    IsEmpty(Place),
    Tuple(Vec<Expr>),
    /// `[a, b]` or `vec![a, b]`, as the type says.
    List(Vec<Expr>),
    /// `[item; len]` or `vec![item; len]`, as the type says.
    Repeat(Box<Expr>, Box<Expr>),
    /// `place.clone()`, `place.to_vec()`: the method's name.
    Clone(Place, &'static str),
    /// `&place` or `&mut place`, as the type says.
    Borrow(Place),
    If(Box<Expr>, Block, Block),
    Match(Box<Expr>, Vec<Arm>),
    Block(Block),
    Loop(Option<Label>, Block),
    /// A call of the program's function with this index.
    Call(usize, Vec<Expr>),
    StopGradient(Box<Expr>),
}

#[derive(Clone, Debug)]
pub(crate) struct Arm {
    pub(crate) pattern: Pattern,
    pub(crate) guard: Option<Expr>,
    pub(crate) body: Block,
}

#[derive(Clone, Debug)]
pub(crate) enum Pattern {
    Wild,
    Var(VarId),
    /// `ref x`, or `ref mut x` if the variable's type is an exclusive reference.
    RefVar(VarId),
    /// `&p`
    Deref(Box<Pattern>),
    Tuple(Vec<Pattern>),
    Array(Vec<Pattern>),
    Int(i128),
    /// `lo..=hi`
    Range(i128, i128),
    Bool(bool),
    Or(Vec<Pattern>),
}

#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) root: VarId,
    pub(crate) path: Vec<Step>,
}

#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// `*`, written out if the flag is set, else left to Rust (`x.sin()` with `x: &f64`).
    Deref(bool),
    Field(usize),
    Index(Box<Expr>),
    /// `[lo..hi]`
    Range(Option<Box<Expr>>, Option<Box<Expr>>),
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Block {
    pub(crate) statements: Vec<Statement>,
    pub(crate) value: Option<Box<Expr>>,
}

#[derive(Clone, Debug)]
pub(crate) enum Statement {
    Let {
        pattern: Pattern,
        annotation: Option<Ty>,
        init: Option<Expr>,
        constant: bool,
    },
    /// `const NAME: T = literal;`
    Const(VarId, Expr),
    Assign(Place, Expr),
    /// `place += value;` and its like.
    Update(Binary, Place, Expr),
    /// An expression whose value is dropped or `()`.
    Do(Expr),
    For {
        label: Option<Label>,
        pattern: Pattern,
        iterator: Iterator,
        body: Block,
    },
    While {
        label: Option<Label>,
        condition: Expr,
        body: Block,
    },
    Break(Option<Label>, Option<Expr>),
    Continue(Option<Label>),
    Return(Option<Expr>),
    /// `std::mem::swap(&mut a, &mut b)`
    Swap(Place, Place),
    /// `place.swap(i, j)`
    SwapElements(Place, Expr, Expr),
    /// `place.copy_from_slice(&other)`
    CopyFrom(Place, Place),
    Print(Vec<Expr>),
    Assert(Expr),
}

/// What stands after `in`.
#[derive(Clone, Debug)]
pub(crate) enum Iterator {
    /// `lo..hi`, `lo..=hi` if the flag is set.
    Range(Box<Expr>, Box<Expr>, bool),
    /// The place itself: a `Vec` that is moved, an array that is copied, a reference.
    Value(Place),
    /// `&place`, `&mut place`
    Ref(Place, bool),
    /// `place.iter()`, `place.iter_mut()`
    Iter(Place, bool),
    Windows(Place, usize),
    Chunks(Place, usize),
    Rev(Box<Iterator>),
    StepBy(Box<Iterator>, usize),
    Enumerate(Box<Iterator>),
    Zip(Box<Iterator>, Box<Iterator>),
}

#[derive(Clone, Debug)]
pub(crate) struct Var {
    pub(crate) name: String,
    pub(crate) mutable: bool,
    pub(crate) ty: Ty,
}

#[derive(Clone, Debug)]
pub(crate) struct Param {
    pub(crate) pattern: Pattern,
    pub(crate) ty: Ty,
    /// Integers in it lie between these.
    pub(crate) range: (i128, i128),
}

#[derive(Clone, Debug)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) params: Vec<Param>,
    pub(crate) output: Ty,
    pub(crate) vars: Vec<Var>,
    pub(crate) body: Block,
    /// Has the attribute. A function without it is called where no derivative is wanted.
    pub(crate) differentiable: bool,
    /// Parameters named by `wrt(…)`.
    pub(crate) wrt: Option<Vec<usize>>,
}

/// Functions, callees first; the last one is the entry `f`.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) functions: Vec<Function>,
    /// Arguments of `f` to try, and the lengths of its symbols.
    pub(crate) inputs: Vec<Vec<Input>>,
    /// Adjoints of the outputs' floats, repeated as often as needed.
    pub(crate) seeds: Vec<f64>,
}

/// An argument of the entry function.
#[derive(Clone, Debug)]
pub(crate) enum Input {
    Float(f64),
    Int(i128),
    Bool(bool),
    List(Vec<Input>),
    Tuple(Vec<Input>),
}

impl Program {
    pub(crate) fn entry(&self) -> &Function {
        self.functions.last().expect("a program has an entry")
    }
}

impl Ty {
    pub(crate) const F64: Ty = Ty::Float(Float::F64);
    pub(crate) const USIZE: Ty = Ty::Int(Int::Usize);

    pub(crate) fn has_float(&self) -> bool {
        match self {
            Ty::Float(_) => true,
            Ty::Unit | Ty::Int(_) | Ty::Bool => false,
            Ty::Array(item, _) | Ty::Vec(item, _) | Ty::Slice(item, _) | Ty::Ref(item, _) => item.has_float(),
            Ty::Tuple(items) => items.iter().any(Ty::has_float),
        }
    }

    pub(crate) fn has_f32(&self) -> bool {
        match self {
            Ty::Float(float) => *float == Float::F32,
            Ty::Unit | Ty::Int(_) | Ty::Bool => false,
            Ty::Array(item, _) | Ty::Vec(item, _) | Ty::Slice(item, _) | Ty::Ref(item, _) => item.has_f32(),
            Ty::Tuple(items) => items.iter().any(Ty::has_f32),
        }
    }

    pub(crate) fn has_vec(&self) -> bool {
        match self {
            Ty::Vec(..) => true,
            Ty::Unit | Ty::Float(_) | Ty::Int(_) | Ty::Bool => false,
            Ty::Array(item, _) | Ty::Slice(item, _) | Ty::Ref(item, _) => item.has_vec(),
            Ty::Tuple(items) => items.iter().any(Ty::has_vec),
        }
    }

    pub(crate) fn is_copy(&self) -> bool {
        match self {
            Ty::Unit | Ty::Float(_) | Ty::Int(_) | Ty::Bool => true,
            Ty::Array(item, _) => item.is_copy(),
            Ty::Vec(..) | Ty::Slice(..) => false,
            Ty::Tuple(items) => items.iter().all(Ty::is_copy),
            Ty::Ref(_, exclusive) => !exclusive,
        }
    }

    /// Element and length, if the type is an array, a `Vec` or a slice.
    pub(crate) fn as_list(&self) -> Option<(&Ty, Len)> {
        match self {
            Ty::Array(item, len) => Some((item, Len::Const(*len))),
            Ty::Vec(item, len) | Ty::Slice(item, len) => Some((item, *len)),
            _ => None,
        }
    }

    /// The type without references around it.
    pub(crate) fn target(&self) -> &Ty {
        match self {
            Ty::Ref(item, _) => item.target(),
            other => other,
        }
    }
}

impl Expr {
    pub(crate) fn new(kind: Kind, ty: Ty) -> Self {
        Expr { kind, ty }
    }

    pub(crate) fn float(value: f64, float: Float) -> Self {
        Expr::new(Kind::Float(value, false), Ty::Float(float))
    }

    pub(crate) fn int(value: i128, int: Int) -> Self {
        Expr::new(Kind::Int(value, false), Ty::Int(int))
    }

    pub(crate) fn read(place: Place, ty: Ty) -> Self {
        Expr::new(Kind::Read(place), ty)
    }

    /// Arithmetic: the type is that of the operands.
    pub(crate) fn arithmetic(operator: Binary, a: Expr, b: Expr) -> Self {
        let ty = a.ty.clone();
        Expr::new(Kind::Binary(operator, Box::new(a), Box::new(b)), ty)
    }

    /// A comparison or a connective.
    pub(crate) fn test(operator: Binary, a: Expr, b: Expr) -> Self {
        Expr::new(Kind::Binary(operator, Box::new(a), Box::new(b)), Ty::Bool)
    }

    pub(crate) fn method(name: &'static str, args: Vec<Expr>) -> Self {
        let ty = args[0].ty.clone();
        Expr::new(Kind::Method(name, args, false), ty)
    }
}

impl Place {
    pub(crate) fn var(root: VarId) -> Self {
        Place { root, path: Vec::new() }
    }

    /// What a variable that is a reference points to, as a whole.
    pub(crate) fn is_target(&self) -> bool {
        matches!(self.path[..], [Step::Deref(_)])
    }

    pub(crate) fn then(mut self, step: Step) -> Self {
        self.path.push(step);
        self
    }
}

impl Block {
    pub(crate) fn of(value: Expr) -> Self {
        Block { statements: Vec::new(), value: Some(Box::new(value)) }
    }
}

impl Pattern {
    /// Whether it borrows what it is matched with.
    pub(crate) fn has_ref(&self) -> bool {
        match self {
            Pattern::RefVar(_) => true,
            Pattern::Tuple(parts) | Pattern::Array(parts) | Pattern::Or(parts) => parts.iter().any(Pattern::has_ref),
            Pattern::Deref(inner) => inner.has_ref(),
            Pattern::Wild | Pattern::Var(_) | Pattern::Int(_) | Pattern::Range(..) | Pattern::Bool(_) => false,
        }
    }

    /// Variables that it binds, in order.
    pub(crate) fn vars(&self, into: &mut Vec<VarId>) {
        match self {
            Pattern::Var(var) | Pattern::RefVar(var) => into.push(*var),
            Pattern::Tuple(parts) | Pattern::Array(parts) | Pattern::Or(parts) => parts.iter().for_each(|part| part.vars(into)),
            Pattern::Deref(inner) => inner.vars(into),
            Pattern::Wild | Pattern::Int(_) | Pattern::Range(..) | Pattern::Bool(_) => {}
        }
    }
}
