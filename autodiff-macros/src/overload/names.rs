//! Names of Rust's own, which mean the same for numbers as for floats.

/// Types that hold no float, and containers, whose arguments are rewritten.
pub(super) fn is_std_type(name: &str) -> bool {
    is_integer(name)
        || matches!(
            name,
            "bool"
                | "char"
                | "str"
                | "String"
                | "Vec"
                | "Option"
                | "Result"
                | "Box"
                | "Rc"
                | "Arc"
                | "HashMap"
                | "BTreeMap"
                | "HashSet"
                | "BTreeSet"
                | "VecDeque"
                | "BinaryHeap"
                | "LinkedList"
                | "Cow"
                | "Range"
                | "RangeInclusive"
                | "RangeFrom"
                | "RangeTo"
                | "RangeFull"
                | "Ordering"
                | "Reverse"
                | "Wrapping"
                | "PhantomData"
                | "Duration"
                | "Instant"
                | "IntoIter"
                | "Chars"
                | "Peekable"
                | "ControlFlow"
                | "Infallible"
                | "Formatter"
                | "Some"
                | "None"
                | "Ok"
                | "Err"
                | "Default"
                | "Iterator"
                | "IntoIterator"
                | "FromIterator"
                | "Clone"
                | "Into"
                | "From"
                | "TryFrom"
                | "TryInto"
                | "FromStr"
                | "ToString"
                | "NonZeroUsize"
                | "NonZero"
                | "Saturating"
                | "ParseIntError"
                | "TypeId"
                | "DefaultHasher"
                | "Add"
                | "Sub"
                | "Mul"
                | "Div"
                | "Rem"
                | "Neg"
                | "Index"
                | "IndexMut"
                | "PartialEq"
                | "PartialOrd"
                | "Ord"
                | "Sum"
                | "Product"
                | "Extend"
                | "Deref"
                | "DerefMut"
                | "AsRef"
                | "AsMut"
                | "Borrow"
        )
}

pub(super) fn is_integer(name: &str) -> bool {
    matches!(name, "u8" | "u16" | "u32" | "u64" | "u128" | "usize" | "i8" | "i16" | "i32" | "i64" | "i128" | "isize")
}

pub(super) fn is_float(name: &str) -> bool {
    matches!(name, "f64" | "f32")
}

/// Traits that numbers, mirrors and closures over them have as floats, values and closures have.
pub(super) fn is_std_trait(name: &str) -> bool {
    matches!(
        name,
        "Fn" | "FnMut"
            | "FnOnce"
            | "Iterator"
            | "IntoIterator"
            | "DoubleEndedIterator"
            | "ExactSizeIterator"
            | "FusedIterator"
            | "FromIterator"
            | "Extend"
            | "Clone"
            | "Copy"
            | "Debug"
            | "Display"
            | "LowerExp"
            | "UpperExp"
            | "Default"
            | "PartialEq"
            | "Eq"
            | "PartialOrd"
            | "Ord"
            | "Hash"
            | "Send"
            | "Sync"
            | "Sized"
            | "Unpin"
            | "Add"
            | "Sub"
            | "Mul"
            | "Div"
            | "Rem"
            | "Neg"
            | "Not"
            | "AddAssign"
            | "SubAssign"
            | "MulAssign"
            | "DivAssign"
            | "RemAssign"
            | "Index"
            | "IndexMut"
            | "Deref"
            | "DerefMut"
            | "Drop"
            | "Into"
            | "From"
            | "TryInto"
            | "TryFrom"
            | "AsRef"
            | "AsMut"
            | "Borrow"
            | "BorrowMut"
            | "ToOwned"
            | "ToString"
            | "FromStr"
            | "Sum"
            | "Product"
            | "Error"
            | "Any"
            | "Real"
            | "RangeBounds"
            | "Write"
            | "BitAnd"
            | "BitOr"
            | "BitXor"
            | "Shl"
            | "Shr"
            | "ToVec"
            | "BuildHasher"
            | "Hasher"
    )
}

/// Traits of std that a mirror takes over from its primal type, whatever the user's impl of them is.
pub(crate) fn is_taken_over(name: &str) -> bool {
    matches!(name, "Clone" | "Copy" | "Debug" | "Display" | "PartialEq" | "Eq" | "PartialOrd" | "Ord" | "Hash" | "Default")
}

/// The first names of paths into std.
pub(super) fn is_std_root(name: &str) -> bool {
    matches!(name, "std" | "core" | "alloc")
}

/// Modules of std, as they are called after `use std::mem;`.
pub(super) fn is_std_module(name: &str) -> bool {
    matches!(
        name,
        "mem"
            | "iter"
            | "cmp"
            | "array"
            | "ptr"
            | "slice"
            | "fmt"
            | "collections"
            | "num"
            | "hash"
            | "rc"
            | "ops"
            | "convert"
            | "option"
            | "result"
            | "env"
            | "str"
            | "string"
            | "vec"
            | "hint"
            | "any"
    )
}

/// `LIKE_THIS`, `G`: a constant, or a const parameter.
pub(super) fn is_constant(name: &str) -> bool {
    let mut letters = name.trim_start_matches("r#").chars();
    letters.clone().any(|c| c.is_alphabetic()) && letters.all(|c| c.is_uppercase() || c.is_ascii_digit() || c == '_')
}

/// `LikeThis`: a type, variant or trait.
pub(super) fn is_type(name: &str) -> bool {
    name.chars().next().is_some_and(char::is_uppercase) && name.chars().any(char::is_lowercase)
}

/// Functions of std's prelude, and those that are seldom called by a longer name.
pub(super) fn is_std_function(name: &str) -> bool {
    matches!(
        name,
        "drop"
            | "swap"
            | "replace"
            | "take"
            | "from_fn"
            | "zip"
            | "once"
            | "repeat"
            | "successors"
            | "size_of"
            | "black_box"
            | "panic"
            | "repeat_n"
            | "empty"
    )
}

/// `f64::max`, `std::f64::MAX`, not `my::f64::consts`.
pub(super) fn is_float_owner(segments: &[String]) -> bool {
    segments.len() == 2 || is_std_root(&segments[0])
}

/// Types of matrix crates, whose mirrors the runtime has.
pub(super) fn is_matrix(name: &str) -> bool {
    let of_size = |stem: &str| {
        name.strip_prefix(stem).is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit() || matches!(c, 'x' | 'X')))
    };
    is_matrix_alone(name)
        || is_array(name)
        || matches!(name, "Cholesky" | "LU" | "QR" | "SymmetricEigen" | "OMatrix" | "OVector")
        || ["Matrix", "Vector", "RowVector"].into_iter().any(of_size)
}

/// Types of faer, whose names users give to theirs too.
pub(super) fn is_faer(name: &str) -> bool {
    matches!(name, "Mat" | "Col")
}

/// Names of faer that go with them.
pub(super) fn is_faer_helper(name: &str) -> bool {
    matches!(name, "Side" | "Scale")
}

/// Types of ndarray.
pub(super) fn is_array(name: &str) -> bool {
    let dimensions = ["ArrayViewMut", "ArrayView", "Array"].into_iter().find_map(|stem| name.strip_prefix(stem));
    dimensions.is_some_and(|rest| rest.is_empty() || rest == "D" || matches!(rest.as_bytes(), [b'0'..=b'6']))
}

/// Those whose names no type of the user's has.
pub(super) fn is_matrix_alone(name: &str) -> bool {
    matches!(name, "DMatrix" | "DVector" | "RowDVector" | "SMatrix" | "SVector" | "RowSVector")
}

/// Names of matrix crates that hold no float.
pub(super) fn is_matrix_helper(name: &str) -> bool {
    matches!(name, "Axis" | "Slice" | "IxDyn" | "Dyn" | "Const") || matches!(name.as_bytes(), [b'I', b'x', b'0'..=b'6'] | [b'U', b'0'..=b'6'])
}

/// The first names of paths into matrix crates.
pub(super) fn is_matrix_root(name: &str) -> bool {
    matches!(name, "nalgebra" | "na" | "ndarray")
}

/// Methods of floats, slices and vectors that the compiled form knows too.
pub(super) fn is_plain_method(name: &str) -> bool {
    crate::rules::scalar::find(name).is_some()
        || crate::rules::inactive::is_inert_float_method(name)
        || matches!(
            name,
            "len"
                | "is_empty"
                | "iter"
                | "iter_mut"
                | "enumerate"
                | "zip"
                | "rev"
                | "skip"
                | "take"
                | "step_by"
                | "windows"
                | "chunks"
                | "chunks_exact"
                | "copied"
                | "cloned"
                | "clone"
                | "to_vec"
                | "swap"
                | "copy_from_slice"
                | "clone_from_slice"
                | "fill"
                | "split_at"
                | "split_at_mut"
                | "first"
                | "last"
                | "sin_cos"
                | "map"
                | "sum"
                | "product"
                | "fold"
                | "filter"
                | "for_each"
                | "into_iter"
                | "min"
                | "max"
                | "pow"
                | "abs_diff"
                | "is_multiple_of"
                | "rem_euclid"
                | "saturating_sub"
                | "wrapping_add"
                | "wrapping_mul"
        )
}
