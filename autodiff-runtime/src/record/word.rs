//! Scalars: each is one word of the tape (`i128` and `u128` two), by its bits.

use core::cmp::Ordering;

use super::{Pool, Record, Side};

/// A scalar that takes one word, so that slices of it are copied to and from the tape in a loop.
pub trait Word: Copy + 'static {
    /// The word with this value's bits.
    fn to_word(self) -> f64;

    /// The value of which `word` has the bits.
    fn from_word(word: f64) -> Self;

    /// Where vectors of this type are kept for reuse; `None`: they are not.
    #[inline(always)]
    fn pool(_: &mut Side) -> Option<&mut Pool<Self>> {
        None
    }
}

/// `one_word! { type (pool)?, value => its word, word => its value; }`
macro_rules! one_word {
    ($($t:ty $(, pool $pool:ident)?: $value:ident => $to:expr, $word:ident => $from:expr;)*) => {$(
        impl Word for $t {
            #[inline(always)]
            fn to_word(self) -> f64 {
                let $value = self;
                $to
            }
            #[inline(always)]
            fn from_word($word: f64) -> Self {
                $from
            }
            $(
                #[inline(always)]
                fn pool(side: &mut Side) -> Option<&mut Pool<Self>> {
                    Some(&mut side.$pool)
                }
            )?
        }

        impl Record for $t {
            const WORDS: usize = 1;
            #[inline(always)]
            fn record_write(self, words: &mut [f64], _: &mut Side) {
                words[0] = self.to_word();
            }
            #[inline(always)]
            fn record_read(words: &[f64], _: &mut Side) -> Self {
                Self::from_word(words[0])
            }
            $(
                #[inline(always)]
                fn record_write_vec(items: Vec<Self>, side: &mut Side) {
                    side.$pool.park(items);
                }
                #[inline(always)]
                fn record_read_vec(side: &mut Side) -> Vec<Self> {
                    side.$pool.take_back()
                }
            )?
        }
    )*};
}

one_word! {
    f64, pool f64s: x => x, w => w;
    f32, pool f32s: x => f64::from_bits(x.to_bits() as u64), w => f32::from_bits(w.to_bits() as u32);
    usize, pool usizes: x => f64::from_bits(x as u64), w => w.to_bits() as usize;
    isize: x => f64::from_bits(x as u64), w => w.to_bits() as isize;
    u64: x => f64::from_bits(x), w => w.to_bits();
    i64: x => f64::from_bits(x as u64), w => w.to_bits() as i64;
    u32: x => f64::from_bits(x as u64), w => w.to_bits() as u32;
    i32: x => f64::from_bits(x as u32 as u64), w => w.to_bits() as u32 as i32;
    u16: x => f64::from_bits(x as u64), w => w.to_bits() as u16;
    i16: x => f64::from_bits(x as u16 as u64), w => w.to_bits() as u16 as i16;
    u8: x => f64::from_bits(x as u64), w => w.to_bits() as u8;
    i8: x => f64::from_bits(x as u8 as u64), w => w.to_bits() as u8 as i8;
    bool: x => f64::from_bits(x as u64), w => w.to_bits() != 0;
    Ordering: x => f64::from_bits(x as i8 as u8 as u64), w => (w.to_bits() as u8 as i8).cmp(&0);
    char: x => f64::from_bits(x as u64), w => char::from_u32(w.to_bits() as u32).expect("the word was made of a char");
}

impl Record for u128 {
    const WORDS: usize = 2;
    #[inline(always)]
    fn record_write(self, words: &mut [f64], _: &mut Side) {
        words[0] = (self as u64).to_word();
        words[1] = ((self >> 64) as u64).to_word();
    }
    #[inline(always)]
    fn record_read(words: &[f64], _: &mut Side) -> Self {
        u128::from(u64::from_word(words[0])) | u128::from(u64::from_word(words[1])) << 64
    }
}

impl Record for i128 {
    const WORDS: usize = 2;
    #[inline(always)]
    fn record_write(self, words: &mut [f64], side: &mut Side) {
        (self as u128).record_write(words, side);
    }
    #[inline(always)]
    fn record_read(words: &[f64], side: &mut Side) -> Self {
        u128::record_read(words, side) as i128
    }
}
