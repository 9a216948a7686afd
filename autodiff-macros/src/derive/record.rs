//! `Record`: how a value lies on the tape. A struct lies there as the tuple of its fields, an enum as its variant's number and that tuple.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::Generics;

use super::input::{Field, Input, Variant, binding};

/// Tuples have an implementation up to this length; longer ones are nested.
const WIDEST: usize = 12;

/// `(a, b, …)`, nested where it is longer than the runtime's longest.
pub(super) fn nested(parts: &[TokenStream]) -> TokenStream {
    if parts.len() <= WIDEST {
        return code!((#(#parts,)*));
    }
    let groups: Vec<_> = parts.chunks(WIDEST).map(nested).collect();
    nested(&groups)
}

/// `impl Record for name`, where `ty` gives the type of a field, and those of which `aside` says so are kept beside the words as they are.
pub(super) fn record(
    input: &Input,
    name: &Ident,
    generics: &Generics,
    aside: &dyn Fn(&Field) -> bool,
    ty: impl Fn(&Field) -> TokenStream,
) -> TokenStream {
    let lints = super::derived();
    let private = input.private();
    let (parameters, arguments, clause) = generics.split_for_impl();
    let kept = |variant: &Variant, part: &dyn Fn(usize, &Field) -> TokenStream| {
        let parts: Vec<_> = variant.fields.iter().enumerate().filter(|(_, field)| !aside(field)).map(|(index, field)| part(index, field)).collect();
        nested(&parts)
    };
    let tuple = |variant: &Variant| kept(variant, &|_, field| ty(field));
    let names = |variant: &Variant| kept(variant, &|index, _| binding("x", index).into_token_stream());
    // What is skipped goes beside the words as it is, before the others and after them.
    let skipped = |index: usize, field: &Field| {
        let (ty, x) = (ty(field), binding("x", index));
        (code!((&#private::Skipped::<#ty>::new()).keep(#x, side);), code!((&#private::Skipped::<#ty>::new()).kept(side)))
    };
    let keep = |variant: &Variant| -> TokenStream {
        variant.fields.iter().enumerate().filter(|(_, field)| aside(field)).map(|(index, field)| skipped(index, field).0).collect()
    };
    let kept_value = |variant: &Variant| {
        let skipped: TokenStream = variant
            .fields
            .iter()
            .enumerate()
            .rev()
            .filter(|(_, field)| aside(field))
            .map(|(index, field)| {
                let (x, value) = (binding("x", index), skipped(index, field).1);
                code!(let #x = #value;)
            })
            .collect();
        let value = variant.construct(name, |index, _| binding("x", index).into_token_stream());
        code!(#skipped #value)
    };
    let (words, write, read);
    if input.is_enum {
        let tuples = input.variants.iter().map(tuple);
        words = code!(1 + #private::most(&[#(<#tuples as #private::Record>::WORDS),*]));
        let mut number = 0_usize;
        let writes = input.matched(&code!(self), |variant| {
            let (pattern, parts, keep) = (variant.pattern(name, "x"), names(variant), keep(variant));
            let index = number;
            number += 1;
            code!(#pattern => {
                #keep
                #private::Record::record_write(#index, words, side);
                #private::Record::record_write(#parts, &mut words[1..], side);
            })
        });
        write = if input.variants.is_empty() { code!(match self {}) } else { writes };
        let reads = input.variants.iter().enumerate().map(|(number, variant)| {
            let (tuple, parts) = (tuple(variant), names(variant));
            let value = kept_value(variant);
            code!(#number => {
                let #parts = <#tuple as #private::Record>::record_read(&words[1..], side);
                #value
            })
        });
        read = code!(match <::core::primitive::usize as #private::Record>::record_read(words, side) {
            #(#reads)*
            _ => ::core::unreachable!("the number of a variant was written"),
        });
    } else {
        let variant = &input.variants[0];
        let (tuple, parts, pattern) = (tuple(variant), names(variant), variant.pattern(name, "x"));
        let (value, keep) = (kept_value(variant), keep(variant));
        words = code!(<#tuple as #private::Record>::WORDS);
        write = code!(let #pattern = self; #keep #private::Record::record_write(#parts, words, side););
        read = code!(let #parts = <#tuple as #private::Record>::record_read(words, side); #value);
    }
    code! {
        #lints
        impl #parameters #private::Record for #name #arguments #clause {
            const WORDS: ::core::primitive::usize = #words;
            #[inline]
            fn record_write(self, words: &mut [::core::primitive::f64], side: &mut #private::Side) {
                #[allow(unused_imports)]
                use #private::{KeepSkipped as _, NeverKept as _};
                #write
            }
            #[inline]
            fn record_read(words: &[::core::primitive::f64], side: &mut #private::Side) -> Self {
                #[allow(unused_imports)]
                use #private::{KeepSkipped as _, NeverKept as _};
                #read
            }
        }
    }
}
