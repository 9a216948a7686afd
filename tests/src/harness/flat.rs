//! Values as rows of floats: what differences perturb and what comparisons read.

use std::fmt::Debug;

/// A value made of floats, and of other things that stay as they are.
pub trait Flat: Clone + Debug {
    /// The type of a derivative of such a value, as the crate documents it.
    type Tangent: Flat;
    /// Holds an `f32`: what is computed from it has seven digits.
    const SINGLE: bool = false;
    /// Appends the floats, in order.
    fn read(&self, floats: &mut Vec<f64>);
    /// Takes as many floats as `read` gives.
    fn write(&mut self, floats: &mut dyn Iterator<Item = f64>);
    /// A tangent of the same shape.
    fn tangent(&self) -> Self::Tangent;

    /// The floats, in order.
    fn floats(&self) -> Vec<f64> {
        let mut floats = Vec::new();
        self.read(&mut floats);
        floats
    }

    /// This value with other floats.
    fn with(mut self, floats: &[f64]) -> Self {
        self.write(&mut floats.iter().copied());
        self
    }
}

impl Flat for f64 {
    type Tangent = f64;
    fn read(&self, floats: &mut Vec<f64>) {
        floats.push(*self);
    }
    fn write(&mut self, floats: &mut dyn Iterator<Item = f64>) {
        *self = floats.next().expect("a float for each place");
    }
    fn tangent(&self) -> f64 {
        0.0
    }
}

impl Flat for f32 {
    type Tangent = f32;
    const SINGLE: bool = true;
    fn read(&self, floats: &mut Vec<f64>) {
        floats.push(f64::from(*self));
    }
    fn write(&mut self, floats: &mut dyn Iterator<Item = f64>) {
        *self = floats.next().expect("a float for each place") as f32;
    }
    fn tangent(&self) -> f32 {
        0.0
    }
}

macro_rules! no_floats {
    ($($ty:ty),*) => {$(
        impl Flat for $ty {
            type Tangent = ();
            fn read(&self, _: &mut Vec<f64>) {}
            fn write(&mut self, _: &mut dyn Iterator<Item = f64>) {}
            fn tangent(&self) {}
        }
    )*};
}

no_floats!((), bool, char, &'static str, u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);

impl<T: Flat> Flat for Vec<T> {
    type Tangent = Vec<T::Tangent>;
    const SINGLE: bool = T::SINGLE;
    fn read(&self, floats: &mut Vec<f64>) {
        self.iter().for_each(|item| item.read(floats));
    }
    fn write(&mut self, floats: &mut dyn Iterator<Item = f64>) {
        self.iter_mut().for_each(|item| item.write(floats));
    }
    fn tangent(&self) -> Self::Tangent {
        self.iter().map(T::tangent).collect()
    }
}

impl<T: Flat, const N: usize> Flat for [T; N] {
    type Tangent = [T::Tangent; N];
    const SINGLE: bool = T::SINGLE;
    fn read(&self, floats: &mut Vec<f64>) {
        self.iter().for_each(|item| item.read(floats));
    }
    fn write(&mut self, floats: &mut dyn Iterator<Item = f64>) {
        self.iter_mut().for_each(|item| item.write(floats));
    }
    fn tangent(&self) -> Self::Tangent {
        self.each_ref().map(T::tangent)
    }
}

macro_rules! tuple {
    ($($item:ident)+) => {
        impl<$($item: Flat),+> Flat for ($($item,)+) {
            type Tangent = ($($item::Tangent,)+);
            const SINGLE: bool = $($item::SINGLE)||+;
            #[allow(non_snake_case)]
            fn read(&self, floats: &mut Vec<f64>) {
                let ($($item,)+) = self;
                $($item.read(floats);)+
            }
            #[allow(non_snake_case)]
            fn write(&mut self, floats: &mut dyn Iterator<Item = f64>) {
                let ($($item,)+) = self;
                $($item.write(floats);)+
            }
            #[allow(non_snake_case)]
            fn tangent(&self) -> Self::Tangent {
                let ($($item,)+) = self;
                ($($item.tangent(),)+)
            }
        }
    };
}

tuple!(A);
tuple!(A B);
tuple!(A B C);
tuple!(A B C D);
tuple!(A B C D E);
tuple!(A B C D E F);
tuple!(A B C D E F G);
tuple!(A B C D E F G H);
