//! What is visible: variables, what is known of them, who has borrowed them; and the places that can be read or written.

use super::Generator;
use crate::ast::{Binary, Expr, Int, Kind, Len, Pattern, Place, Step, Ty, Var, VarId};

/// What the borrow checker lets us do with a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Access {
    Full,
    /// Borrowed shared: may be read.
    Read,
    /// Borrowed exclusively, moved, shadowed or not assigned yet.
    None,
}

#[derive(Clone, Debug)]
pub(crate) struct Binding {
    pub(crate) var: VarId,
    pub(crate) ty: Ty,
    /// Statements may assign to it. Counters of loops are printed `mut` but must be left alone.
    pub(crate) assignable: bool,
    pub(crate) access: Access,
    /// Integers in it lie between these.
    pub(crate) range: (i128, i128),
    /// It is less than this length, by more than the second number.
    pub(crate) below: Vec<(Len, i128)>,
    /// It is this length.
    pub(crate) equals: Option<Len>,
    /// How many loops stand around its declaration, and around a move that would be repeated.
    pub(crate) loop_depth: usize,
    /// What others had before this variable borrowed or shadowed them.
    pub(crate) restores: Vec<(usize, Access)>,
}

/// A type that a place is looked for.
pub(crate) type Wanted<'a> = &'a dyn Fn(&Ty) -> bool;

impl Generator {
    /// A new variable of the function; not visible yet.
    pub(super) fn new_var(&mut self, ty: &Ty, mutable: bool) -> VarId {
        let visible: Vec<&str> = self.scope.iter().map(|binding| &*self.vars[binding.var].name).collect();
        let names = ["x", "y", "s", "t", "u", "w", "acc", "r", "p", "q", "v", "z", "total", "h", "c"];
        let ints = ["k", "n", "i", "j", "m", "count", "idx", "step"];
        let pool: &[&str] = if matches!(ty, Ty::Int(_)) { &ints } else { &names };
        let mut name = self.random.pick(pool).to_string();
        if visible.contains(&&*name) && !self.random.chance(self.shadowing) {
            name = format!("{name}{}", self.vars.len());
        }
        self.vars.push(Var { name, mutable, ty: ty.clone() });
        self.vars.len() - 1
    }

    /// Makes the variable visible; hides another one of that name.
    pub(super) fn show(&mut self, var: VarId, ty: Ty, assignable: bool) -> usize {
        let mut restores = Vec::new();
        for index in 0..self.scope.len() {
            if self.vars[self.scope[index].var].name == self.vars[var].name {
                restores.push((index, self.scope[index].access));
                self.scope[index].access = Access::None;
            }
        }
        let range = (0, 4);
        let loop_depth = self.loops.len();
        self.scope.push(Binding { var, ty, assignable, access: Access::Full, range, below: Vec::new(), equals: None, loop_depth, restores });
        self.scope.len() - 1
    }

    /// Lets `borrower` (an index into the scope) borrow the variable at `owner` until it goes out of sight.
    pub(super) fn borrow(&mut self, borrower: usize, owner: usize, exclusive: bool) {
        let before = self.scope[owner].access;
        self.scope[borrower].restores.push((owner, before));
        self.scope[owner].access = before.max(if exclusive { Access::None } else { Access::Read });
    }

    /// Takes everything above `height` out of sight again.
    pub(super) fn leave(&mut self, height: usize) {
        while self.scope.len() > height {
            let binding = self.scope.pop().expect("the scope is higher than that");
            for (index, access) in binding.restores.into_iter().rev() {
                // A variable that was moved stays moved.
                if !self.moved.contains(&self.scope[index].var) {
                    self.scope[index].access = access;
                }
            }
        }
    }

    /// Runs `inside` with the variable at `owner` borrowed.
    pub(super) fn while_borrowed<T>(&mut self, owner: usize, exclusive: bool, inside: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.scope[owner].access;
        self.scope[owner].access = before.max(if exclusive { Access::None } else { Access::Read });
        let result = inside(self);
        if !self.moved.contains(&self.scope[owner].var) {
            self.scope[owner].access = before;
        }
        result
    }

    pub(super) fn binding_of(&self, place: &Place) -> usize {
        self.scope.iter().rposition(|binding| binding.var == place.root).expect("a place's variable is visible")
    }

    pub(super) fn min_len(&self, len: Len) -> usize {
        match len {
            Len::Const(len) => len,
            Len::Symbol(symbol) => self.min_lens[symbol],
        }
    }

    pub(super) fn new_symbol(&mut self, min: usize) -> Len {
        self.min_lens.push(min);
        Len::Symbol(self.min_lens.len() - 1)
    }

    /// A random place whose type is wanted, to read or to write, and its type.
    pub(super) fn place(&mut self, wanted: Wanted, write: bool) -> Option<(Place, Ty)> {
        let mut found: Vec<usize> = Vec::new();
        for (index, binding) in self.scope.iter().enumerate() {
            let through_ref = matches!(binding.ty, Ty::Ref(_, true));
            let allowed = if write { binding.access == Access::Full && (binding.assignable || through_ref) } else { binding.access != Access::None };
            if allowed && self.contains(&binding.ty, wanted, write, binding.assignable) {
                // What was declared last is most interesting.
                let times = 1 + 3 * index / self.scope.len().max(1);
                found.extend(vec![index; times]);
            }
        }
        if found.is_empty() {
            return None;
        }
        let index = self.random.pick(&found);
        let (root, ty, assignable) = (self.scope[index].var, self.scope[index].ty.clone(), self.scope[index].assignable);
        // While a `Vec` is indexed to be changed, the index cannot look at it.
        if write && ty.has_vec() {
            return Some(self.while_borrowed(index, true, |generator| generator.descend(Place::var(root), ty, wanted, write, assignable)));
        }
        Some(self.descend(Place::var(root), ty, wanted, write, assignable))
    }

    fn contains(&self, ty: &Ty, wanted: Wanted, write: bool, assignable: bool) -> bool {
        if wanted(ty) && (!write || assignable) {
            return true;
        }
        match ty {
            Ty::Unit | Ty::Float(_) | Ty::Int(_) | Ty::Bool => false,
            Ty::Tuple(items) => items.iter().any(|item| self.contains(item, wanted, write, assignable)),
            Ty::Ref(item, exclusive) => (*exclusive || !write) && self.contains(item, wanted, write, true),
            list => {
                let (item, len) = list.as_list().expect("what is left is a list");
                self.min_len(len) > 0 && self.contains(item, wanted, write, assignable)
            }
        }
    }

    fn descend(&mut self, place: Place, ty: Ty, wanted: Wanted, write: bool, assignable: bool) -> (Place, Ty) {
        let here = wanted(&ty) && (!write || assignable);
        match &ty {
            Ty::Tuple(items) => {
                let fields: Vec<usize> = (0..items.len()).filter(|&field| self.contains(&items[field], wanted, write, assignable)).collect();
                if fields.is_empty() || (here && self.random.chance(60)) {
                    return (place, ty);
                }
                let field = self.random.pick(&fields);
                self.descend(place.then(Step::Field(field)), items[field].clone(), wanted, write, assignable)
            }
            Ty::Ref(item, exclusive) => {
                if here || (write && !exclusive) || !self.contains(item, wanted, write, true) {
                    return (place, ty);
                }
                self.descend(place.then(Step::Deref(true)), (**item).clone(), wanted, write, true)
            }
            Ty::Array(item, _) | Ty::Vec(item, _) | Ty::Slice(item, _) => {
                let len = ty.as_list().expect("a list").1;
                let deeper = self.min_len(len) > 0 && self.contains(item, wanted, write, assignable);
                if !deeper || (here && self.random.chance(70)) {
                    return (place, ty);
                }
                let index = self.index_into(&place, len);
                self.descend(place.then(Step::Index(Box::new(index))), (**item).clone(), wanted, write, assignable)
            }
            Ty::Unit | Ty::Float(_) | Ty::Int(_) | Ty::Bool => (place, ty),
        }
    }

    /// An index that is in range for the list at `place`, which is not empty.
    pub(super) fn index_into(&mut self, place: &Place, len: Len) -> Expr {
        let readable = |binding: &&Binding| binding.access != Access::None && matches!(binding.ty, Ty::Int(_));
        let fitting: Vec<Binding> = self.scope.iter().filter(readable).filter(|b| b.below.iter().any(|known| fits(known, len))).cloned().collect();
        if !fitting.is_empty() && self.random.chance(80) {
            let binding = &fitting[self.random.below(fitting.len())];
            return self.index_by(binding, place, len);
        }
        let min = self.min_len(len);
        // An index that is itself an element of a list, and so on, has to end somewhere.
        let hidden = self.scope[self.binding_of(place)].access == Access::None && matches!(len, Len::Symbol(_));
        if hidden || self.index_nesting > 1 || self.random.chance(60) {
            return Expr::int(self.random.between(0, min as i128 - 1), Int::Usize);
        }
        self.index_nesting += 1;
        let (number, _) = self.integer(Int::Usize, 1, (0, 60));
        self.index_nesting -= 1;
        let divisor = match len {
            Len::Const(len) => Expr::int(len as i128, Int::Usize),
            Len::Symbol(_) => Expr::new(Kind::Len(place.clone()), Ty::USIZE),
        };
        Expr::arithmetic(Binary::Rem, number, divisor)
    }

    /// `i`, `i - 1`, `i + 1` or `len - 1 - i` for an `i` that is below the length.
    fn index_by(&mut self, binding: &Binding, place: &Place, len: Len) -> Expr {
        let Ty::Int(int) = binding.ty else { unreachable!("an index is an integer") };
        let mut index = Expr::read(Place::var(binding.var), binding.ty.clone());
        if int != Int::Usize {
            index = Expr::new(Kind::Cast(Box::new(index)), Ty::USIZE);
        }
        let slack = binding.below.iter().filter(|known| fits(known, len)).map(|known| known.1).max().unwrap_or(0);
        match self.random.below(6) {
            0 | 1 if binding.range.0 >= 1 => Expr::arithmetic(Binary::Sub, index, Expr::int(1, Int::Usize)),
            2 | 3 if slack >= 1 => Expr::arithmetic(Binary::Add, index, Expr::int(1, Int::Usize)),
            4 if matches!(len, Len::Const(_)) || self.scope[self.binding_of(place)].access != Access::None => {
                let last = match len {
                    Len::Const(len) => Expr::int(len as i128 - 1, Int::Usize),
                    Len::Symbol(_) => {
                        let length = Expr::new(Kind::Len(place.clone()), Ty::USIZE);
                        Expr::arithmetic(Binary::Sub, length, Expr::int(1, Int::Usize))
                    }
                };
                Expr::arithmetic(Binary::Sub, last, index)
            }
            _ => index,
        }
    }

    /// A pattern for a value of type `ty`, its variables visible from now on.
    pub(super) fn binding_pattern(&mut self, ty: &Ty, range: (i128, i128), depth: usize) -> Pattern {
        if depth > 0 && self.random.chance(8) {
            return Pattern::Wild;
        }
        match ty {
            Ty::Tuple(items) if self.random.chance(75) => {
                Pattern::Tuple(items.iter().map(|item| self.binding_pattern(item, range, depth + 1)).collect())
            }
            Ty::Array(item, len) if item.is_copy() && *len <= 4 && self.random.chance(40) => {
                Pattern::Array((0..*len).map(|_| self.binding_pattern(item, range, depth + 1)).collect())
            }
            Ty::Ref(item, false) if item.is_copy() && !matches!(**item, Ty::Ref(..)) && self.random.chance(50) => {
                Pattern::Deref(Box::new(self.binding_pattern(item, range, depth + 1)))
            }
            // Rust's default binding modes: the parts become references.
            Ty::Ref(item, exclusive) if matches!(**item, Ty::Tuple(_)) && self.random.chance(50) => {
                let Ty::Tuple(items) = &**item else { unreachable!("matched") };
                let parts = items.iter().map(|item| self.variable_pattern(&Ty::Ref(Box::new(item.clone()), *exclusive), range, false));
                Pattern::Tuple(parts.collect())
            }
            Ty::Ref(item, exclusive) if matches!(**item, Ty::Array(..)) && self.random.chance(30) => {
                let Ty::Array(item, len) = &**item else { unreachable!("matched") };
                let part = Ty::Ref(item.clone(), *exclusive);
                Pattern::Array((0..*len).map(|_| self.variable_pattern(&part, range, false)).collect())
            }
            ty => {
                let mutable = !matches!(ty, Ty::Ref(..)) && self.random.chance(25);
                self.variable_pattern(ty, range, mutable)
            }
        }
    }

    fn variable_pattern(&mut self, ty: &Ty, range: (i128, i128), mutable: bool) -> Pattern {
        let var = self.new_var(ty, mutable);
        // Two variables of one pattern need two names.
        let taken = self.pattern_names.contains(&self.vars[var].name);
        if taken {
            self.vars[var].name.push_str(&format!("_{var}"));
        }
        self.pattern_names.push(self.vars[var].name.clone());
        let index = self.show(var, ty.clone(), mutable);
        self.scope[index].range = range;
        Pattern::Var(var)
    }
}

fn fits(known: &(Len, i128), len: Len) -> bool {
    match (known.0, len) {
        (Len::Const(known), Len::Const(len)) => known <= len,
        (known, len) => known == len,
    }
}
