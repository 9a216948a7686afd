//! Constructs that take the overloaded form. That the compiled form does not know them is asked by a unit test of the macros.

/// An enum with data
pub mod enum_with_data {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Clone, Copy, Differentiable)]
    enum Shape {
        Circle(f64),
        Box { w: f64, h: f64 },
        Empty,
    }

    #[differentiable]
    pub fn enum_with_data(x: &[f64]) -> f64 {
        let shapes = [Shape::Circle(x[0]), Shape::Box { w: x[1], h: x[2] }, Shape::Empty];
        let mut sum = 0.0;
        for shape in shapes {
            sum += match shape {
                Shape::Circle(r) => 3.0 * r * r,
                Shape::Box { w, h } => w * h,
                Shape::Empty => 0.0,
            };
        }
        sum
    }
}

/// An enum without data
pub mod plain_enum {
    use autodiff_runtime::differentiable;

    #[derive(Clone, Copy, PartialEq)]
    enum Kind {
        Linear,
        Square,
    }

    #[differentiable]
    pub fn plain_enum(x: &[f64]) -> f64 {
        let kinds = [Kind::Linear, Kind::Square, Kind::Square];
        let mut sum = 0.0;
        for (v, kind) in x.iter().zip(kinds) {
            sum += match kind {
                Kind::Linear => *v,
                Kind::Square => v * v,
            };
        }
        sum
    }
}

/// `Option`, `Result`
pub mod option {
    use autodiff_runtime::differentiable;

    #[differentiable]
    pub fn option(x: &[f64]) -> f64 {
        let first = if x[0] > 0.0 { Some(x[0] * x[1]) } else { None };
        first.map(|v| v * v).unwrap_or(0.0) + x[2]
    }
}

/// A recursive type in boxes
pub mod boxed_tree {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Clone, Differentiable)]
    enum Tree {
        Leaf(f64),
        Node(Box<Tree>, Box<Tree>),
    }

    #[differentiable]
    fn total(tree: &Tree) -> f64 {
        match tree {
            Tree::Leaf(v) => v * v,
            Tree::Node(a, b) => total(a) * total(b),
        }
    }

    #[differentiable]
    pub fn boxed_tree(x: &[f64]) -> f64 {
        let tree = Tree::Node(Box::new(Tree::Leaf(x[0])), Box::new(Tree::Node(Box::new(Tree::Leaf(x[1])), Box::new(Tree::Leaf(x[2])))));
        total(&tree)
    }
}

/// Maps, sets, queues
pub mod maps {
    use autodiff_runtime::differentiable;
    use std::collections::{BTreeMap, VecDeque};

    #[differentiable]
    pub fn maps(x: &[f64]) -> f64 {
        let mut bins = BTreeMap::new();
        for (i, v) in x.iter().enumerate() {
            *bins.entry(i % 2).or_insert(0.0) += v * v;
        }
        let mut queue: VecDeque<f64> = bins.into_values().collect();
        queue.rotate_left(1);
        queue.iter().product()
    }
}

/// `Rc`, `Cow`
pub mod shared_pointers {
    use autodiff_runtime::differentiable;
    use std::rc::Rc;

    #[differentiable]
    pub fn shared_pointers(x: &[f64]) -> f64 {
        let a = Rc::new(x[0] * x[1]);
        let b = Rc::clone(&a);
        *a * *b + x[2]
    }
}

/// `Index`, `Deref`, `From`, `Default` of one's own types
pub mod conversions {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::ops::Index;

    #[derive(Clone, Default, Differentiable)]
    struct Row {
        items: Vec<f64>,
    }

    #[differentiable]
    impl Index<usize> for Row {
        type Output = f64;
        fn index(&self, i: usize) -> &f64 {
            &self.items[i]
        }
    }

    #[differentiable]
    impl From<Vec<f64>> for Row {
        fn from(items: Vec<f64>) -> Row {
            Row { items }
        }
    }

    #[differentiable]
    pub fn conversions(x: &[f64]) -> f64 {
        let row = Row::from(x.to_vec());
        let empty = Row::default();
        row[0] * row[1] + empty.items.len() as f64
    }
}

/// Traits with default methods
pub mod traits {
    use autodiff_runtime::{Differentiable, differentiable};

    #[differentiable]
    trait Area {
        fn area(&self) -> f64;
        fn twice(&self) -> f64 {
            2.0 * self.area()
        }
    }

    #[derive(Clone, Copy, Differentiable)]
    struct Disc {
        r: f64,
    }

    #[differentiable]
    impl Area for Disc {
        fn area(&self) -> f64 {
            3.0 * self.r * self.r
        }
    }

    #[differentiable]
    pub fn traits(x: &[f64]) -> f64 {
        let disc = Disc { r: x[0] * x[1] };
        disc.twice() + disc.area()
    }
}

/// Trait objects
pub mod trait_objects {
    use autodiff_runtime::{Differentiable, differentiable};

    #[differentiable]
    trait Cost {
        fn cost(&self) -> f64;
    }

    #[derive(Differentiable)]
    struct Fixed {
        c: f64,
    }

    #[derive(Differentiable)]
    struct Squared {
        c: f64,
    }

    #[differentiable]
    impl Cost for Fixed {
        fn cost(&self) -> f64 {
            self.c
        }
    }

    #[differentiable]
    impl Cost for Squared {
        fn cost(&self) -> f64 {
            self.c * self.c
        }
    }

    #[differentiable]
    pub fn trait_objects(x: &[f64]) -> f64 {
        let all: Vec<Box<dyn Cost>> = vec![Box::new(Fixed { c: x[0] }), Box::new(Squared { c: x[1] })];
        all.iter().map(|c| c.cost()).sum()
    }
}

/// Generic functions, `T: Real`
pub mod generics {
    use autodiff_runtime::{Real, differentiable};

    #[differentiable]
    fn cube<T: Real>(x: T) -> T {
        x * x * x
    }

    #[differentiable]
    pub fn generics(x: &[f64]) -> f64 {
        cube(x[0]) + cube(x[1]) * x[2]
    }
}

/// Const generics
pub mod const_generics {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn norm<const N: usize>(x: [f64; N]) -> f64 {
        let mut sum = 0.0;
        for v in x {
            sum += v * v;
        }
        sum.sqrt()
    }

    #[differentiable]
    pub fn const_generics(x: &[f64]) -> f64 {
        norm([x[0], x[1]]) * norm([x[2], x[3], 1.0])
    }
}

/// `impl Fn` parameters, functions as arguments
pub mod impl_fn {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn twice(g: impl Fn(f64) -> f64, x: f64) -> f64 {
        g(g(x))
    }

    #[differentiable]
    fn square(x: f64) -> f64 {
        x * x
    }

    #[differentiable]
    pub fn impl_fn(x: &[f64]) -> f64 {
        twice(|v| v * x[0], x[1]) + twice(square, x[2])
    }
}

/// Closures returned from functions
pub mod returned_closures {
    use autodiff_runtime::differentiable;

    #[differentiable]
    pub fn returned_closures(x: &[f64]) -> f64 {
        fn line(a: f64, b: f64) -> impl Fn(f64) -> f64 {
            move |t| a * t + b
        }
        let l = line(x[0], x[1]);
        l(x[2]) * l(1.0)
    }
}

/// Nested functions
pub mod nested_functions {
    use autodiff_runtime::differentiable;

    #[differentiable]
    pub fn nested_functions(x: &[f64]) -> f64 {
        fn inner(v: f64) -> f64 {
            v * v + 1.0
        }
        inner(x[0]) * inner(x[1])
    }
}

/// Functions that return references
pub mod returned_references {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn larger<'a>(a: &'a f64, b: &'a f64) -> &'a f64 {
        if a > b { a } else { b }
    }

    #[differentiable(overloaded)]
    pub fn returned_references(x: &[f64]) -> f64 {
        let big = larger(&x[0], &x[1]);
        big * big
    }
}

/// Functions that return `Option` or `Result`
pub mod optional_results {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn checked_ln(x: f64) -> Option<f64> {
        if x > 0.0 { Some(x.ln()) } else { None }
    }

    #[differentiable]
    pub fn optional_results(x: &[f64]) -> f64 {
        match checked_ln(x[0] * x[1]) {
            Some(v) => v * v,
            None => 0.0,
        }
    }
}

/// `if let`, `let … else`, `while let`, let chains
pub mod let_conditions {
    use autodiff_runtime::differentiable;

    #[differentiable]
    pub fn let_conditions(x: &[f64]) -> f64 {
        let mut stack = x.to_vec();
        let mut sum = 0.0;
        while let Some(v) = stack.pop() {
            sum += v * v;
        }
        let Some(first) = x.first() else { return 0.0 };
        if let Some(second) = x.get(1)
            && *second > 0.0
        {
            sum *= second;
        }
        sum * first
    }
}

/// Slice patterns
pub mod slice_patterns {
    use autodiff_runtime::differentiable;

    #[differentiable]
    pub fn slice_patterns(x: &[f64]) -> f64 {
        match x {
            [] => 0.0,
            [a] => *a,
            [first, .., last] => first * last,
        }
    }
}

/// `@`, ranges of floats, references in patterns
pub mod other_patterns {
    use autodiff_runtime::differentiable;

    #[differentiable]
    pub fn other_patterns(x: &[f64]) -> f64 {
        let mut sum = 0.0;
        for v in x {
            sum += match *v {
                y @ 0.0..=1.0 => y * y,
                y => 2.0 * y,
            };
        }
        let &[a, b, ..] = x else { return sum };
        sum * a * b
    }
}

/// `?` on `Option` and `Result`
pub mod question_mark {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn ratio(a: f64, b: f64) -> Result<f64, String> {
        if b == 0.0 {
            return Err(format!("{a} by zero"));
        }
        Ok(a / b)
    }

    #[differentiable]
    fn sum_of_ratios(x: &[f64]) -> Result<f64, String> {
        Ok(ratio(x[0], x[1])? + ratio(x[2], x[3])?)
    }

    #[differentiable]
    pub fn question_mark(x: &[f64]) -> f64 {
        sum_of_ratios(x).unwrap_or(0.0)
    }
}

/// Chains: `any`, `all`, `position`, `last`, `cycle`
pub mod questions {
    use autodiff_runtime::differentiable;

    #[differentiable]
    pub fn questions(x: &[f64]) -> f64 {
        let at = x.iter().position(|v| *v > 1.0).unwrap_or(0);
        let k = if x.iter().any(|v| *v < 0.0) { 2.0 } else { 3.0 };
        k * x[at] * x[at] + x.iter().cycle().take(6).sum::<f64>() + x.last().unwrap()
    }
}

/// `Vec`: `push`, `pop`, `insert`, `remove`, `truncate`, `extend`
pub mod growing_vectors {
    use autodiff_runtime::differentiable;

    #[differentiable]
    pub fn growing_vectors(x: &[f64]) -> f64 {
        let mut v = Vec::new();
        for a in x {
            v.push(a * a);
        }
        v.insert(1, x[0]);
        v.extend_from_slice(&x[1..3]);
        let last = v.pop().unwrap_or(0.0);
        v.remove(0);
        v.truncate(4);
        last * v.iter().sum::<f64>()
    }
}

/// Sorting, `retain`, `drain`, `rotate_left`, `concat`
pub mod sorting {
    use autodiff_runtime::differentiable;

    #[differentiable]
    pub fn sorting(x: &[f64]) -> f64 {
        let mut v = x.to_vec();
        v.sort_by(|a, b| a.total_cmp(b));
        v.retain(|a| *a > 0.3);
        v.rotate_left(1);
        let w: Vec<f64> = v.drain(..2).collect();
        [w, v].concat().iter().enumerate().map(|(i, a)| a * (i as f64 + 1.0)).sum()
    }
}

/// References, also chosen at run time
pub mod references {
    use autodiff_runtime::differentiable;

    #[differentiable]
    pub fn references(x: &[f64]) -> f64 {
        let (a, b) = (x[0] * 2.0, x[1] * x[2]);
        let mut picked = if a > b { &a } else { &b };
        let k = picked * picked;
        if k > 1.0 {
            picked = &a;
        }
        picked * k
    }
}

/// Variables in capitals
pub mod capitals {
    use autodiff_runtime::differentiable;

    #[allow(non_snake_case)]
    #[differentiable]
    pub fn capitals(x: &[f64]) -> f64 {
        let (A, B) = (x[0] * x[1], 2.0);
        let line = |T: f64| T * A + B;
        let mut M = vec![line(x[2])];
        M.push(A);
        for V in M.clone() {
            M[0] += V * V;
        }
        if let Some(mut R) = M.pop() {
            R *= M[0];
            R
        } else {
            0.0
        }
    }
}

/// Iterators of one's own
pub mod own_iterators {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable)]
    struct Powers {
        x: f64,
        left: usize,
    }

    #[differentiable]
    impl Iterator for Powers {
        type Item = f64;
        fn next(&mut self) -> Option<f64> {
            if self.left == 0 {
                return None;
            }
            self.left -= 1;
            self.x *= self.x;
            Some(self.x)
        }
    }

    #[differentiable]
    pub fn own_iterators(x: &[f64]) -> f64 {
        Powers { x: x[0], left: 3 }.sum::<f64>() * x[1]
    }
}
