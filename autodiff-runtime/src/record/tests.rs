//! What is pushed is popped, in the opposite order, whatever it is; and no way out of a sweep spoils the thread.

use std::cmp::Ordering;
use std::panic::catch_unwind;

use super::*;

/// Pushes below and above something else, so that a record that takes a word too many or too few is noticed.
#[track_caller]
fn comes_back<T: Record + Clone + PartialEq + core::fmt::Debug>(value: T) {
    let (mark, site) = (Site::new(), Site::new());
    let mut tape = Tape::new();
    mark.push(&mut tape, (0.1, vec![1.0]));
    site.push(&mut tape, value.clone());
    mark.push(&mut tape, (0.2, vec![2.0]));
    site.push(&mut tape, value.clone());
    assert_eq!(site.pop(&mut tape), value);
    assert_eq!(mark.pop(&mut tape), (0.2, vec![2.0]));
    assert_eq!(site.pop(&mut tape), value);
    assert_eq!(mark.pop(&mut tape), (0.1, vec![1.0]));
    assert!(tape.is_empty());
}

#[test]
fn scalars_come_back() {
    comes_back(-0.0_f64);
    comes_back(f64::MIN_POSITIVE / 8.0);
    comes_back(f32::MAX);
    comes_back(f32::MIN_POSITIVE / 8.0);
    comes_back((u8::MAX, u16::MAX, u32::MAX, u64::MAX, usize::MAX, u128::MAX - 5));
    comes_back((i8::MIN, i16::MIN, i32::MIN, i64::MIN, isize::MIN, i128::MIN + 5));
    comes_back((i8::MAX, i16::MAX, i32::MAX, i64::MAX, isize::MAX, i128::MAX - 5));
    comes_back((true, false, 'a', '\u{10FFFF}', ()));
    comes_back((Ordering::Less, Ordering::Equal, Ordering::Greater, -3..7_i32, 0..usize::MAX));
}

#[test]
fn nan_keeps_its_bits() {
    let (site, mut tape) = (Site::new(), Tape::new());
    let odd = f64::from_bits(0x7ff8_0000_0000_1234);
    site.push(&mut tape, [odd, -odd]);
    assert_eq!(site.pop(&mut tape).map(f64::to_bits), [odd.to_bits(), (-odd).to_bits()]);
}

#[test]
fn nested_tuples_and_arrays_come_back() {
    comes_back(((1.0, 2_usize), [3.0, 4.0], ((5_u8,), [[6_i32; 2]; 3])));
    comes_back((1.0, 2_u8, 3_f32, 4_i64, 5.0, true, 'x', 8.0, 9_u16, [10.0; 10], 11_i128, 12.0));
    comes_back([0.5; 0]);
}

#[test]
fn vectors_come_back_in_order() {
    comes_back(vec![1.0, 2.0]);
    comes_back((vec![1.0], 7_usize, vec![2.0, 3.0], [vec![4.0], vec![], vec![5.0]]));
    comes_back((vec![1_f32], vec![2_usize], vec![3_i32, -3], vec![true, false]));
    comes_back(vec![vec![1.0, 2.0], vec![], vec![3.0]]);
    comes_back(vec![(vec![1.0], 2_usize, vec![vec![(3.0, 4_u8)]]); 3]);
    comes_back(vec![(); 5]);
    comes_back(Vec::<(f64, usize)>::new());
}

#[test]
fn strings_options_and_boxes_come_back() {
    comes_back(String::from("größer"));
    comes_back((Some(1.5), None::<f64>, Some(Some(vec![2.0])), Some(None::<u8>)));
    comes_back(Box::new((1.0, Some(String::new()))));
    comes_back(vec![Some(vec![1.0]), None, Some(vec![])]);
}

#[test]
fn one_block_holds_all_iterations_below_what_callees_push() {
    let (each, callee) = (Site::new(), Site::new());
    let mut tape = Tape::new();
    let base = each.reserve(&mut tape, 3);
    for trip in 0..3 {
        callee.push(&mut tape, 100 + trip);
        each.write(&mut tape, base, trip, (trip as f64, trip));
    }
    for trip in (0..3).rev() {
        assert_eq!(each.read(&mut tape, base, trip), (trip as f64, trip));
        assert_eq!(callee.pop(&mut tape), 100 + trip);
    }
    each.release(&mut tape, base);
    assert!(tape.is_empty());
}

#[test]
fn saved_slices_are_restored() {
    let mut tape = Tape::new();
    let mut floats = [1.0, 2.0, 3.0];
    let mut counts = vec![1_i32, -2];
    tape.save(&floats);
    tape.save(&counts);
    tape.save(&[0.5_f32; 1]);
    floats = [0.0; 3];
    counts.fill(0);
    assert_eq!(tape.restored::<f32>(1), [0.5]);
    tape.restore_to(&mut counts);
    tape.restore_to(&mut floats);
    assert_eq!((floats, counts), ([1.0, 2.0, 3.0], vec![1, -2]));
    assert!(tape.is_empty());
}

#[test]
fn blocks_keep_their_words_when_the_tape_grows() {
    let mut tape = Tape::new();
    tape.push_block(3).copy_from_slice(&[1.0, 2.0, 3.0]);
    tape.push_block(100_000).fill(7.0);
    assert!(tape.bytes() >= 8 * 100_003);
    assert_eq!(tape.pop_block(100_000)[99_999], 7.0);
    assert_eq!(tape.pop_block(3), [1.0, 2.0, 3.0]);
}

#[test]
fn pooled_vectors_show_nothing_of_their_past() {
    let mut tape = Tape::new();
    tape.give(vec![9.0; 10]);
    tape.give(vec![9_i64; 10]);
    assert_eq!(tape.vec(1.0, 3), [1.0; 3]);
    tape.give(vec![9.0; 10]);
    assert_eq!(tape.vec_of(&[1.0, 2.0]), [1.0, 2.0]);
    assert_eq!(tape.vec(5_i64, 2), [5, 5]);
}

#[test]
fn a_copy_of_a_tape_is_independent() {
    let site = Site::new();
    let mut tape = Tape::new();
    site.push(&mut tape, (1.0, vec![2.0], vec![3_u8]));
    let mut copy = tape.clone();
    let (_, mut moved, _) = site.pop(&mut tape);
    moved[0] = 0.0;
    assert_eq!(site.pop(&mut copy), (1.0, vec![2.0], vec![3]));
}

#[test]
fn a_panic_leaves_the_thread_usable() {
    let site = Site::new();
    let panicked = catch_unwind(|| {
        with_tape(|tape| {
            site.push(tape, (1.0, vec![1.0]));
            panic!("in the user's function");
        })
    });
    assert!(panicked.is_err());
    with_tape(|tape| {
        assert!(tape.is_empty());
        site.push(tape, (2.0, vec![2.0]));
        assert_eq!(site.pop(tape), (2.0, vec![2.0]));
    });
}

#[test]
fn a_nested_call_has_a_tape_of_its_own() {
    let site = Site::new();
    with_tape(|outer| {
        site.push(outer, 1.0);
        with_tape(|inner| assert!(inner.is_empty()));
        assert_eq!(site.pop(outer), 1.0);
    });
}

#[test]
fn the_thread_keeps_the_larger_tape() {
    let mut large = take_tape();
    large.push_block(1 << 16);
    large.pop_block(1 << 16);
    let bytes = large.bytes();
    give_tape(large);
    give_tape(Tape::new());
    assert_eq!(take_tape().bytes(), bytes);
}

#[test]
fn facts_are_bits() {
    let facts = Facts { reads: 0b101, redefines: 1 << 63, constants: 0, resizes: 0, tapeless: true };
    assert!(facts.reads(0) && !facts.reads(1) && facts.reads(2));
    assert!(facts.redefines(63) && !facts.redefines(0));
    assert_eq!(<Active<0b110> as Mask>::BITS, 6);
}
