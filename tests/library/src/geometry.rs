//! Structs with methods and operators.

use std::ops::Add;

use autodiff_runtime::{Differentiable, Real, differentiable};

/// A point.
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Vec3 {
    /// First coordinate.
    pub x: f64,
    /// Second coordinate.
    pub y: f64,
    /// Third coordinate.
    pub z: f64,
}

#[differentiable]
impl Vec3 {
    /// From coordinates.
    pub fn new(x: f64, y: f64, z: f64) -> Self {
        Vec3 { x, y, z }
    }
    /// The scalar product.
    pub fn dot(&self, other: &Vec3) -> f64 {
        self.x * other.x + self.y * other.y + self.z * other.z
    }
    /// The length.
    pub fn norm(&self) -> f64 {
        self.dot(self).sqrt()
    }
}

#[differentiable]
impl Add for Vec3 {
    type Output = Vec3;
    fn add(self, other: Vec3) -> Vec3 {
        Vec3::new(self.x + other.x, self.y + other.y, self.z + other.z)
    }
}

/// Two of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Pair<T> {
    /// The first.
    pub a: T,
    /// The second.
    pub b: T,
}

#[differentiable]
impl<T: Real> Pair<T> {
    /// Both.
    pub fn new(a: T, b: T) -> Self {
        Pair { a, b }
    }
    /// Their product.
    pub fn product(&self) -> T {
        self.a * self.b
    }
}

/// A matrix of two rows.
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Rows<const N: usize>(pub [[f64; N]; 2], pub usize);

#[differentiable]
impl<const N: usize> Rows<N> {
    /// A sum.
    pub fn total(&self) -> f64 {
        self.0.iter().flatten().sum()
    }
}

/// An angle in radians.
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Angle(pub f64);

/// The distance of two points.
#[differentiable]
pub fn distance(a: Vec3, b: Vec3) -> f64 {
    let Vec3 { x, y, z } = a;
    Vec3 { x: x - b.x, y: y - b.y, z: z - b.z }.norm()
}

/// In another module of the same crate.
pub mod solid {
    use super::Pair;
    #[differentiable]
    use super::Vec3;
    use autodiff_runtime::differentiable;
    use std::ops::{Neg, Sub};

    #[differentiable]
    impl Sub for Vec3 {
        type Output = Vec3;
        fn sub(self, other: Vec3) -> Vec3 {
            let Vec3 { x, y, z } = other;
            Self { x: self.x - x, y: self.y - y, z: self.z - z }
        }
    }

    #[differentiable]
    impl Neg for &Vec3 {
        type Output = Vec3;
        fn neg(self) -> Vec3 {
            Vec3 { x: -self.x, y: -self.y, z: -self.z }
        }
    }

    /// The area of a box's face.
    #[differentiable]
    pub fn face(corner: &Vec3) -> f64 {
        let sides = Pair::new(corner.x, corner.y);
        let other = Pair { a: corner.z, ..sides };
        sides.product() + other.a
    }
}
