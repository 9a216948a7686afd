//! How different people write it: collections, conversions, recursion.

mod own_ordering {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::cmp::Ordering;
    use std::collections::BinaryHeap;

    #[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
    struct Event {
        time: f64,
        size: f64,
    }

    impl Eq for Event {}

    impl PartialOrd for Event {
        fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
            Some(self.cmp(other))
        }
    }

    impl Ord for Event {
        fn cmp(&self, other: &Self) -> Ordering {
            other.time.total_cmp(&self.time)
        }
    }

    /// A queue: each event may cause another one.
    #[differentiable]
    fn cascade(start: &[Event], decay: f64) -> f64 {
        let mut heap = BinaryHeap::new();
        for e in start {
            heap.push(*e);
        }
        let mut total = 0.0;
        while let Some(Event { time, size }) = heap.pop() {
            total += size * (-decay * time).exp();
            if size > 0.5 {
                heap.push(Event { time: time + 0.7 * size, size: size * 0.6 });
            }
        }
        total
    }

    #[test]
    fn gradient() {
        let start = [Event { time: 0.3, size: 1.9 }, Event { time: 0.1, size: 0.8 }];
        corpus::verify!(cascade(&start, 0.9), cascade_grad(&start, 0.9));
    }
}

mod option_of_references {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn weighted(x: &[f64], w: Option<&[f64]>, scale: Option<&f64>) -> f64 {
        let total: f64 = match w {
            Some(w) => x.iter().zip(w).map(|(x, w)| x * w).sum(),
            None => x.iter().sum(),
        };
        total * scale.copied().unwrap_or(1.0)
    }

    #[differentiable]
    fn both(x: &[f64], w: &[f64], k: f64) -> f64 {
        weighted(x, Some(w), None) * weighted(x, None, Some(&k))
    }

    #[test]
    fn gradient() {
        let (x, w) = ([1.0, 2.0], [0.3, -0.7]);
        corpus::verify!(both(&x, &w, 1.5), both_grad(&x, &w, 1.5));
    }
}

mod mutable_vectors_by_reference {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn push_squares(out: &mut Vec<f64>, x: &[f64]) {
        out.reserve(x.len());
        for v in x {
            out.push(v * v);
        }
    }

    #[differentiable]
    fn prune(out: &mut Vec<f64>, keep: usize) -> usize {
        let removed = out.len().saturating_sub(keep);
        out.truncate(keep);
        removed
    }

    #[differentiable(overloaded)]
    fn collected(x: &[f64], y: &[f64]) -> f64 {
        let mut out = vec![x[0] * y[0]];
        push_squares(&mut out, x);
        push_squares(&mut out, y);
        let removed = prune(&mut out, 4);
        out.iter().product::<f64>() + removed as f64
    }

    #[test]
    fn gradient() {
        let (x, y) = ([1.0, 2.0], [0.5, -3.0]);
        corpus::verify!(collected(&x, &y), collected_grad(&x, &y));
    }
}

mod collections_from_iterators {
    use autodiff_runtime::differentiable;
    use std::collections::{BTreeMap, HashMap, HashSet};

    #[differentiable]
    fn grouped(labels: &[&str], values: &[f64]) -> f64 {
        let mut groups: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        for (&label, &value) in labels.iter().zip(values) {
            groups.entry(label).or_default().push(value);
        }
        let lookup: HashMap<(usize, bool), f64> = values.iter().enumerate().map(|(i, v)| ((i, *v > 0.0), v * 2.0)).collect();
        let distinct: HashSet<&str> = labels.iter().copied().collect();
        let geometric: f64 = groups.values().map(|g| g.iter().product::<f64>().abs().powf(1.0 / g.len() as f64)).sum();
        let mut corner = 0.0;
        if let Some(v) = lookup.get(&(1, false)) {
            corner += v;
        }
        for (name, group) in &groups {
            corner += name.len() as f64 * group[0];
        }
        geometric * distinct.len() as f64 + corner
    }

    #[test]
    fn gradient() {
        let (labels, values) = (["b", "a", "b", "cc"], [1.5, -2.0, 3.0, 0.5]);
        corpus::verify!(grouped(&labels, &values), grouped_grad(&labels, &values));
    }
}

mod conversions_of_arrays {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
    struct Rgb {
        r: f64,
        g: f64,
        b: f64,
    }

    #[differentiable]
    impl From<[f64; 3]> for Rgb {
        fn from([r, g, b]: [f64; 3]) -> Self {
            Rgb { r, g, b }
        }
    }

    #[differentiable]
    impl From<Rgb> for [f64; 3] {
        fn from(c: Rgb) -> Self {
            [c.r, c.g, c.b]
        }
    }

    #[differentiable]
    fn mix(a: Rgb, b: Rgb, t: f64) -> Rgb {
        let (a, b): ([f64; 3], [f64; 3]) = (a.into(), b.into());
        let mut out = [0.0; 3];
        for ((o, a), b) in out.iter_mut().zip(a).zip(b) {
            *o = (a.powf(2.2) * (1.0 - t) + b.powf(2.2) * t).powf(1.0 / 2.2);
        }
        out.into()
    }

    #[differentiable]
    fn luminance(a: [f64; 3], b: [f64; 3], t: f64) -> f64 {
        let Rgb { r, g, b } = mix(Rgb::from(a), b.into(), t);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    #[test]
    fn gradient() {
        let (a, b) = ([0.2, 0.5, 0.9], [0.7, 0.1, 0.3]);
        corpus::verify!(luminance(a, b, 0.3), luminance_grad(a, b, 0.3));
    }
}

mod own_collection {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Debug, Default)]
    struct Samples {
        values: Vec<f64>,
    }

    #[differentiable]
    impl FromIterator<f64> for Samples {
        fn from_iter<I: IntoIterator<Item = f64>>(iter: I) -> Self {
            Samples { values: iter.into_iter().collect() }
        }
    }

    #[differentiable]
    impl IntoIterator for Samples {
        type Item = f64;
        type IntoIter = std::vec::IntoIter<f64>;
        fn into_iter(self) -> Self::IntoIter {
            self.values.into_iter()
        }
    }

    #[differentiable]
    impl<'a> IntoIterator for &'a Samples {
        type Item = &'a f64;
        type IntoIter = std::slice::Iter<'a, f64>;
        fn into_iter(self) -> Self::IntoIter {
            self.values.iter()
        }
    }

    #[differentiable]
    fn skewness(x: &[f64]) -> f64 {
        let samples: Samples = x.iter().map(|v| v.ln()).collect();
        let n = samples.values.len() as f64;
        let mut mean = 0.0;
        for v in &samples {
            mean += v / n;
        }
        let (mut m2, mut m3) = (0.0, 0.0);
        for v in samples {
            m2 += (v - mean).powi(2) / n;
            m3 += (v - mean).powi(3) / n;
        }
        m3 / m2.powf(1.5)
    }

    #[test]
    fn gradient() {
        let x = [1.0, 2.0, 5.0, 3.0];
        corpus::verify!(skewness(&x), skewness_grad(&x));
    }
}

mod iterator_of_index_pairs {
    use autodiff_runtime::differentiable;

    struct IndexPairs {
        n: usize,
        i: usize,
        j: usize,
    }

    impl Iterator for IndexPairs {
        type Item = (usize, usize);

        fn next(&mut self) -> Option<(usize, usize)> {
            self.j += 1;
            if self.j >= self.n {
                self.i += 1;
                self.j = self.i + 1;
            }
            (self.j < self.n).then_some((self.i, self.j))
        }
    }

    fn index_pairs(n: usize) -> IndexPairs {
        IndexPairs { n, i: 0, j: 0 }
    }

    #[differentiable]
    fn gini(x: &[f64]) -> f64 {
        let total: f64 = x.iter().sum();
        let mut gaps = 0.0;
        for (i, j) in index_pairs(x.len()) {
            gaps += (x[i] - x[j]).abs();
        }
        gaps / (total * x.len() as f64)
    }

    #[test]
    fn gradient() {
        let x = [1.0, 4.0, 2.0, 8.0];
        corpus::verify!(gini(&x), gini_grad(&x));
    }
}

mod closures_passed_down {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn midpoint<F>(f: &F, a: f64, b: f64, panels: usize) -> f64
    where
        F: Fn(f64) -> f64,
    {
        let h = (b - a) / panels as f64;
        (0..panels).map(|k| f(a + (k as f64 + 0.5) * h)).sum::<f64>() * h
    }

    #[differentiable]
    fn richardson<F: Fn(f64) -> f64>(f: F, a: f64, b: f64) -> f64 {
        let coarse = midpoint(&f, a, b, 4);
        let fine = midpoint(&f, a, b, 8);
        (4.0 * fine - coarse) / 3.0
    }

    #[differentiable]
    fn arc_length(a: f64, b: f64) -> f64 {
        richardson(|t| (a * a * t.sin().powi(2) + b * b * t.cos().powi(2)).sqrt(), 0.0, a / b)
    }

    #[test]
    fn gradient() {
        corpus::verify!(arc_length(2.0, 1.5), arc_length_grad(2.0, 1.5));
    }
}

mod enum_discriminants {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Differentiable, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    enum Season {
        Winter = 0,
        Spring,
        Summer,
        Autumn,
    }

    #[differentiable]
    impl Season {
        const ALL: [Season; 4] = [Season::Winter, Season::Spring, Season::Summer, Season::Autumn];

        fn next(self) -> Season {
            Self::ALL[(self as usize + 1) % 4]
        }

        fn factor(self, amplitude: f64) -> f64 {
            match self {
                Self::Winter => 1.0 + amplitude,
                Self::Summer => 1.0 - amplitude,
                Self::Spring | Self::Autumn => 1.0,
            }
        }
    }

    #[differentiable]
    fn yearly(demand: f64, amplitude: f64, growth: f64) -> f64 {
        let mut season = Season::Spring;
        let mut total = 0.0;
        let mut d = demand;
        for _ in 0..7 {
            total += d * season.factor(amplitude) * (1 + season as u8) as f64;
            season = season.next();
            if season == Season::Winter {
                d *= growth;
            }
        }
        total
    }

    #[test]
    fn gradient() {
        corpus::verify!(yearly(3.0, 0.2, 1.1), yearly_grad(3.0, 0.2, 1.1));
    }
}

mod rows_of_slices {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn pooled_variance(groups: &[&[f64]]) -> f64 {
        let mut numerator = 0.0;
        let mut degrees = 0;
        for group in groups {
            let n = group.len();
            let mean = group.iter().sum::<f64>() / n as f64;
            for x in group.iter() {
                let d = x - mean;
                numerator += d * d;
            }
            degrees += n - 1;
        }
        numerator / degrees as f64
    }

    #[differentiable]
    fn anova(a: &[f64], b: &[f64]) -> f64 {
        let groups = [a, b, &a[1..]];
        (a[0] - b[0]) / pooled_variance(&groups).sqrt()
    }

    #[test]
    fn gradient() {
        let (a, b) = ([1.0, 2.0, 4.0], [3.0, 3.5]);
        corpus::verify!(anova(&a, &b), anova_grad(&a, &b));
    }
}

mod box_and_rc_values {
    use autodiff_runtime::{Differentiable, differentiable};
    use std::rc::Rc;

    #[derive(Differentiable, Clone, Debug)]
    struct Shared {
        table: Rc<Vec<f64>>,
        boxed: Box<f64>,
        slice: Box<[f64]>,
    }

    #[differentiable]
    fn combine(values: &[f64], k: f64) -> f64 {
        let table = Rc::new(values.iter().map(|v| v * k).collect::<Vec<f64>>());
        let first = Shared { table: Rc::clone(&table), boxed: Box::new(k), slice: values.to_vec().into_boxed_slice() };
        let second = Shared { boxed: Box::new(*first.boxed * 2.0), ..first.clone() };
        let mut s = 0.0;
        for (a, b) in first.table.iter().zip(second.slice.iter()) {
            s += a * b * *second.boxed;
        }
        s + table[0] + Rc::strong_count(&table) as f64
    }

    #[test]
    fn gradient() {
        let v = [1.0, -2.0, 0.5];
        corpus::verify!(combine(&v, 1.5), combine_grad(&v, 1.5));
    }
}

mod option_take_and_replace {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn differences(x: &[f64]) -> f64 {
        let mut previous: Option<f64> = None;
        let mut cache: Option<Vec<f64>> = None;
        let mut total = 0.0;
        for &v in x {
            if let Some(p) = previous.replace(v) {
                total += (v - p).powi(2);
            }
            cache.get_or_insert_with(Vec::new).push(v);
            if v < 0.0 {
                let taken = previous.take();
                total += taken.map_or(0.0, |t| t.exp());
            }
        }
        if let Some(ref mut c) = cache {
            c[0] *= 3.0;
        }
        let length = cache.as_ref().map(|c| c.len()).unwrap_or(0);
        total + cache.unwrap_or_default().iter().sum::<f64>() / length as f64
    }

    #[test]
    fn gradient() {
        let x = [1.0, 2.5, -0.5, 3.0, 2.0];
        corpus::verify!(differences(&x), differences_grad(&x));
    }
}

mod let_else_with_tuples {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn bracket(xs: &[f64]) -> Option<(f64, f64)> {
        let [first, .., last] = xs else { return None };
        if first < last { Some((*first, *last)) } else { None }
    }

    #[differentiable]
    fn overlap(a: &[f64], b: &[f64]) -> f64 {
        let (Some((a0, a1)), Some((b0, b1))) = (bracket(a), bracket(b)) else {
            return a.iter().chain(b).sum();
        };
        let lo = a0.max(b0);
        let hi = a1.min(b1);
        if lo < hi { (hi - lo) / (a1 - a0) } else { 0.0 }
    }

    #[differentiable]
    fn twice(a: &[f64], b: &[f64]) -> f64 {
        overlap(a, b) + overlap(&a[..1], b)
    }

    #[test]
    fn gradient() {
        let (a, b) = ([0.0, 1.0, 3.0], [1.5, 7.0]);
        corpus::verify!(twice(&a, &b), twice_grad(&a, &b));
    }
}

mod bisection_with_newton_polish {
    use autodiff_runtime::differentiable;

    #[differentiable]
    fn implied_rate(cashflows: &[f64], price: f64) -> f64 {
        let npv = |r: f64| cashflows.iter().enumerate().map(|(t, c)| c / (1.0 + r).powi(t as i32 + 1)).sum::<f64>() - price;
        let (mut lo, mut hi) = (0.0_f64, 1.0_f64);
        while hi - lo > 1e-8 {
            let mid = 0.5 * (lo + hi);
            if npv(mid) > 0.0 {
                lo = mid;
            } else {
                hi = mid;
            }
        }
        let mut r = (lo + hi) / 2.0;
        for _ in 0..2 {
            let slope: f64 = cashflows.iter().enumerate().map(|(t, c)| -(t as f64 + 1.0) * c / (1.0 + r).powi(t as i32 + 2)).sum();
            r -= npv(r) / slope;
        }
        r
    }

    #[test]
    fn gradient() {
        let cashflows = [5.0, 5.0, 5.0, 105.0];
        corpus::verify!(implied_rate(&cashflows, 97.0), implied_rate_grad(&cashflows, 97.0));
    }
}

mod memoised_recursion {
    use autodiff_runtime::differentiable;
    use std::collections::HashMap;

    #[differentiable]
    fn price(n: u32, k: u32, up: f64, down: f64, p: f64, memo: &mut HashMap<(u32, u32), f64>) -> f64 {
        if let Some(&known) = memo.get(&(n, k)) {
            return known;
        }
        let value = if n == 0 {
            (100.0 * up.powi(k as i32) * down.powi(6 - k as i32) - 95.0).max(0.0)
        } else {
            p * price(n - 1, k + 1, up, down, p, memo) + (1.0 - p) * price(n - 1, k, up, down, p, memo)
        };
        memo.insert((n, k), value);
        value
    }

    #[differentiable]
    fn binomial_option(sigma: f64, rate: f64) -> f64 {
        let up = (sigma / 6f64.sqrt()).exp();
        let down = up.recip();
        let p = ((rate / 6.0).exp() - down) / (up - down);
        let mut memo = HashMap::new();
        price(6, 0, up, down, p, &mut memo) * (-rate).exp()
    }

    #[test]
    fn gradient() {
        corpus::verify!(binomial_option(0.25, 0.05), binomial_option_grad(0.25, 0.05));
    }
}
