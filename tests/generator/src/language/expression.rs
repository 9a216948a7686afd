//! Expressions of each type.

use super::program::Gen;
use super::scope::{Function, Passing, Ty, Var};

impl Gen {
    /// An expression of the type, owned.
    pub(super) fn expr(&mut self, ty: &Ty, depth: usize) -> String {
        match ty {
            Ty::Float => self.float(depth),
            Ty::Int => self.int(depth),
            Ty::Bool => self.condition(depth),
            Ty::Vec(item) => self.vec(item, depth),
            Ty::Array(len) => self.array(*len, depth),
            Ty::Pair(a, b) => {
                if let Some(var) = self.owned(ty) {
                    return var;
                }
                format!("({}, {})", self.expr(a, depth), self.expr(b, depth))
            }
            Ty::Option(item) => self.option(item, depth),
            Ty::Struct(id) => self.structure(*id, depth),
            Ty::Enum(id) => self.enumeration(*id, depth),
            Ty::Closure(count) => self.closure(*count, depth),
            Ty::Fallible => format!("Ok::<f64, String>({})", self.float(depth)),
            Ty::Unit => "()".into(),
            Ty::Slice(_) => unreachable!("a slice is behind a reference"),
        }
    }

    pub(super) fn literal(&mut self) -> String {
        format!("«{:?}»", self.random.decimal(-2.0, 2.0))
    }

    /// A float whose type is known without its neighbours: methods may be called on it.
    pub(super) fn float(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.float_place();
        }
        let d = depth - 1;
        match self.random.below(if self.plain { 11 } else { 22 }) {
            0 => self.float_place(),
            1..=3 => {
                let (a, op) = (self.float(d), self.random.pick(&["+", "-", "*"]));
                let b = self.operand(d);
                if self.random.chance(50) { format!("({a} {op} {b})") } else { format!("({b} {op} {a})") }
            }
            4 => format!("({} / («1.5» + {}.abs()))", self.operand(d), self.float(d)),
            5 | 6 => self.function_of_floats(d),
            7 => format!("(if {} {{ {} }} else {{ {} }})", self.condition(d), self.float(d), self.operand(d)),
            8 => format!("⟨{}⟩", self.int(d)),
            9 | 10 => self.call(&Ty::Float, d).unwrap_or_else(|| self.float_place()),
            11 => self.block_float(d),
            12..=15 => self.reduction(d),
            16 | 17 => self.of_option(d),
            18 => self.of_enum(d),
            19 => self.call_closure(d),
            20 => self.fallible_float(d),
            _ => self.function_of_floats(d),
        }
    }

    /// A float, maybe a literal.
    pub(super) fn operand(&mut self, depth: usize) -> String {
        if self.random.chance(30) {
            return self.literal();
        }
        if self.random.chance(8) {
            return "G0".to_string();
        }
        self.float(depth)
    }

    fn function_of_floats(&mut self, d: usize) -> String {
        let a = self.float(d);
        match self.random.below(14) {
            0 => format!("{a}.sin()"),
            1 => format!("{a}.cos()"),
            2 | 3 => format!("{a}.tanh()"),
            4 => format!("{a}.tanh().exp()"),
            5 => format!("({a} * {a} + «1.0»).sqrt()"),
            6 => format!("{a}.abs().ln_1p()"),
            7 => format!("{a}.atan()"),
            8 => format!("{a}.powi({})", self.random.pick(&["2", "3"])),
            9 => format!("{a}.max({})", self.operand(d)),
            10 => format!("{a}.min({})", self.operand(d)),
            11 => format!("{a}.clamp(«-1.5», «1.5»)"),
            12 => format!("f64::{}({a}, {})", self.random.pick(&["max", "min"]), self.operand(d)),
            _ => format!("{a}.mul_add({}, {})", self.operand(d), self.operand(d)),
        }
    }

    /// A place of a float to read.
    pub(super) fn float_place(&mut self) -> String {
        let mut places = Vec::new();
        for var in self.visible() {
            self.float_places(&var.name, &var.ty, var.reference, &mut places);
        }
        if places.is_empty() || self.random.chance(4) {
            return self.random.pick(&["«0.75_f64»", "G0", "T0[1]"]).to_string();
        }
        let at = self.random.below(places.len());
        places.swap_remove(at)
    }

    /// A place of a float to change.
    pub(super) fn float_target(&mut self) -> Option<String> {
        let mut places = Vec::new();
        for var in self.visible().into_iter().filter(|var| var.mutable) {
            self.float_places(&var.name, &var.ty, var.reference, &mut places);
        }
        (!places.is_empty()).then(|| places.swap_remove(self.random.below(places.len())))
    }

    fn float_places(&mut self, name: &str, ty: &Ty, reference: bool, out: &mut Vec<String>) {
        match ty {
            Ty::Float => out.push(if reference { format!("(*{name})") } else { name.to_string() }),
            Ty::Array(len) => {
                let at = self.random.below(*len);
                out.push(format!("{name}[{at}]"));
                let index = self.small_int();
                out.push(format!("{name}[{index} % {len}]"));
            }
            Ty::Slice(least) => {
                let at = self.random.below(*least);
                out.push(format!("{name}[{at}]"));
                let index = self.small_int();
                out.push(format!("{name}[{index} % {least}]"));
            }
            Ty::Pair(a, b) => {
                self.float_places(&format!("{name}.0"), a, false, out);
                self.float_places(&format!("{name}.1"), b, false, out);
            }
            Ty::Struct(id) => {
                for (field, ty) in self.structs[*id].fields.clone() {
                    self.float_places(&format!("{name}.{field}"), &ty, false, out);
                }
            }
            _ => {}
        }
    }

    fn small_int(&mut self) -> String {
        let names: Vec<String> = self.visible().into_iter().filter(|var| var.ty == Ty::Int && !var.reference).map(|var| var.name).collect();
        if names.is_empty() || self.random.chance(20) { self.random.below(4).to_string() } else { names[self.random.below(names.len())].clone() }
    }

    pub(super) fn int(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.small_int();
        }
        let d = depth - 1;
        match self.random.below(9) {
            0 | 1 => self.small_int(),
            2 => format!("({} + {})", self.small_int(), self.random.below(3)),
            3 => format!("({} % {})", self.int(d), 2 + self.random.below(3)),
            4 => match self.list_of_floats() {
                Some(list) => format!("{list}.len()"),
                None => self.small_int(),
            },
            5 if !self.plain => match self.list_of_floats() {
                Some(list) => self.count(&list, d),
                None => self.small_int(),
            },
            6 => format!("⌊{}.abs().min(«3.0»)⌋", self.float(d)),
            7 => format!("(if {} {{ {} }} else {{ {} }})", self.condition(d), self.small_int(), self.random.below(3)),
            _ => self.small_int(),
        }
    }

    fn count(&mut self, list: &str, d: usize) -> String {
        let limit = self.operand(d);
        match self.random.below(4) {
            0 => format!("{list}.iter().filter(|u| **u > {limit}).count()"),
            1 => format!("{list}.iter().position(|u| *u > {limit}).unwrap_or(0)"),
            2 => format!("{list}.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(i, _)| i)"),
            _ => format!("{list}.iter().take_while(|u| **u < {limit}).count()"),
        }
    }

    /// In parentheses, for a struct's literal may be in it.
    pub(super) fn condition(&mut self, depth: usize) -> String {
        format!("({})", self.question(depth))
    }

    fn question(&mut self, depth: usize) -> String {
        let d = depth.saturating_sub(1);
        if self.random.chance(20)
            && let Some(var) = self.variable(|ty| *ty == Ty::Bool)
        {
            return if var.reference { format!("*{}", var.name) } else { var.name };
        }
        match self.random.below(if self.plain { 4 } else { 9 }) {
            0..=2 => format!("{} {} {}", self.float(d.min(1)), self.random.pick(&[">", "<", ">=", "<="]), self.operand(d.min(1))),
            3 => format!("{} % 2 == {}", self.small_int(), self.random.below(2)),
            4 => format!("({} && {})", self.condition(d.min(1)), self.condition(0)),
            5 => match self.list_of_floats() {
                Some(list) => {
                    let limit = self.operand(0);
                    match self.random.below(3) {
                        0 => format!("{list}.iter().any(|u| *u > {limit})"),
                        1 => format!("{list}.iter().all(|&u| u < {limit})"),
                        _ => format!("!{list}.is_empty()"),
                    }
                }
                None => "true".into(),
            },
            6 => match self.place_of(|ty| matches!(ty, Ty::Option(_))) {
                Some(option) => format!("{option}.is_some()"),
                None => format!("{} > «0.1»", self.float(0)),
            },
            7 => match self.variable(|ty| matches!(ty, Ty::Enum(_))) {
                Some(Var { name, ty: Ty::Enum(id), .. }) => {
                    let variant = self.enums[id].variants[0].clone();
                    let rest = match (variant.fields.is_empty(), variant.named) {
                        (true, _) => "",
                        (_, true) => " { .. }",
                        _ => "(..)",
                    };
                    format!("matches!({name}, {}::{}{rest})", self.enums[id].name, variant.name)
                }
                _ => format!("{} < «0.4»", self.float(0)),
            },
            _ => format!("({} || {})", self.condition(d.min(1)), self.condition(0)),
        }
    }

    /// A `Vec`.
    pub(super) fn vec(&mut self, item: &Ty, depth: usize) -> String {
        let d = depth.saturating_sub(1);
        if *item == Ty::Float && depth > 0 && !self.plain {
            match self.random.below(7) {
                0 | 1 => {
                    let (iter, _) = self.iter(d);
                    return format!("{iter}.collect::<Vec<f64>>()");
                }
                2 => return format!("vec![{}; {}]", self.float(d), 1 + self.random.below(4)),
                3 => {
                    if let Some(list) = self.list_of_floats() {
                        return format!("{list}.to_vec()");
                    }
                }
                4 => {
                    if let Some(call) = self.call(&Ty::floats(), d) {
                        return call;
                    }
                }
                _ => {}
            }
        }
        if self.random.chance(30)
            && let Some(var) = self.owned(&Ty::Vec(Box::new(item.clone())))
        {
            return var;
        }
        let count = 1 + self.random.below(4);
        let items: Vec<String> = (0..count).map(|_| self.expr(item, d)).collect();
        format!("vec![{}]", items.join(", "))
    }

    fn array(&mut self, len: usize, depth: usize) -> String {
        let d = depth.saturating_sub(1);
        if let Some(var) = self.owned(&Ty::Array(len))
            && self.random.chance(40)
        {
            return if self.random.chance(50) || self.plain {
                var
            } else {
                let (name, body) = self.lambda(d);
                format!("{var}.map(|{name}| {body})")
            };
        }
        if !self.plain && self.random.chance(25) {
            let name = self.fresh();
            self.push();
            self.add(&name, Ty::Int, false, false);
            let body = self.float(d);
            self.pop();
            return format!("std::array::from_fn::<f64, {len}, _>(|{name}| {body})");
        }
        if self.random.chance(15) {
            return format!("[{}; {len}]", self.float(d));
        }
        let items: Vec<String> = (0..len).map(|_| self.float(d)).collect();
        format!("[{}]", items.join(", "))
    }

    fn option(&mut self, item: &Ty, depth: usize) -> String {
        let d = depth.saturating_sub(1);
        if self.random.chance(25)
            && let Some(var) = self.owned(&Ty::option(item.clone()))
        {
            return var;
        }
        if *item == Ty::Float {
            let list = self.list_of_floats();
            match (self.random.below(8), list) {
                (0, Some(list)) => return format!("{list}.first().copied()"),
                (1, Some(list)) => return format!("{list}.get({}).cloned()", self.small_int()),
                (2, Some(_)) => {
                    let (iter, _) = self.iter(d);
                    return format!("{iter}.{}(|a, b| a.total_cmp(b))", self.random.pick(&["min_by", "max_by"]));
                }
                (3, Some(list)) => return format!("{list}.iter().copied().find(|u| *u > {})", self.operand(d)),
                (4, Some(_)) => {
                    let (iter, _) = self.iter(d);
                    return format!("{iter}.reduce(|a, b| a * «0.5» + b)");
                }
                (5, _) => {
                    if let Some(call) = self.call(&Ty::option(Ty::Float), d) {
                        return call;
                    }
                }
                (6, _) => {
                    let condition = self.condition(d);
                    return format!("({condition}).then(|| {})", self.float(d));
                }
                _ => {}
            }
        }
        if self.random.chance(12) {
            return format!("None::<{}>", self.spell(item));
        }
        format!("Some({})", self.expr(item, d))
    }

    fn structure(&mut self, id: usize, depth: usize) -> String {
        let d = depth.saturating_sub(1);
        if self.random.chance(25)
            && let Some(var) = self.owned(&Ty::Struct(id))
        {
            return var;
        }
        let definition = self.structs[id].clone();
        if depth > 0 {
            match self.random.below(6) {
                0 | 1 if definition.operators => {
                    let (a, b) = (self.structure(id, d), self.structure(id, 0));
                    return match self.random.below(4) {
                        0 => format!("({a} + {b})"),
                        1 => format!("({a} - {b})"),
                        2 => format!("({a} * {})", self.float(d)),
                        _ => format!("(-{a})"),
                    };
                }
                2 | 3 => {
                    if let Some(call) = self.call(&Ty::Struct(id), d) {
                        return call;
                    }
                }
                4 if !definition.tuple => {
                    if let Some(var) = self.owned(&Ty::Struct(id)) {
                        let (field, ty) = definition.fields[0].clone();
                        return format!("{} {{ {field}: {}, ..{var} }}", definition.name, self.expr(&ty, d));
                    }
                }
                _ => {}
            }
        }
        let values: Vec<String> = definition.fields.iter().map(|(_, ty)| self.expr(ty, d)).collect();
        definition.literal(&values)
    }

    fn enumeration(&mut self, id: usize, depth: usize) -> String {
        if self.random.chance(25)
            && let Some(var) = self.owned(&Ty::Enum(id))
        {
            return var;
        }
        let definition = self.enums[id].clone();
        let count = definition.variants.len();
        // The first is no box.
        let at = if depth == 0 || (definition.recursive && self.random.chance(30)) { 0 } else { self.random.below(count) };
        let variant = &definition.variants[at];
        let parts: Vec<String> = variant
            .fields
            .iter()
            .map(|ty| {
                if *ty == Ty::Enum(id) {
                    format!("Box::new({})", self.enumeration(id, depth.saturating_sub(1)))
                } else {
                    self.expr(ty, depth.saturating_sub(1))
                }
            })
            .collect();
        variant.spelled(&definition.name, &parts)
    }

    /// `|v| body` over one float: the name and the body.
    pub(super) fn lambda(&mut self, depth: usize) -> (String, String) {
        let name = self.fresh();
        self.push();
        self.add(&name, Ty::Float, false, false);
        let inner = std::mem::replace(&mut self.in_closure, true);
        let body = if self.random.chance(50) { format!("{name} * {}", self.operand(depth)) } else { self.float(depth.max(1)) };
        self.in_closure = inner;
        self.pop();
        (name, body)
    }

    /// A closure that captures what does not change.
    pub(super) fn closure(&mut self, count: usize, depth: usize) -> String {
        let names: Vec<String> = (0..count).map(|_| self.fresh()).collect();
        let hidden = self.hide_mutable();
        self.push();
        names.iter().for_each(|name| self.add(name, Ty::Float, false, false));
        let inner = std::mem::replace(&mut self.in_closure, true);
        let body = self.float(depth.max(2));
        self.in_closure = inner;
        self.pop();
        self.unhide(hidden);
        let params: Vec<String> = names.iter().map(|name| format!("{name}: f64")).collect();
        format!("|{}| {body}", params.join(", "))
    }

    fn call_closure(&mut self, d: usize) -> String {
        if let Some(Var { name, ty: Ty::Closure(count), .. }) = self.variable(|ty| matches!(ty, Ty::Closure(_))) {
            let arguments: Vec<String> = (0..count).map(|_| self.float(d)).collect();
            return format!("{name}({})", arguments.join(", "));
        }
        let (lambda, x) = (self.lambda(d), self.float(d));
        let (name, body) = lambda;
        match self.random.below(3) {
            0 => format!("(|{name}: f64| {body})({x})"),
            1 => format!("apply(|{name}| {body}, {x})"),
            _ => format!("apply_twice(&|{name}: f64| ({body}).tanh(), {x})"),
        }
    }

    fn block_float(&mut self, d: usize) -> String {
        let name = self.fresh();
        let value = self.float(d);
        self.push();
        self.add(&name, Ty::Float, false, false);
        let body = self.float(d.max(1));
        self.pop();
        format!("({{ let {name} = {value}; {body} * {name} }})")
    }

    fn of_option(&mut self, d: usize) -> String {
        let option = self.option(&Ty::Float, d.max(1));
        let (name, body) = self.lambda(d);
        match self.random.below(6) {
            0 => format!("{option}.unwrap_or({})", self.operand(d)),
            1 => format!("{option}.unwrap_or_default()"),
            2 => format!("{option}.map(|{name}| {body}).unwrap_or({})", self.operand(d)),
            3 => format!("{option}.map_or({}, |{name}| {body})", self.operand(d)),
            4 => format!("(match ({option}) {{ Some({name}) => {body}, None => {} }})", self.float(d)),
            _ => format!("(if let Some({name}) = ({option}) {{ {body} }} else {{ {} }})", self.float(d)),
        }
    }

    /// A `match` on an enum with a float in each arm.
    pub(super) fn of_enum(&mut self, d: usize) -> String {
        let Some(Var { name, ty: Ty::Enum(id), reference, .. }) = self.variable(|ty| matches!(ty, Ty::Enum(_))) else {
            return self.float_place();
        };
        let scrutinee = if reference { name } else { format!("&{name}") };
        self.match_enum(&scrutinee, id, |this, _| this.float(d))
    }

    /// `match scrutinee { … }`, where the scrutinee is a reference.
    pub(super) fn match_enum(&mut self, scrutinee: &str, id: usize, mut arm: impl FnMut(&mut Self, usize) -> String) -> String {
        let definition = self.enums[id].clone();
        let mut arms = Vec::new();
        for (at, variant) in definition.variants.iter().enumerate() {
            let names: Vec<String> = variant.fields.iter().map(|_| self.fresh()).collect();
            self.push();
            for (name, ty) in names.iter().zip(&variant.fields).filter(|(_, ty)| **ty != Ty::Enum(id)) {
                self.add(name, ty.clone(), false, true);
            }
            let pattern = variant.spelled(&definition.name, &names);
            let guard =
                if at == 0 && self.random.chance(30) && !variant.fields.is_empty() { format!(" if {}", self.condition(0)) } else { String::new() };
            if !guard.is_empty() {
                let body = arm(self, at);
                arms.push(format!("{pattern}{guard} => {body},"));
            }
            let body = arm(self, at);
            self.pop();
            arms.push(format!("{pattern} => {body},"));
        }
        format!("(match {scrutinee} {{ {} }})", arms.join(" "))
    }

    fn fallible_float(&mut self, d: usize) -> String {
        match self.call(&Ty::Fallible, d) {
            Some(call) if self.returns == Ty::Fallible && !self.in_closure && self.random.chance(60) => format!("{call}?"),
            Some(call) => match self.random.below(3) {
                0 => format!("{call}.unwrap_or({})", self.operand(d)),
                1 => {
                    let (name, body) = self.lambda(d);
                    format!("(match ({call}) {{ Ok({name}) => {body}, Err(_) => {} }})", self.literal())
                }
                _ => {
                    let (name, body) = self.lambda(d);
                    format!("{call}.map(|{name}| {body}).unwrap_or_else(|_| {})", self.float(d))
                }
            },
            None => self.float_place(),
        }
    }

    /// A call of a function or method with this output that changes nothing.
    pub(super) fn call(&mut self, output: &Ty, d: usize) -> Option<String> {
        let fit: Vec<Function> = self
            .functions
            .iter()
            .filter(|function| {
                self.may_call(function) && function.output == *output && function.params.iter().all(|(_, passing)| *passing != Passing::Exclusive)
            })
            .cloned()
            .collect();
        if fit.is_empty() {
            return None;
        }
        let function = &fit[self.random.below(fit.len())];
        self.call_of(function, d)
    }

    /// In the language of the compiled form only what passes floats and lists of them.
    pub(super) fn may_call(&self, function: &Function) -> bool {
        let is_plain = |ty: &Ty| matches!(ty, Ty::Float | Ty::Int | Ty::Array(_) | Ty::Slice(_)) || *ty == Ty::floats();
        !self.plain || (function.params.iter().all(|(ty, _)| is_plain(ty)) && matches!(function.output, Ty::Float | Ty::Unit))
    }

    /// A call; what goes in by `&mut` is hidden from the other arguments. `None` if there is nothing to lend.
    pub(super) fn call_of(&mut self, function: &Function, d: usize) -> Option<String> {
        let before = self.hidden.len();
        let mut arguments = vec![None; function.params.len()];
        for (at, (ty, passing)) in function.params.iter().enumerate().filter(|(_, (_, passing))| *passing == Passing::Exclusive) {
            let Some(lent) = self.lend(ty, *passing) else {
                self.hidden.truncate(before);
                return None;
            };
            arguments[at] = Some(lent);
        }
        let arguments: Vec<String> =
            function.params.iter().zip(arguments).map(|((ty, passing), lent)| lent.unwrap_or_else(|| self.argument(ty, *passing, d))).collect();
        self.hidden.truncate(before);
        if function.method {
            let receiver = arguments[0].trim_start_matches("&mut ").trim_start_matches('&').to_string();
            return Some(format!("{receiver}.{}({})", function.name, arguments[1..].join(", ")));
        }
        Some(format!("{}({})", function.name, arguments.join(", ")))
    }

    fn argument(&mut self, ty: &Ty, passing: Passing, d: usize) -> String {
        match (ty, passing) {
            (Ty::Closure(1), _) => {
                let (name, body) = self.lambda(d);
                format!("|{name}| {body}")
            }
            (ty, Passing::Value) => self.expr(ty, d),
            (Ty::Slice(least), _) => self.slice(*least, d),
            (ty, _) => {
                let ty = ty.clone();
                match self.variable(|other| *other == ty) {
                    Some(var) if var.reference => var.name,
                    Some(var) => format!("&{}", var.name),
                    None => format!("&{}", self.expr(&ty, d)),
                }
            }
        }
    }

    /// `&[f64]` with at least so many elements.
    fn slice(&mut self, least: usize, d: usize) -> String {
        let fit: Vec<Var> = self.visible().into_iter().filter(|var| matches!(var.ty, Ty::Array(len) | Ty::Slice(len) if len >= least)).collect();
        if !fit.is_empty() && self.random.chance(75) {
            let var = &fit[self.random.below(fit.len())];
            let reference = if var.reference { "" } else { "&" };
            return match (&var.ty, self.random.below(3)) {
                (Ty::Slice(_), 0) => format!("&{}[..{least}]", var.name),
                (Ty::Array(len), 0 | 1) if *len > least => format!("&{}[{}..]", var.name, len - least),
                _ => format!("{reference}{}", var.name),
            };
        }
        let items: Vec<String> = (0..least).map(|_| self.float(d.min(1))).collect();
        format!("&[{}]", items.join(", "))
    }

    fn lend(&mut self, ty: &Ty, passing: Passing) -> Option<String> {
        let fit = |var: &Var| match (ty, &var.ty) {
            (Ty::Slice(least), Ty::Slice(len) | Ty::Array(len)) => len >= least,
            (ty, other) => ty == other,
        };
        let vars: Vec<Var> = self.visible().into_iter().filter(|var| fit(var) && (passing == Passing::Shared || var.mutable)).collect();
        if vars.is_empty() {
            return None;
        }
        let var = &vars[self.random.below(vars.len())];
        self.hidden.push(var.name.clone());
        Some(if var.reference { var.name.clone() } else { format!("&mut {}", var.name) })
    }
}
