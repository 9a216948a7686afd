//! The 35 test problems of Moré, Garbow and Hillstrom (ACM TOMS 7, 1981) as sums of squares, at or near their standard starting points.

#![allow(clippy::all, unused, unreachable_pub, reason = "programs as their authors would leave them")]

mod few;
mod many;
mod several;
