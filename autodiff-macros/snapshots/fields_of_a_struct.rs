#[differentiable]

fn spring(ball: &Ball, rest: f64) -> Ball {
    let stretch = (ball.x * ball.x + ball.y * ball.y).sqrt() - rest;
    Ball {
        x: ball.x * stretch,
        y: ball.y + ball.x,
        ..*ball
    }
}

fn forward() {
    let sqrt_1 = (ball.x * ball.x + ball.y * ball.y).sqrt();
    let stretch = sqrt_1 - rest;
    let result = Ball {
        x: ball.x * stretch,
        y: ball.y + ball.x,
        ..*ball
    };
    (result, sqrt_1)
}

fn reverse() {
    let sqrt_1 = record;
    let ball_wanted = active & 1 != 0;
    let stretch = sqrt_1 - rest;
    let mut bar_1 = copy_of(&seed);
    let mut field_bar_2 = take(&mut bar_1.y);
    let (left_3, right_4) = (ball.y, ball.x);
    let (mut left_bar_5, mut right_bar_6) = (
        zero_like(&left_3),
        zero_like(&right_4),
    );
    add_reverse(
        tape,
        &left_3,
        &right_4,
        &mut left_bar_5,
        &mut right_bar_6,
        &field_bar_2,
    );
    if ball_wanted {
        accumulate(&mut ball_bar.x, &right_bar_6);
        accumulate(&mut ball_bar.y, &left_bar_5);
    }
    let mut field_bar_7 = take(&mut bar_1.x);
    let (left_8, right_9) = (ball.x, stretch);
    let (mut left_bar_10, mut right_bar_11) = (
        zero_like(&left_8),
        zero_like(&right_9),
    );
    mul_reverse(
        tape,
        &left_8,
        &right_9,
        &mut left_bar_10,
        &mut right_bar_11,
        &field_bar_7,
    );
    let stretch_bar = right_bar_11;
    if ball_wanted {
        accumulate(&mut ball_bar.x, &left_bar_10);
        accumulate(&mut *ball_bar, &bar_1);
    }
    let rest_bar = -stretch_bar;
    let bar_12 = stretch_bar * (0.5 / sqrt_1);
    if ball_wanted {
        accumulate(&mut ball_bar.y, &(bar_12 * ball.y));
        accumulate(&mut ball_bar.y, &(bar_12 * ball.y));
        accumulate(&mut ball_bar.x, &(bar_12 * ball.x));
        accumulate(&mut ball_bar.x, &(bar_12 * ball.x));
    }
    *rest_sum += rest_bar;
}
