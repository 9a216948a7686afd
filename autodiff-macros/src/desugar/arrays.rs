//! Arrays that are made element by element: `[T; N]::map` and `std::array::from_fn`.
//!
//! ```text
//! let a: [f64; 3] = from_fn(|i| x[i] * 2.0);     let a: [f64; 3] = { let mut made: [f64; 3] = [0.0; 3]; for i in 0..3 { made[i] = x[i] * 2.0; } made };
//! ```

use syn::{Expr, ExprCall, ExprMethodCall, parse_quote};

use super::chain::{Chain, Shape, Value};
use super::item::Item;
use super::names::is_float_type;
use super::steps::Frame;
use super::substitute::peel;
use super::{Desugar, build};

impl Desugar<'_> {
    /// `array.map(f)`, from floats to floats.
    pub(super) fn mapped_array(&mut self, call: &ExprMethodCall) -> Option<Expr> {
        let [f] = call.args.iter().collect::<Vec<_>>()[..] else { return None };
        if call.method != "map" {
            return None;
        }
        let (receiver, length) = match peel(&call.receiver) {
            Expr::Array(array) if array.attrs.is_empty() && array.elems.first().is_some_and(|first| self.names.is_float(first)) => {
                let name = self.names.fresh("items");
                self.hoisted.push(build::bind(build::pattern(&name, false), call.receiver.as_ref().clone()));
                self.names.note_type(&name, &parse_quote!([f64]));
                (build::path(&name), build::number(array.elems.len()))
            }
            Expr::Path(_) => match self.names.type_of_value(&call.receiver)? {
                syn::Type::Array(array) if is_float_type(&array.elem) => (call.receiver.as_ref().clone(), array.len),
                _ => return None,
            },
            _ => return None,
        };
        let items = build::method(build::method(receiver, "iter", Vec::new()), "copied", Vec::new());
        let chain = self.chain(&build::method(items, "map", vec![f.clone()]))?;
        self.filled_array(chain, None, build::float("0.0"), length)
    }

    /// `from_fn::<T, N, _>(f)`, as `expect` writes it.
    pub(super) fn array_from_fn(&mut self, call: &ExprCall) -> Option<Expr> {
        let Expr::Path(path) = &*call.func else { return None };
        let last = path.path.segments.last().filter(|last| last.ident == "from_fn")?;
        let syn::PathArguments::AngleBracketed(generics) = &last.arguments else { return None };
        let (Some(syn::GenericArgument::Type(item)), Some(syn::GenericArgument::Const(length))) = (generics.args.first(), generics.args.get(1))
        else {
            return None;
        };
        let zero = super::sinks::zero(item)?;
        let range = syn::ExprRange {
            attrs: Vec::new(),
            start: Some(Box::new(build::number(0))),
            limits: syn::RangeLimits::HalfOpen(<syn::Token![..]>::default()),
            end: Some(Box::new(length.clone())),
        };
        let chain = self.chain(&build::method(build::paren(Expr::Range(range)), "map", vec![call.args.first()?.clone()]))?;
        self.filled_array(chain, Some(&parse_quote!([#item; #length])), zero, length.clone())
    }

    fn filled_array(&mut self, mut chain: Chain, ty: Option<&syn::Type>, zero: Expr, length: Expr) -> Option<Expr> {
        let name = self.names.fresh("made");
        self.numbered(&mut chain)?;
        let mut frame = Frame::new(&chain, None);
        let loops = self.loops(&chain, &mut frame, &mut |this, item, out| {
            let Item::Tuple(parts) = item else { return None };
            let [at, item] = <[Item; 2]>::try_from(parts).ok()?;
            let (at, item) = (this.settled(at, out), this.expression(item));
            if ty.is_none() && !this.names.is_float(&item) {
                return None;
            }
            let at = this.expression(at);
            out.push(build::assign(build::index(build::path(&name), at), item));
            Some(())
        })?;
        let (pattern, start) = (build::pattern(&name, true), build::repeat(zero, length, false));
        let declaration = match ty {
            Some(ty) => build::bind_as(pattern, ty, start),
            None => build::bind(pattern, start),
        };
        Some(build::block([frame.before, vec![declaration], loops].concat(), Some(build::path(&name))))
    }

    /// Puts the number of each item in front of it.
    pub(super) fn numbered(&mut self, chain: &mut Chain) -> Option<()> {
        let slot = self.slot();
        (self.slot_references[slot], self.slot_types[slot]) = (Some(false), Some(parse_quote!(usize)));
        let source = &mut chain.sources[0];
        // `&x` and `x` alone have no `enumerate`.
        source.head = match peel(&source.head) {
            Expr::MethodCall(_) | Expr::Range(_) => build::method(source.head.clone(), "enumerate", Vec::new()),
            _ => return None,
        };
        source.pattern = Shape::Pair(Box::new(Shape::Slot(slot)), Box::new(source.pattern.clone()));
        source.value = Value::Pair(Box::new(Value::Slot(slot)), Box::new(source.value.clone()));
        Some(())
    }
}
