//! Statements, one line or block each.

use super::program::Gen;
use super::scope::{Function, Passing, Ty, Var};

impl Gen {
    /// Statements in a block of their own, without its braces.
    fn block(&mut self, count: usize) {
        self.indent += 1;
        self.push();
        for _ in 0..count {
            self.statement();
        }
        self.pop();
        self.indent -= 1;
    }

    pub(super) fn statement(&mut self) {
        let deep = self.indent > 3;
        match self.random.below(if self.plain { 12 } else { 27 }) {
            10 | 11 if self.plain => self.call_with_changes(),
            0..=2 => self.local(),
            3..=5 => self.assign(),
            6 if !deep => self.branch(),
            7 | 8 if !deep && self.loops < 2 => self.counted_loop(),
            9 => self.early_return(),
            10 if !deep && self.loops < 2 => self.loop_over_list(),
            11 if !deep && self.loops < 2 => self.other_loop(),
            12..=15 => self.vec_operation(),
            16 => self.exchange(),
            17 => self.accumulate(),
            18 | 19 => self.change_struct(),
            20 | 21 => self.take_apart(),
            22 | 23 => self.call_with_changes(),
            24 if !deep => self.if_let(),
            25 if !deep => self.match_statement(),
            26 => self.collection(),
            _ => self.assign(),
        }
    }

    fn local(&mut self) {
        if !self.plain && self.random.chance(12) {
            let name = self.fresh();
            let count = 1 + self.random.below(2);
            let closure = self.closure(count, 2);
            self.line(&format!("let {name} = {closure};"));
            return self.add(&name, Ty::Closure(count), false, false);
        }
        let ty = self.some_ty(1);
        self.local_of(&ty);
    }

    pub(super) fn local_of(&mut self, ty: &Ty) -> String {
        let value = self.expr(ty, 2);
        // Shadows what has this name now and then.
        let old: Vec<Var> = self.visible().into_iter().filter(|var| var.name != "self").collect();
        let name = if !old.is_empty() && self.random.chance(8) { old[self.random.below(old.len())].name.clone() } else { self.fresh() };
        let mutable = self.random.chance(65);
        let annotated = if self.random.chance(35) { format!(": {}", self.spell(ty)) } else { String::new() };
        self.line(&format!("let {}{name}{annotated} = {value};", if mutable { "mut " } else { "" }));
        self.forget(&name);
        self.add(&name, ty.clone(), mutable, false);
        name
    }

    fn assign(&mut self) {
        if let Some(target) = self.float_target() {
            let op = self.random.pick(&["=", "=", "+=", "-=", "*="]);
            let value = if op == "*=" { format!("{}.cos()", self.float(1)) } else { self.float(2) };
            let target = target.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).map_or(target.clone(), str::to_string);
            self.line(&format!("{target} {op} {value};"));
        } else {
            self.local_of(&Ty::Float);
        }
    }

    fn branch(&mut self) {
        let condition = self.condition(1);
        self.line(&format!("if {condition} {{"));
        self.block(2);
        if self.random.chance(60) {
            self.line("} else {");
            self.block(2);
        }
        self.line("}");
    }

    fn counted_loop(&mut self) {
        let name = self.fresh();
        let range = match self.random.below(4) {
            0 => format!("(0..{}).rev()", 2 + self.random.below(3)),
            1 => format!("1..={}", 1 + self.random.below(3)),
            2 if !self.plain => format!("(0..{}).step_by(2)", 3 + self.random.below(3)),
            _ => format!("0..{}", 2 + self.random.below(3)),
        };
        self.line(&format!("for {name} in {range} {{"));
        self.push();
        self.add(&name, Ty::Int, false, false);
        self.loop_body();
        self.pop();
        self.line("}");
    }

    fn loop_body(&mut self) {
        self.loops += 1;
        if self.random.chance(20) {
            let condition = self.condition(1);
            let leave = self.random.pick(&["break", "continue"]);
            self.line(&format!("    if {condition} {{ {leave}; }}"));
        }
        let count = 1 + self.random.below(3);
        self.block(count);
        self.loops -= 1;
    }

    fn loop_over_list(&mut self) {
        let Some(list) = self.list_of_floats() else { return self.assign() };
        let root = list.split('.').next().unwrap_or(&list).to_string();
        let changeable = self.visible().into_iter().any(|var| var.name == root && var.mutable);
        let (i, x) = (self.fresh(), self.fresh());
        let hidden = self.hidden.len();
        self.push();
        let head = match self.random.below(8) {
            0 => (format!("{x} in {list}.iter()"), true, false),
            1 => (format!("&{x} in &{list}[..]"), false, false),
            2 => (format!("({i}, {x}) in {list}.iter().enumerate()"), true, false),
            3 if changeable => (format!("{x} in {list}.iter_mut()"), true, true),
            4 if changeable => (format!("({i}, {x}) in {list}.iter_mut().enumerate()"), true, true),
            5 => (format!("{x} in {list}.to_vec()"), false, false),
            6 => {
                let (iter, _) = self.iter(1);
                (format!("{x} in ({iter}).collect::<Vec<f64>>()"), false, false)
            }
            _ => {
                let other = self.list_of_floats().unwrap_or_else(|| list.clone());
                (format!("({x}, _) in {list}.iter().zip({other}.iter())"), true, false)
            }
        };
        let (text, reference, mutable) = head;
        self.line(&format!("for {text} {{"));
        // What is iterated over is borrowed.
        if mutable {
            self.hidden.push(root.clone());
        }
        self.add(&x, Ty::Float, mutable, reference);
        if text.starts_with(&format!("({i}, ")) {
            self.add(&i, Ty::Int, false, false);
        }
        let frozen = self.freeze(&root, !mutable && reference || text.contains("&&") || text.contains(" in &"));
        let others: Vec<String> = if text.contains("zip(") {
            self.visible().into_iter().filter(|var| var.mutable && var.ty != Ty::Float && var.ty != Ty::Int).map(|var| var.name).collect()
        } else {
            Vec::new()
        };
        let thawed: Vec<bool> = others.iter().map(|name| self.freeze(name, true)).collect();
        self.loop_body();
        for (name, frozen) in others.iter().zip(thawed) {
            self.thaw(name, frozen);
        }
        self.thaw(&root, frozen);
        self.hidden.truncate(hidden);
        self.pop();
        self.line("}");
    }

    fn other_loop(&mut self) {
        let name = self.fresh();
        match self.random.below(4) {
            0 => {
                let limit = 2 + self.random.below(3);
                self.line(&format!("let mut {name} = 0;"));
                self.line(&format!("while {name} < {limit} {{"));
                self.line(&format!("    {name} += 1;"));
                self.push();
                self.add(&name, Ty::Int, false, false);
                self.loop_body();
                self.pop();
                self.line("}");
            }
            1 => {
                let stack = self.local_of(&Ty::floats());
                let again = self.fresh();
                self.line(&format!("let mut {again} = {stack}.clone();"));
                self.line(&format!("while let Some({name}) = {again}.pop() {{"));
                self.push();
                self.add(&name, Ty::Float, false, false);
                self.loop_body();
                self.pop();
                self.line("}");
            }
            2 => {
                let (count, start) = (self.fresh(), self.float(2));
                let condition = self.float(1);
                self.line(&format!("let mut {count} = 0;"));
                self.line(&format!("let {name} = loop {{"));
                self.line(&format!("    {count} += 1;"));
                self.line(&format!("    if {count} > 3 || ({condition}) > ⟨{count}⟩ {{ break {start} * ⟨{count}⟩; }}"));
                self.push();
                self.add(&count, Ty::Int, false, false);
                self.indent += 1;
                self.assign();
                self.indent -= 1;
                self.pop();
                self.line("};");
                self.add(&name, Ty::Float, false, false);
            }
            _ => {
                let (i, j, condition) = (self.fresh(), self.fresh(), self.float(1));
                self.line(&format!("'{name}: for {i} in 0..3 {{"));
                self.line(&format!("    for {j} in 0..2 {{"));
                let leave = self.random.pick(&["continue", "break"]);
                self.line(&format!("        if ({condition}) > ⟨{i} + {j}⟩ {{ {leave} '{name}; }}"));
                self.push();
                self.add(&i, Ty::Int, false, false);
                self.add(&j, Ty::Int, false, false);
                self.indent += 1;
                self.loop_body();
                self.indent -= 1;
                self.pop();
                self.line("    }");
                self.line("}");
            }
        }
    }

    fn early_return(&mut self) {
        if self.in_closure || self.random.chance(50) {
            return self.assign();
        }
        let condition = self.condition(1);
        let value = match self.returns.clone() {
            Ty::Unit => String::new(),
            Ty::Fallible if self.random.chance(40) => format!("Err(format!(\"{{}}\", {}))", self.random.below(9)),
            ty => self.expr(&ty, 1),
        };
        let value = if let Ty::Closure(_) = self.returns { String::new() } else { value };
        self.line(&format!("if {condition} {{ return {value}; }}"));
    }

    fn vec_operation(&mut self) {
        let Some(Var { name, .. }) = self.mutable_variable(|ty| *ty == Ty::floats()) else {
            return self.local();
        };
        let hidden = self.hidden.len();
        self.hidden.push(name.clone());
        let (x, n) = (self.float(1), self.random.below(3));
        let text = match self.random.below(25) {
            0..=3 => format!("{name}.push({x});"),
            4 => format!("if let Some(last) = {name}.pop() {{ {name}.push(last * {x}); }}"),
            5 => format!("{name}.insert({n}.min({name}.len()), {x});"),
            6 => format!("if {name}.len() > {n} {{ {name}.remove({n}); }}"),
            7 => format!("{name}.sort_by(|a, b| a.partial_cmp(b).unwrap());"),
            8 => format!("{name}.sort_by(|a, b| b.total_cmp(a));"),
            9 => format!("{name}.reverse();"),
            10 => format!("{name}.retain(|u| *u < {x} + «1.0»);"),
            11 => {
                let out = self.fresh();
                self.line(&format!("let {out}_len = {n}.min({name}.len());"));
                self.line(&format!("let mut {out}: Vec<f64> = {name}.drain(..{out}_len).collect();"));
                self.hidden.truncate(hidden);
                return self.add(&out, Ty::floats(), true, false);
            }
            12 => format!("{name}.truncate({});", n + 1),
            13 => format!("{name}.extend([{x}, {}]);", self.float(1)),
            14 => {
                let (iter, _) = self.iter(1);
                format!("{name}.extend({iter});")
            }
            15 => format!("if {name}.len() > 1 {{ {name}.swap(0, 1); }}"),
            16 => format!("if {name}.len() > 1 {{ {name}.rotate_left(1); }}"),
            17 => format!("{name}.fill({x});"),
            18 => format!("{name}.resize({}, {x});", n + 2),
            19 => format!("{name}.iter_mut().for_each(|u| *u *= {x});"),
            20 => format!("if let Some(last) = {name}.last_mut() {{ *last += {x}; }}"),
            21 => format!(
                "if {name}.len() > 2 {{ let (left, right) = {name}.split_at_mut(1); left[0] += right[0] * {x}; std::mem::swap(&mut left[0], &mut right[1]); }}"
            ),
            22 => format!("for pair in {name}.chunks_mut(2) {{ pair[0] *= {x}; }}"),
            23 => format!("{name}.extend_from_slice(&[{x}, {x} * «0.5»]);"),
            _ => format!("if !{name}.is_empty() {{ {name}.swap_remove(0); {name}.push({x}); }}"),
        };
        self.hidden.truncate(hidden);
        self.line(&text);
    }

    /// `mem::swap`, `replace`, `take`.
    fn exchange(&mut self) {
        let Some(var) = self.mutable_variable(|ty| !matches!(ty, Ty::Slice(_) | Ty::Closure(_) | Ty::Int | Ty::Bool)) else { return self.assign() };
        let place = if var.reference { var.name.clone() } else { format!("&mut {}", var.name) };
        self.hidden.push(var.name.clone());
        let ty = var.ty.clone();
        let other = self.mutable_variable(|other| *other == ty);
        let value = self.expr(&ty, 1);
        let name = self.fresh();
        self.hidden.pop();
        match (other, self.random.below(3)) {
            (Some(other), 0) => {
                let second = if other.reference { other.name } else { format!("&mut {}", other.name) };
                self.line(&format!("std::mem::swap({place}, {second});"));
            }
            (_, 1) if matches!(ty, Ty::Vec(_) | Ty::Option(_) | Ty::Float) => {
                self.line(&format!("let {name} = std::mem::take({place});"));
                self.add(&name, ty, false, false);
            }
            _ => {
                self.line(&format!("let {name} = std::mem::replace({place}, {value});"));
                self.add(&name, ty, false, false);
            }
        }
    }

    /// A closure that changes what it captured.
    fn accumulate(&mut self) {
        let Some(var) = self.mutable_variable(|ty| *ty == Ty::Float || *ty == Ty::floats()) else { return self.assign() };
        self.hidden.push(var.name.clone());
        let name = self.fresh();
        let target = if var.reference && var.ty == Ty::Float { format!("*{}", var.name) } else { var.name.clone() };
        let hidden = self.hide_mutable();
        let factor = self.operand(1);
        self.unhide(hidden);
        let (x, y) = (self.float(1), self.float(1));
        let body = if var.ty == Ty::Float { format!("{target} = {target} * «0.5» + u * {factor}") } else { format!("{target}.push(u * {factor})") };
        let text = match self.random.below(3) {
            0 => {
                let (iter, _) = self.iter(1);
                format!("{iter}.for_each(|u| {body});")
            }
            1 => format!("{{ let mut {name} = |u: f64| {{ {body}; }}; {name}({x}); {name}({y}); }}"),
            _ => format!("repeat_call(|u| {{ {body}; }}, {x});"),
        };
        self.hidden.pop();
        self.line(&text);
    }

    fn change_struct(&mut self) {
        let Some(Var { name, ty: Ty::Struct(id), reference, .. }) = self.mutable_variable(|ty| matches!(ty, Ty::Struct(_))) else {
            return self.local();
        };
        let methods: Vec<Function> =
            self.functions.iter().filter(|function| function.method && function.params[0] == (Ty::Struct(id), Passing::Exclusive)).cloned().collect();
        self.hidden.push(name.clone());
        let place = if reference { format!("*{name}") } else { name.clone() };
        let text = match self.random.below(3) {
            0 if !methods.is_empty() => {
                let method = methods[self.random.below(methods.len())].clone();
                let arguments: Vec<String> = method.params[1..].iter().map(|(ty, _)| self.expr(ty, 1)).collect();
                format!("{name}.{}({});", method.name, arguments.join(", "))
            }
            1 if self.structs[id].operators => format!("{place} += {};", self.expr(&Ty::Struct(id), 1)),
            _ => format!("{place} = {};", self.expr(&Ty::Struct(id), 1)),
        };
        self.hidden.pop();
        self.line(&text);
    }

    /// Patterns in `let`.
    fn take_apart(&mut self) {
        match self.random.below(6) {
            0 | 1 => {
                let Some(Var { name, ty: Ty::Struct(id), .. }) = self.variable(|ty| matches!(ty, Ty::Struct(_))) else { return self.local() };
                let definition = self.structs[id].clone();
                let names: Vec<String> = definition.fields.iter().map(|_| self.fresh()).collect();
                let pattern = definition.literal(&names);
                self.line(&format!("let {pattern} = {name}.clone();"));
                for (name, (_, ty)) in names.iter().zip(definition.fields) {
                    self.add(name, ty, false, false);
                }
            }
            2 => {
                let (a, b) = (self.fresh(), self.fresh());
                let value = format!("({}, {})", self.float(2), self.float(1));
                self.line(&format!("let ({a}, mut {b}) = {value};"));
                self.add(&a, Ty::Float, false, false);
                self.add(&b, Ty::Float, true, false);
            }
            3 => {
                let (a, rest) = (self.fresh(), self.fresh());
                let Some(Var { name, .. }) = self.variable(|ty| matches!(ty, Ty::Array(len) if *len > 2)) else { return self.local() };
                self.line(&format!("let [{a}, .., {rest}] = {name}.clone();"));
                self.add(&a, Ty::Float, false, false);
                self.add(&rest, Ty::Float, false, false);
            }
            4 => {
                let name = self.fresh();
                let Some(list) = self.list_of_floats() else { return self.local() };
                let (value, two) = (self.literal(), self.float(1));
                self.line(&format!("let {name} = match &{list}[..] {{ [] => {value}, [one] => *one, [first, .., last] if *first > *last => first * last, [first, rest @ ..] => first - rest[0] * {two} }};"));
                self.add(&name, Ty::Float, false, false);
            }
            _ => {
                let (name, other) = (self.fresh(), self.fresh());
                let iter = self.iter(1).0;
                self.line(&format!("let ({name}, {other}): (Vec<f64>, Vec<f64>) = {iter}.map(|u| (u * «0.5», u + «0.25»)).unzip();"));
                self.add(&name, Ty::floats(), false, false);
                self.add(&other, Ty::floats(), false, false);
            }
        }
    }

    fn call_with_changes(&mut self) {
        let fit: Vec<Function> = self
            .functions
            .iter()
            .filter(|function| {
                self.may_call(function) && !function.method && function.params.iter().any(|(_, passing)| *passing == Passing::Exclusive)
            })
            .cloned()
            .collect();
        if fit.is_empty() {
            return self.local();
        }
        let function = fit[self.random.below(fit.len())].clone();
        let Some(call) = self.call_of(&function, 1) else { return self.local() };
        match function.output {
            Ty::Unit => self.line(&format!("{call};")),
            ty => {
                let name = self.fresh();
                let call = if ty == Ty::Fallible { format!("{call}.unwrap_or(«0.5»)") } else { call };
                self.line(&format!("let {name} = {call};"));
                self.add(&name, if ty == Ty::Fallible { Ty::Float } else { ty }, false, false);
            }
        }
    }

    fn if_let(&mut self) {
        let name = self.fresh();
        let option = self.expr(&Ty::option(Ty::Float), 1);
        match self.random.below(4) {
            0 if self.returns != Ty::Unit && !self.in_closure && self.loops == 0 => {
                let value = self.expr(&self.returns.clone(), 1);
                self.line(&format!("let Some({name}) = ({option}) else {{ return {value}; }};"));
                return self.add(&name, Ty::Float, false, false);
            }
            1 => {
                let limit = self.float(1);
                self.line(&format!("if let Some({name}) = ({option}) && {name} > ({limit}) {{"));
            }
            2 if self.returns == Ty::option(Ty::Float) && !self.in_closure => {
                self.line(&format!("let {name} = ({option})?;"));
                return self.add(&name, Ty::Float, false, false);
            }
            _ => self.line(&format!("if let Some(mut {name}) = ({option}) {{")),
        }
        self.push();
        self.add(&name, Ty::Float, false, false);
        self.block(2);
        self.pop();
        if self.random.chance(40) {
            self.line("} else {");
            self.block(1);
        }
        self.line("}");
    }

    /// A `match` by `&mut`, which changes what is in the enum.
    fn match_statement(&mut self) {
        let Some(Var { name, ty: Ty::Enum(id), reference, .. }) = self.mutable_variable(|ty| matches!(ty, Ty::Enum(_))) else { return self.branch() };
        let definition = self.enums[id].clone();
        let scrutinee = if reference { name.clone() } else { format!("&mut {name}") };
        self.line(&format!("match {scrutinee} {{"));
        self.hidden.push(name);
        for variant in &definition.variants {
            let names: Vec<String> = variant.fields.iter().map(|_| self.fresh()).collect();
            self.line(&format!("    {} => {{", variant.spelled(&definition.name, &names)));
            self.push();
            for (name, ty) in names.iter().zip(&variant.fields).filter(|(_, ty)| **ty != Ty::Enum(id)) {
                self.add(name, ty.clone(), true, true);
            }
            self.indent += 1;
            self.block(1);
            self.indent -= 1;
            self.pop();
            self.line("    }");
        }
        self.hidden.pop();
        self.line("}");
    }

    /// Maps, queues, boxes and text.
    fn collection(&mut self) {
        let name = self.fresh();
        let (x, y) = (self.float(1), self.float(1));
        match self.random.below(5) {
            0 => {
                let key = self.int(1);
                self.line(&format!("let mut {name}_map = std::collections::BTreeMap::new();"));
                self.line(&format!("{name}_map.insert({key}, {x});"));
                self.line(&format!("*{name}_map.entry(1).or_insert(«0.5») += {y};"));
                self.line(&format!("let {name} = {name}_map.values().sum::<f64>();"));
            }
            1 => {
                self.line(&format!("let mut {name}_queue: std::collections::VecDeque<f64> = [{x}].into();"));
                self.line(&format!("{name}_queue.push_back({y}); {name}_queue.rotate_left(1);"));
                self.line(&format!("let {name} = {name}_queue.pop_front().unwrap_or_default() - {name}_queue.iter().sum::<f64>();"));
            }
            2 => {
                self.line(&format!("let mut {name}_box = Box::new({x});"));
                self.line(&format!("*{name}_box *= {y};"));
                self.line(&format!("let {name} = *{name}_box;"));
            }
            3 => {
                self.line(&format!("assert!(!({x}).is_nan(), \"{{}}\", {y});"));
                return;
            }
            _ => {
                self.line(&format!("let {name}_rows: Vec<Vec<f64>> = vec![vec![{x}, {y}], vec![{y}; 3]];"));
                self.line(&format!("let {name} = {name}_rows.iter().flatten().copied().sum::<f64>() + ⟨{name}_rows.concat().len()⟩;"));
            }
        }
        self.add(&name, Ty::Float, false, false);
    }

    /// Takes away the right to change a variable that is borrowed; whether it had it.
    fn freeze(&mut self, name: &str, wanted: bool) -> bool {
        wanted && self.set_mutable(name, false)
    }

    fn thaw(&mut self, name: &str, frozen: bool) {
        if frozen {
            self.set_mutable(name, true);
        }
    }
}
