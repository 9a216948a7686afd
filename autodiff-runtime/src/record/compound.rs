//! Arrays, tuples, vectors, strings, options and boxes of records.
//!
//! Parts are written from the last to the first, so that reading from the first on finds in order what they moved aside.

use super::{Record, Side, Word};

impl<T: Record, const N: usize> Record for [T; N] {
    const WORDS: usize = N * T::WORDS;
    #[inline(always)]
    fn record_write(self, words: &mut [f64], side: &mut Side) {
        let words = &mut words[..Self::WORDS];
        for (k, x) in self.into_iter().enumerate().rev() {
            x.record_write(&mut words[k * T::WORDS..], side);
        }
    }
    #[inline(always)]
    fn record_read(words: &[f64], side: &mut Side) -> Self {
        let words = &words[..Self::WORDS];
        core::array::from_fn(|k| T::record_read(&words[k * T::WORDS..], side))
    }
}

impl<T: Record> Record for Vec<T> {
    const WORDS: usize = 0;
    #[inline(always)]
    fn record_write(self, _: &mut [f64], side: &mut Side) {
        T::record_write_vec(self, side);
    }
    #[inline(always)]
    fn record_read(_: &[f64], side: &mut Side) -> Self {
        T::record_read_vec(side)
    }
}

impl Record for String {
    const WORDS: usize = 0;
    #[inline]
    fn record_write(self, _: &mut [f64], side: &mut Side) {
        u8::record_write_vec(self.into_bytes(), side);
    }
    #[inline]
    fn record_read(_: &[f64], side: &mut Side) -> Self {
        String::from_utf8(u8::record_read_vec(side)).expect("the bytes were a string's")
    }
}

impl<T: Record> Record for Option<T> {
    const WORDS: usize = 1 + T::WORDS;
    #[inline(always)]
    fn record_write(self, words: &mut [f64], side: &mut Side) {
        words[0] = self.is_some().to_word();
        if let Some(inner) = self {
            inner.record_write(&mut words[1..], side);
        }
    }
    #[inline(always)]
    fn record_read(words: &[f64], side: &mut Side) -> Self {
        bool::from_word(words[0]).then(|| T::record_read(&words[1..], side))
    }
}

impl<T: Record> Record for core::ops::Range<T> {
    const WORDS: usize = 2 * T::WORDS;
    #[inline(always)]
    fn record_write(self, words: &mut [f64], side: &mut Side) {
        [self.start, self.end].record_write(words, side);
    }
    #[inline(always)]
    fn record_read(words: &[f64], side: &mut Side) -> Self {
        let [start, end] = Record::record_read(words, side);
        start..end
    }
}

impl<T: Record> Record for Box<T> {
    const WORDS: usize = T::WORDS;
    #[inline]
    fn record_write(self, words: &mut [f64], side: &mut Side) {
        (*self).record_write(words, side);
    }
    #[inline]
    fn record_read(words: &[f64], side: &mut Side) -> Self {
        Box::new(T::record_read(words, side))
    }
}

impl Record for () {
    const WORDS: usize = 0;
    #[inline(always)]
    fn record_write(self, _: &mut [f64], _: &mut Side) {}
    #[inline(always)]
    fn record_read(_: &[f64], _: &mut Side) -> Self {}
}

impl<T> Record for core::marker::PhantomData<T> {
    const WORDS: usize = 0;
    #[inline(always)]
    fn record_write(self, _: &mut [f64], _: &mut Side) {}
    #[inline(always)]
    fn record_read(_: &[f64], _: &mut Side) -> Self {
        core::marker::PhantomData
    }
}

/// `tuples! { (first to last) <- (last to first); }`
macro_rules! tuples {
    ($(($($t:ident $x:ident),*) <- ($($last:ident),*);)*) => {$(
        impl<$($t: Record),*> Record for ($($t,)*) {
            const WORDS: usize = 0 $(+ $t::WORDS)*;
            #[inline(always)]
            fn record_write(self, words: &mut [f64], side: &mut Side) {
                let rest = &mut words[..Self::WORDS];
                let ($($x,)*) = self;
                $( let ($x, rest) = { let (own, rest) = rest.split_at_mut($t::WORDS); (($x, own), rest) }; )*
                let _ = rest;
                $( $last.0.record_write($last.1, side); )*
            }
            #[inline(always)]
            fn record_read(words: &[f64], side: &mut Side) -> Self {
                let rest = &words[..Self::WORDS];
                $( let ($x, rest) = rest.split_at($t::WORDS); )*
                let _ = rest;
                ($($t::record_read($x, side),)*)
            }
        }
    )*};
}

tuples! {
    (A a) <- (a);
    (A a, B b) <- (b, a);
    (A a, B b, C c) <- (c, b, a);
    (A a, B b, C c, D d) <- (d, c, b, a);
    (A a, B b, C c, D d, E e) <- (e, d, c, b, a);
    (A a, B b, C c, D d, E e, F f) <- (f, e, d, c, b, a);
    (A a, B b, C c, D d, E e, F f, G g) <- (g, f, e, d, c, b, a);
    (A a, B b, C c, D d, E e, F f, G g, H h) <- (h, g, f, e, d, c, b, a);
    (A a, B b, C c, D d, E e, F f, G g, H h, I i) <- (i, h, g, f, e, d, c, b, a);
    (A a, B b, C c, D d, E e, F f, G g, H h, I i, J j) <- (j, i, h, g, f, e, d, c, b, a);
    (A a, B b, C c, D d, E e, F f, G g, H h, I i, J j, K k) <- (k, j, i, h, g, f, e, d, c, b, a);
    (A a, B b, C c, D d, E e, F f, G g, H h, I i, J j, K k, L l) <- (l, k, j, i, h, g, f, e, d, c, b, a);
}
