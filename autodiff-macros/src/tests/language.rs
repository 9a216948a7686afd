//! `docs/language.md` says which constructs take the overloaded form: the compiled form must refuse their programs.

use quote::{ToTokens, quote};

#[test]
fn the_compiled_form_refuses_what_the_document_calls_overloaded() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/tests/language/overloaded.rs");
    let file = syn::parse_file(&std::fs::read_to_string(path).expect("a text")).expect("Rust");
    let mut programs = 0;
    for item in file.items {
        let syn::Item::Mod(module) = item else { continue };
        let (_, items) = module.content.expect("a program");
        let refused = items.into_iter().filter_map(unmarked).any(|item| {
            let made = crate::pipeline::expand(quote!(compiled), item.to_token_stream()).to_string();
            made.contains("compile_error")
        });
        let name = module.ident;
        assert!(refused, "`{name}` is compiled now: move it to `compiled.rs`, and change its row in docs/language.md");
        programs += 1;
    }
    assert!(programs > 20, "{programs} programs");
}

/// An item that has the attribute, without it.
fn unmarked(mut item: syn::Item) -> Option<syn::Item> {
    let attributes = match &mut item {
        syn::Item::Fn(item) => &mut item.attrs,
        syn::Item::Impl(item) => &mut item.attrs,
        syn::Item::Trait(item) => &mut item.attrs,
        _ => return None,
    };
    let before = attributes.len();
    attributes.retain(|attribute| !attribute.path().is_ident("differentiable"));
    (attributes.len() < before).then_some(item)
}
