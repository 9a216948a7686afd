//! What the runtime asks of the value itself: `Differentiable` with the shape of its zeros, `Floats`, `Record`, `Argument`, `Parameters`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::Generics;

use super::input::{Field, Input, binding};
use super::record::record;
use super::{std_traits, types};

pub(super) fn value(input: &Input) -> TokenStream {
    let differentiable = differentiable(input);
    let argument = argument(input);
    // A value that borrows cannot be changed float by float, nor kept.
    let owned = (!input.has_lifetimes()).then(|| {
        let private = input.private();
        let (floats, parameters) = (of_floats(input), parameters(input, &input.name, &input.bounded(&code!(#private::Parameters))));
        let record = recorded(input);
        code!(#floats #parameters #record)
    });
    code!(#differentiable #argument #owned)
}

/// The shape is `()` where the spelling of the fields says that nothing need be known, else a type with their shapes.
fn differentiable(input: &Input) -> TokenStream {
    let lints = super::derived();
    let private = input.private();
    let name = &input.name;
    let generics = input.bounded(&code!(#private::Differentiable));
    let (parameters, arguments, clause) = generics.split_for_impl();
    let implement = |tangent: TokenStream, shape: TokenStream, [of, zero_of, zero]: [TokenStream; 3]| {
        code! {
            #lints
            impl #parameters #private::Differentiable for #name #arguments #clause {
                type Tangent = #tangent;
                type Shape = #shape;
                #[inline]
                fn shape(&self) -> <Self as #private::Differentiable>::Shape {
                    #of
                }
                #[inline]
                fn zero_of(shape: &<Self as #private::Differentiable>::Shape) -> <Self as #private::Differentiable>::Tangent {
                    #zero_of
                }
                #[inline]
                fn zero_tangent(&self) -> <Self as #private::Differentiable>::Tangent {
                    #zero
                }
            }
        }
    };
    if input.is_inert() {
        return implement(code!(()), code!(()), [code!(()), code!(let _ = shape;), code!(())]);
    }
    let tangent_name = input.companion("Tangent");
    let tangent = super::tangent::with_arguments(input);
    let zero = input.matched(&code!(self), |variant| {
        let pattern = variant.pattern_of(name, "x", Field::has_tangent);
        let value = variant.construct(&tangent_name, |index, field| zero_from(field, &binding("x", index), &private));
        code!(#pattern => #value,)
    });
    let units: Option<Vec<_>> =
        input.fields().map(|field| if field.has_tangent() { types::unit_shape(&field.ty) } else { Some(code!(())) }).collect();
    match units.filter(|_| !input.is_enum) {
        Some(units) => {
            let value = input.variants[0].construct(&tangent_name, |index, field| match field.has_tangent() {
                false => code!(()),
                true => {
                    let (ty, unit) = (&field.ty, &units[index]);
                    quote_spanned!(types::at(ty)=> <#ty as #private::Differentiable>::zero_of(&#unit))
                }
            });
            implement(tangent, code!(()), [code!(()), code!(let _ = shape; #value), zero])
        }
        None => {
            let shape_name: Ident = syn::parse_quote!(__DerivedShape);
            let (shape, definition) = shape_type(input, &shape_name);
            let of = input.matched(&code!(self), |variant| {
                let pattern = variant.pattern_of(name, "x", Field::has_tangent);
                let value = variant.construct(&shape_name, |index, field| match field.has_tangent() {
                    false => code!(()),
                    true => {
                        let (ty, x) = (&field.ty, binding("x", index));
                        quote_spanned!(types::at(ty)=> <#ty as #private::Differentiable>::shape(#x))
                    }
                });
                code!(#pattern => #value,)
            });
            let zero_of = input.matched(&code!(shape), |variant| {
                let pattern = variant.pattern_of(&shape_name, "x", Field::has_tangent);
                let value = variant.construct(&tangent_name, |index, field| match field.has_tangent() {
                    false => code!(()),
                    true => {
                        let (ty, x) = (&field.ty, binding("x", index));
                        quote_spanned!(types::at(ty)=> <#ty as #private::Differentiable>::zero_of(#x))
                    }
                });
                code!(#pattern => #value,)
            });
            let implementation = implement(tangent, shape, [of, zero_of, zero]);
            // In a block of its own, where the name of the shape is nobody's business.
            code!(const _: () = { #definition #implementation };)
        }
    }
}

fn zero_from(field: &Field, value: &Ident, private: &TokenStream) -> TokenStream {
    if !field.has_tangent() {
        return code!(());
    }
    let ty = &field.ty;
    quote_spanned!(types::at(ty)=> <#ty as #private::Differentiable>::zero_tangent(#value))
}

/// The type of the shape with its arguments, and its definition.
fn shape_type(input: &Input, name: &Ident) -> (TokenStream, TokenStream) {
    let private = input.private();
    let own = types::Own::of(input);
    let ty = |field: &Field| if field.has_tangent() { types::shape(&field.ty, &own, &private) } else { code!(()) };
    let used: TokenStream = input.fields().map(ty).collect();
    let generics = input.owned_generics(&used, &code!(#private::Differentiable));
    let definition = input.definition(name, &generics, ty, "Shape");
    let (_, arguments, _) = generics.split_for_impl();
    let clone = std_traits::clone(input, name, &generics);
    let equal = std_traits::partial_eq(input, name, &generics);
    let record = record(input, name, &generics, &|_| false, ty);
    let definition = code! {
        #[doc(hidden)]
        #[allow(missing_docs, unreachable_pub, unnameable_types, private_bounds, private_interfaces, non_camel_case_types, dead_code, clippy::all, clippy::pedantic, clippy::nursery)]
        #definition
        #clone #equal #record
    };
    (code!(#name #arguments), definition)
}

fn of_floats(input: &Input) -> TokenStream {
    let private = input.private();
    let precisions: Vec<_> = input.precise_leaves().into_iter().map(|leaf| code!(<#leaf as #private::Floats>::PRECISION)).collect();
    floats(input, &input.name, &input.bounded(&code!(#private::Floats)), &precisions)
}

/// `impl Floats for name`, which has the fields of the type or their tangents.
pub(super) fn floats(input: &Input, name: &Ident, generics: &Generics, precisions: &[TokenStream]) -> TokenStream {
    let lints = super::derived();
    let private = input.private();
    let (parameters, arguments, clause) = generics.split_for_impl();
    let each = |call: &dyn Fn(Ident, Span) -> TokenStream| {
        input.matched(&code!(self), |variant| {
            let pattern = variant.pattern_of(name, "x", Field::is_active);
            let calls = variant
                .fields
                .iter()
                .enumerate()
                .filter(|(_, field)| field.is_active())
                .map(|(index, field)| call(binding("x", index), types::at(&field.ty)));
            code!(#pattern => { #(#calls)* })
        })
    };
    let count = each(&|x, at| quote_spanned!(at=> count += #private::Floats::float_count(#x);));
    let found = each(&|x, at| quote_spanned!(at=> precision = ::core::primitive::f64::max(precision, #private::Floats::precision(#x));));
    let visits = each(&|x, at| quote_spanned!(at=> #private::Floats::visit_floats(#x, visit);));
    let updates = each(&|x, at| quote_spanned!(at=> #private::Floats::update_floats(#x, update);));
    code! {
        #lints
        impl #parameters #private::Floats for #name #arguments #clause {
            const PRECISION: ::core::primitive::f64 = #private::coarsest(&[#(#precisions),*]);
            fn precision(&self) -> ::core::primitive::f64 {
                let mut precision = 0.0;
                #found
                precision
            }
            #[inline]
            fn float_count(&self) -> ::core::primitive::usize {
                let mut count = 0;
                #count
                count
            }
            #[inline]
            fn visit_floats<VisitFloats: ::core::ops::FnMut(::core::primitive::f64)>(&self, visit: &mut VisitFloats) {
                #visits
            }
            #[inline]
            fn update_floats<UpdateFloats: ::core::ops::FnMut(::core::primitive::f64) -> ::core::primitive::f64>(&mut self, update: &mut UpdateFloats) {
                #updates
            }
        }
    }
}

/// The reverse sweep is given nothing of a value that was moved into a call.
fn argument(input: &Input) -> TokenStream {
    let lints = super::derived();
    let (private, name) = (input.private(), &input.name);
    let (parameters, arguments, clause) = input.generics.split_for_impl();
    code! {
        #lints
        impl #parameters #private::Argument for #name #arguments #clause {
            type Again = ();
            #[inline(always)]
            fn again(&self) {}
        }
    }
}

/// As for a tuple: one part for each part of each field. Of an enum all floats are one part.
pub(super) fn parameters(input: &Input, name: &Ident, generics: &Generics) -> TokenStream {
    let lints = super::derived();
    let private = input.private();
    let (parameters, arguments, clause) = generics.split_for_impl();
    let fields: Vec<_> = input.fields().enumerate().filter(|(_, field)| field.is_active()).collect();
    let body = (!input.is_enum || input.is_inert()).then(|| {
        let members: Vec<_> = fields.iter().map(|(_, field)| &field.member).collect();
        let find = |method: &str, exclusive: bool, more: TokenStream, other: TokenStream| {
            let method = Ident::new(method, proc_macro2::Span::mixed_site());
            let reference = if exclusive { code!(&mut) } else { code!(&) };
            let tries = members.iter().map(|member| {
                code! {
                    let parts = #private::Parameters::parts(&self.#member);
                    if part < parts {
                        return #private::Parameters::#method(#reference self.#member, part #more);
                    }
                    part -= parts;
                }
            });
            code!(#(#tries)* let _ = part; #other)
        };
        let too_far = code!(::core::panic!("{} has no part {}", ::core::stringify!(#name), part));
        let len = find("part_len", false, code!(), code!(::core::option::Option::None));
        let dims = find("part_dims", false, code!(), too_far.clone());
        let read = find("read_part", false, code!(, buffer, read), too_far.clone());
        let change = find("change_part", true, code!(, buffer, change), too_far);
        code! {
            fn parts(&self) -> ::core::primitive::usize {
                0 #(+ #private::Parameters::parts(&self.#members))*
            }
            fn part_len(&self, mut part: ::core::primitive::usize) -> ::core::option::Option<::core::primitive::usize> {
                #len
            }
            fn part_dims(&self, mut part: ::core::primitive::usize) -> ::std::vec::Vec<::core::primitive::usize> {
                #dims
            }
            fn read_part(
                &self,
                mut part: ::core::primitive::usize,
                buffer: &mut ::std::vec::Vec<::core::primitive::f64>,
                read: &mut dyn ::core::ops::FnMut(&[::core::primitive::f64]),
            ) {
                #read
            }
            fn change_part(
                &mut self,
                mut part: ::core::primitive::usize,
                buffer: &mut ::std::vec::Vec<::core::primitive::f64>,
                change: &mut dyn ::core::ops::FnMut(&mut [::core::primitive::f64]),
            ) {
                #change
            }
        }
    });
    code! {
        #lints
        #[allow(unused_mut)]
        impl #parameters #private::Parameters for #name #arguments #clause {
            #body
        }
    }
}

/// Unconditional: a bound on the type of a field would go in circles where two types contain each other.
fn recorded(input: &Input) -> TokenStream {
    let generics = input.bounded(&{
        let private = input.private();
        code!(#private::Record)
    });
    record(input, &input.name, &generics, &|field| field.skip, |field| field.ty.to_token_stream())
}
