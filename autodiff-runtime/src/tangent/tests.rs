//! Tangents have the shape of their value, and the operations go float by float.

use super::*;

#[test]
fn zeros_have_the_shape_of_the_value() {
    let value = (vec![(1.0, 2_usize)], [vec![3.0_f32]], Some(Box::new(4.0)), None::<f64>, "text", 'c');
    let zero = value.zero_tangent();
    assert_eq!(zero, (vec![(0.0, ())], [vec![0.0_f32]], Some(Box::new(0.0)), None, (), ()));
    assert_eq!(<(Vec<(f64, usize)>, [Vec<f32>; 1], Option<Box<f64>>, Option<f64>, &str, char)>::zero_of(&value.shape()), zero);
    assert_eq!(zero.float_count(), value.0.float_count() + value.1.float_count() + value.2.float_count());
}

#[test]
fn zeros_are_negative_until_cleared() {
    let value: &[f64] = &[1.0, 2.0];
    let mut zero = value.zero_tangent();
    assert!(zero.iter().all(|x| x.is_sign_negative()));
    zero.clear();
    assert!(zero.iter().all(|x| x.to_bits() == 0));
    let mut negative = 1.5_f64.zero_tangent();
    negative.accumulate(&-0.0);
    assert!(negative.is_sign_negative());
}

#[test]
fn references_have_the_tangent_of_what_they_point_at() {
    let mut v = vec![1.0, 2.0];
    assert_eq!(<&Vec<f64>>::zero_tangent(&&v), [0.0; 2]);
    assert_eq!(<&&[f64]>::zero_tangent(&&&v[1..]), [0.0]);
    assert_eq!(<&mut Vec<f64>>::zero_tangent(&&mut v), [0.0; 2]);
}

#[test]
fn take_leaves_zeros_of_the_same_shape() {
    let mut bar = (vec![vec![1.0], vec![2.0, 3.0]], [4.0], Some(5.0), Box::new(6.0_f32), ());
    let taken = bar.take();
    assert_eq!(taken, (vec![vec![1.0], vec![2.0, 3.0]], [4.0], Some(5.0), Box::new(6.0), ()));
    assert_eq!(bar, (vec![vec![0.0], vec![0.0, 0.0]], [0.0], Some(0.0), Box::new(0.0), ()));
}

#[test]
fn accumulate_scale_and_dot_go_float_by_float() {
    let mut bar = (vec![1.0, 2.0], [3.0_f32], None);
    bar.accumulate(&(vec![10.0, 20.0], [30.0], Some(40.0)));
    assert_eq!(bar, (vec![11.0, 22.0], [33.0], Some(40.0)));
    bar.scale(2.0);
    assert_eq!(bar, (vec![22.0, 44.0], [66.0], Some(80.0)));
    assert_eq!(bar.dot(&(vec![1.0, 0.0], [1.0], Some(0.5))), 128.0);
}

#[test]
#[should_panic(expected = "two tangents of one shape")]
fn a_vector_of_another_length_is_not_added() {
    vec![1.0].accumulate(&vec![1.0, 2.0]);
}

#[test]
fn floats_are_read_and_written_in_order() {
    let mut value = ([1.0, 2.0], 3_u8, vec![(4.0_f32, String::from("s"))], Some(5.0));
    assert_eq!(value.to_floats(), [1.0, 2.0, 4.0, 5.0]);
    value.set_floats(&[-1.0, -2.0, -4.0, -5.0]);
    assert_eq!(value, ([-1.0, -2.0], 3, vec![(-4.0, String::from("s"))], Some(-5.0)));
    assert_eq!(<(Vec<f64>, f32)>::PRECISION, f64::from(f32::EPSILON));
    assert_eq!(<(f64, usize)>::PRECISION, f64::EPSILON);
}

#[test]
fn arguments_come_again_or_are_gone() {
    let (v, mut w) = (vec![1.0], [2.0]);
    let (again, slice): (f64, &[f64]) = (3.0, &v[..]).again();
    assert_eq!((again, slice), (3.0, &[1.0][..]));
    let (): () = v.again();
    let (): () = <&mut [f64; 1]>::again(&&mut w);
    assert_eq!(([(1.0, 2_usize)], "s").again(), ([(1.0, 2)], "s"));
}
