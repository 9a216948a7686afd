//! Generated statements as a person would write them, with the same bits.
//!
//! ```text
//! let mut a_bar = -0.0f64; … a_bar += e;         … let a_bar = e;                 −0.0 + e = e
//! if x_wanted { s } if x_wanted { t }            if x_wanted { s t }
//! ```
//!
//! Names are compared by their text, so this is for functions of which no variable is called like an adjoint.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

/// A token, and what is in it if it is a group.
#[derive(Clone)]
struct Node {
    tree: TokenTree,
    word: String,
    inner: Vec<Node>,
}

/// A name that sweeps give to values of their own.
pub(super) fn is_adjoint_name(name: &str) -> bool {
    name.ends_with("_bar") || name.ends_with("_wanted")
}

pub(super) fn tidy(tokens: TokenStream) -> TokenStream {
    written(tidy_block(read(tokens)))
}

/// An identifier of this name is somewhere in the tokens.
pub(super) fn mentions(tokens: TokenStream, name: &str) -> bool {
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Group(group) => mentions(group.stream(), name),
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

fn read(tokens: TokenStream) -> Vec<Node> {
    tokens
        .into_iter()
        .map(|tree| {
            let (word, inner) = match &tree {
                TokenTree::Group(group) => (String::new(), read(group.stream())),
                other => (other.to_string(), Vec::new()),
            };
            Node { tree, word, inner }
        })
        .collect()
}

fn written(nodes: Vec<Node>) -> TokenStream {
    nodes
        .into_iter()
        .map(|node| match node.tree {
            TokenTree::Group(group) => {
                let mut new = Group::new(group.delimiter(), written(node.inner));
                new.set_span(group.span());
                TokenTree::Group(new)
            }
            other => other,
        })
        .collect()
}

fn is_block(node: &Node) -> bool {
    matches!(&node.tree, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

fn tidy_block(nodes: Vec<Node>) -> Vec<Node> {
    let mut nodes = merge_wanted(nodes);
    for node in &mut nodes {
        node.inner = tidy_block(std::mem::take(&mut node.inner));
    }
    let mut at = 0;
    while at < nodes.len() {
        if !is_zero_declaration(&nodes[at..]) || !first_sum(&mut nodes, at) {
            at += 1;
        }
    }
    nodes
}

/// `if w { a } if w { b }` → `if w { a b }`
fn merge_wanted(nodes: Vec<Node>) -> Vec<Node> {
    let mut out: Vec<Node> = Vec::new();
    for node in nodes {
        out.push(node);
        let Some([first_if, first, a, second_if, second, b]) = out.last_chunk::<6>() else { continue };
        let same = first_if.word == "if" && second_if.word == "if" && first.word == second.word && first.word.ends_with("_wanted");
        if same && is_block(a) && is_block(b) {
            let at = out.len() - 4;
            let moved = std::mem::take(&mut out.last_mut().expect("six nodes").inner);
            out[at].inner.extend(moved);
            out.truncate(at + 1);
        }
    }
    out
}

/// `let mut x_bar = -0.0f64;`
fn is_zero_declaration(nodes: &[Node]) -> bool {
    let Some([keyword, mutable, name, equals, minus, zero, end]) = nodes.first_chunk::<7>() else { return false };
    let words = [&keyword.word, &mutable.word, &equals.word, &minus.word, &end.word];
    words == ["let", "mut", "=", "-", ";"] && name.word.ends_with("_bar") && matches!(zero.word.as_str(), "0.0f64" | "0.0f32")
}

/// The declaration moves to the first statement that adds to the variable, if that stands in the same block.
fn first_sum(nodes: &mut Vec<Node>, at: usize) -> bool {
    let name = nodes[at + 2].word.clone();
    let after = at + 7;
    let Some(first) = (after..nodes.len()).find(|index| named(&nodes[*index], &name)) else { return false };
    let starts = nodes[first - 1].word == ";" || is_block(&nodes[first - 1]);
    let sign = nodes.get(first + 1).map(|node| node.word.clone()).unwrap_or_default();
    let is_sum = matches!(sign.as_str(), "+" | "-") && nodes.get(first + 2).is_some_and(|node| node.word == "=");
    if !starts || nodes[first].word != name || !is_sum {
        return false;
    }
    let Some(end) = (first + 3..nodes.len()).find(|index| nodes[*index].word == ";") else { return false };
    if nodes[first + 3..end].iter().any(|node| named(node, &name)) {
        return false;
    }
    let mut value: Vec<Node> = nodes[first + 3..end].to_vec();
    if sign == "-" {
        let minus = read(code!(-));
        let value_tokens = written(value.clone());
        value = if value.len() == 1 { [minus, value].concat() } else { read(code!(-(#value_tokens))) };
    }
    let variable = nodes[at + 2].clone();
    let keyword = |word: &str| Node { tree: TokenTree::Ident(Ident::new(word, Span::mixed_site())), word: word.to_owned(), inner: Vec::new() };
    let mut declaration = vec![keyword("let")];
    if is_changed(&nodes[end..], &name) {
        declaration.push(keyword("mut"));
    }
    let equals = Node { tree: TokenTree::Punct(Punct::new('=', Spacing::Alone)), word: "=".to_owned(), inner: Vec::new() };
    declaration.extend([variable, equals]);
    declaration.extend(value);
    nodes.splice(first..end, declaration);
    nodes.drain(at..after);
    true
}

fn named(node: &Node, name: &str) -> bool {
    node.word == name || node.inner.iter().any(|inner| named(inner, name))
}

/// `x += …`, `x = …` or `&mut x` somewhere.
fn is_changed(nodes: &[Node], name: &str) -> bool {
    nodes.iter().enumerate().any(|(index, node)| {
        if node.word != name {
            return is_changed(&node.inner, name);
        }
        let (next, over) = (nodes.get(index + 1), nodes.get(index + 2));
        let borrowed = index > 0 && nodes[index - 1].word == "mut";
        let is = |node: Option<&Node>, words: &[&str]| node.is_some_and(|node| words.contains(&node.word.as_str()));
        borrowed || (is(next, &["="]) && !is(over, &["="])) || (is(next, &["+", "-", "*", "/", "%"]) && is(over, &["="]))
    })
}
