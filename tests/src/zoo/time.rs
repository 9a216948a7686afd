//! Time loops: ordinary and partial differential equations by hand.

use autodiff_runtime::differentiable;
use tests::case;
use tests::harness::Case;

#[differentiable]
fn euler_decay(y0: f64, k: f64, steps: usize) -> f64 {
    let h = 1.0 / steps as f64;
    let mut y = y0;
    for _ in 0..steps {
        y += h * (-k * y);
    }
    y
}

#[differentiable]
fn lotka_volterra(state: [f64; 2], p: [f64; 4]) -> [f64; 2] {
    let [prey, predator] = state;
    [prey * (p[0] - p[1] * predator), predator * (p[2] * prey - p[3])]
}

#[differentiable]
fn predators_after(start: [f64; 2], p: [f64; 4], h: f64, steps: usize) -> f64 {
    let mut s = start;
    for _ in 0..steps {
        let k1 = lotka_volterra(s, p);
        let k2 = lotka_volterra([s[0] + 0.5 * h * k1[0], s[1] + 0.5 * h * k1[1]], p);
        let k3 = lotka_volterra([s[0] + 0.5 * h * k2[0], s[1] + 0.5 * h * k2[1]], p);
        let k4 = lotka_volterra([s[0] + h * k3[0], s[1] + h * k3[1]], p);
        for i in 0..2 {
            s[i] += h / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]);
        }
    }
    s[1]
}

#[differentiable]
fn lorenz(s: &[f64], p: &[f64; 3], out: &mut [f64]) {
    out[0] = p[0] * (s[1] - s[0]);
    out[1] = s[0] * (p[1] - s[2]) - s[1];
    out[2] = s[0] * s[1] - p[2] * s[2];
}

#[differentiable]
fn heun_lorenz(start: &[f64], p: &[f64; 3], steps: usize) -> f64 {
    let h = 0.01;
    let n = start.len();
    let mut s = start.to_vec();
    let mut k1 = vec![0.0; n];
    let mut k2 = vec![0.0; n];
    let mut trial = vec![0.0; n];
    for _ in 0..steps {
        lorenz(&s, p, &mut k1);
        for i in 0..n {
            trial[i] = s[i] + h * k1[i];
        }
        lorenz(&trial, p, &mut k2);
        for i in 0..n {
            s[i] += 0.5 * h * (k1[i] + k2[i]);
        }
    }
    s[0] * s[1] + s[2]
}

#[differentiable]
fn pendulum(angle: f64, speed: f64, length: f64, steps: i64) -> f64 {
    let dt = 0.05;
    let mut q = angle;
    let mut p = speed;
    for _step in 0..steps {
        p -= 0.5 * dt * 9.81 / length * q.sin();
        q += dt * p;
        p -= 0.5 * dt * 9.81 / length * q.sin();
    }
    0.5 * p * p * length * length + 9.81 * length * (1.0 - q.cos())
}

/// Planar bodies, velocity Verlet, softened.
#[differentiable]
fn accelerations(positions: &[[f64; 2]], masses: &[f64], out: &mut [[f64; 2]]) {
    for i in 0..positions.len() {
        out[i] = [0.0, 0.0];
        for j in 0..positions.len() {
            if i == j {
                continue;
            }
            let dx = positions[j][0] - positions[i][0];
            let dy = positions[j][1] - positions[i][1];
            let r2 = dx * dx + dy * dy + 0.05;
            let f = masses[j] / (r2 * r2.sqrt());
            out[i][0] += f * dx;
            out[i][1] += f * dy;
        }
    }
}

#[differentiable]
fn bodies(start: &[[f64; 2]], velocity: &[[f64; 2]], masses: &[f64], steps: usize) -> f64 {
    let dt = 0.02;
    let n = start.len();
    let mut x = start.to_vec();
    let mut v = velocity.to_vec();
    let mut a = vec![[0.0; 2]; n];
    accelerations(&x, masses, &mut a);
    for _ in 0..steps {
        for i in 0..n {
            for k in 0..2 {
                v[i][k] += 0.5 * dt * a[i][k];
                x[i][k] += dt * v[i][k];
            }
        }
        accelerations(&x, masses, &mut a);
        for i in 0..n {
            for k in 0..2 {
                v[i][k] += 0.5 * dt * a[i][k];
            }
        }
    }
    let mut energy = 0.0;
    for (m, w) in masses.iter().zip(&v) {
        energy += 0.5 * m * (w[0] * w[0] + w[1] * w[1]);
    }
    energy
}

/// Steps that adapt to their own error; an attempt may be thrown away.
#[differentiable]
fn adaptive(y0: f64, k: f64) -> f64 {
    let mut t = 0.0;
    let mut y = y0;
    let mut h: f64 = 0.2;
    while t < 1.0 {
        if t + h > 1.0 {
            h = 1.0 - t;
        }
        let f = -k * y + t;
        let euler = y + h * f;
        let heun = y + 0.5 * h * (f + (-k * euler + t + h));
        let error = (heun - euler).abs();
        if error > 0.05 {
            h *= 0.5;
            continue;
        }
        t += h;
        y = heun;
        if error < 0.005 {
            h *= 1.5;
        }
    }
    y
}

#[differentiable]
fn heat(u0: &[f64], conductivity: &[f64], steps: usize, dt: f64) -> f64 {
    let n = u0.len();
    let mut u = u0.to_vec();
    let mut next = u0.to_vec();
    for _ in 0..steps {
        for i in 1..n - 1 {
            let right = 0.5 * (conductivity[i] + conductivity[i + 1]) * (u[i + 1] - u[i]);
            let left = 0.5 * (conductivity[i] + conductivity[i - 1]) * (u[i] - u[i - 1]);
            next[i] = u[i] + dt * (right - left);
        }
        std::mem::swap(&mut u, &mut next);
    }
    let mut sum = 0.0;
    for v in u.iter() {
        sum += v * v;
    }
    sum
}

#[differentiable]
fn upwind(u0: &[f64], speed: f64, steps: usize) -> Vec<f64> {
    let n = u0.len();
    let mut u = u0.to_vec();
    for _ in 0..steps {
        let old = u.clone();
        for i in 0..n {
            let left = old[(i + n - 1) % n];
            let right = old[(i + 1) % n];
            if speed > 0.0 {
                u[i] = old[i] - 0.1 * speed * (old[i] - left);
            } else {
                u[i] = old[i] - 0.1 * speed * (right - old[i]);
            }
        }
    }
    u
}

#[differentiable]
fn wave(pluck: &[f64], courant: f64, steps: usize) -> f64 {
    let n = pluck.len();
    let mut before = pluck.to_vec();
    let mut now = pluck.to_vec();
    let mut after = vec![0.0; n];
    let mut heard = 0.0;
    for step in 0..steps {
        for i in 1..n - 1 {
            after[i] = 2.0 * now[i] - before[i] + courant * courant * (now[i + 1] - 2.0 * now[i] + now[i - 1]);
        }
        before.copy_from_slice(&now);
        now.copy_from_slice(&after);
        if step % 3 == 2 {
            heard += now[n / 2] * now[n / 2];
        }
    }
    heard
}

/// Implicit Euler; each step by Newton's method.
#[differentiable]
fn stiff(y0: f64, stiffness: f64, steps: usize) -> f64 {
    let h = 0.1;
    let mut y = y0;
    for n in 1..=steps {
        let t = n as f64 * h;
        let old = y;
        let mut rounds = 0;
        while rounds < 8 {
            let f = y - old + h * stiffness * (y * y * y - t.cos());
            let slope = 1.0 + 3.0 * h * stiffness * y * y;
            y -= f / slope;
            rounds += 1;
        }
    }
    y
}

#[differentiable]
fn epidemic(beta: f64, gamma: f64, days: u32, lockdown: u32) -> (f64, f64) {
    let (mut s, mut i, mut r) = (0.99, 0.01, 0.0);
    let mut peak = i;
    for day in 0..days {
        let contact = match day {
            d if d < lockdown => beta,
            _ => 0.4 * beta,
        };
        let infected = contact * s * i;
        let recovered = gamma * i;
        s -= infected;
        i += infected - recovered;
        r += recovered;
        if i > peak {
            peak = i;
        }
    }
    (peak, r)
}

/// A ball that loses energy at the floor.
#[differentiable]
fn bounce(height: f64, restitution: f64, steps: usize) -> f64 {
    let dt = 0.01;
    let mut x = height;
    let mut v = 0.0;
    let mut bounces = 0;
    for _ in 0..steps {
        v -= 9.81 * dt;
        x += v * dt;
        if x < 0.0 {
            x = -x * restitution;
            v = -v * restitution;
            bounces += 1;
            if bounces == 3 {
                break;
            }
        }
    }
    x + 0.1 * v + bounces as f64
}

#[differentiable]
fn kuramoto(phases: &mut [f64], frequencies: &[f64], coupling: f64, steps: usize) -> f64 {
    let n = phases.len();
    let mut rates = vec![0.0; n];
    for _ in 0..steps {
        for i in 0..n {
            rates[i] = frequencies[i];
            for j in 0..n {
                rates[i] += coupling / n as f64 * (phases[j] - phases[i]).sin();
            }
        }
        for (phase, rate) in phases.iter_mut().zip(rates.iter()) {
            *phase += 0.1 * rate;
        }
    }
    let (mut c, mut s) = (0.0, 0.0);
    for p in phases.iter() {
        c += p.cos();
        s += p.sin();
    }
    (c * c + s * s).sqrt() / n as f64
}

/// Reaction and diffusion on a ring of cells with two species each.
#[differentiable]
fn reaction(cells: &[(f64, f64)], feed: f64, kill: f64, steps: usize) -> f64 {
    let n = cells.len();
    let mut now = cells.to_vec();
    for _ in 0..steps {
        let mut next = now.clone();
        for i in 0..n {
            let (u, v) = now[i];
            let l = now[if i == 0 { n - 1 } else { i - 1 }];
            let r = now[if i == n - 1 { 0 } else { i + 1 }];
            let uvv = u * v * v;
            next[i].0 = u + 0.2 * (l.0 - 2.0 * u + r.0) - uvv + feed * (1.0 - u);
            next[i].1 = v + 0.1 * (l.1 - 2.0 * v + r.1) + uvv - (feed + kill) * v;
        }
        now = next;
    }
    let mut total = 0.0;
    for (u, v) in &now {
        total += u * v;
    }
    total
}

/// Sum of a discounted cost of a thermostat with a dead band.
#[differentiable]
fn thermostat(target: f64, gain: f64, outside: &[f64]) -> f64 {
    let mut inside = 15.0;
    let mut cost = 0.0;
    let mut discount = 1.0;
    for &cold in outside {
        let gap = target - inside;
        let heat = if gap > 0.5 {
            gain * gap
        } else if gap < -0.5 {
            0.0
        } else {
            0.1 * gain
        };
        inside += 0.2 * (cold - inside) + heat;
        cost += discount * (heat * heat + gap * gap);
        discount *= 0.95;
    }
    cost
}

/// The programs.
#[rustfmt::skip]
pub(crate) fn cases() -> Vec<Case> {
    vec![
        case!(|r| euler_decay(y0, k, steps) wrt(y0, k) at { y0 = r.float(0.5, 2.0), k = r.float(0.1, 2.0), steps = 50usize } also [(1.0, 0.0, 3), (2.0, 1.0, 1)]
            gradient { {
                let (n, h) = (*steps as i32, 1.0 / *steps as f64);
                vec![(1.0 - h * k).powi(n), -y0 * (1.0 - h * k).powi(n - 1)]
            } }),
        case!(vector |r| lotka_volterra(state, p) wrt(state, p) at { state = r.array(0.5, 2.0), p = r.array(0.5, 1.5) }),
        case!(|r| predators_after(start, p, h, steps) wrt(start, p, h) at { start = r.array(0.5, 2.0), p = r.array(0.5, 1.5), h = 0.05, steps = 20usize } also [([1.0, 1.0], [1.0, 0.9, 0.8, 0.7], 0.1, 0)]),
        case!(|r| heun_lorenz(&start, &p, steps) wrt(start, p) at { start = r.vec(3, -5.0, 5.0), p = [10.0, 28.0, 8.0 / 3.0], steps = 25usize }),
        case!(|r| pendulum(angle, speed, length, steps) wrt(angle, speed, length) at { angle = r.float(-1.0, 1.0), speed = r.float(-1.0, 1.0), length = r.float(0.5, 2.0), steps = 40i64 }),
        case!(|r| bodies(&start, &velocity, &masses, steps) wrt(start, velocity, masses) at { start = vec![[-1.0, r.float(-0.2, 0.2)], [1.0, 0.1], [0.0, r.float(1.0, 1.5)]],
            velocity = vec![r.array(-0.5, 0.5), r.array(-0.5, 0.5), r.array(-0.5, 0.5)], masses = r.vec(3, 0.5, 1.5), steps = 12usize }),
        case!(|r| adaptive(y0, k) wrt(y0, k) at { y0 = r.float(0.5, 2.0), k = r.float(0.5, 4.0) }),
        case!(|r| heat(&u0, &conductivity, steps, dt) wrt(u0, conductivity, dt) at { u0 = r.vec(8, -1.0, 1.0), conductivity = r.vec(8, 0.5, 1.5), steps = 7usize, dt = r.float(0.1, 0.3) } also [(vec![1.0, 2.0], vec![1.0, 1.0], 2, 0.1)]),
        case!(vector |r| upwind(&u0, speed, steps) wrt(u0, speed) at { u0 = r.vec(6, -1.0, 1.0), speed = r.float(0.5, 2.0), steps = 5usize } also [(vec![1.0, 0.0, 0.5], -1.5, 4)]),
        case!(|r| wave(&pluck, courant, steps) wrt(pluck, courant) at { pluck = r.vec(9, -1.0, 1.0), courant = r.float(0.3, 0.9), steps = 12usize }),
        case!(|r| stiff(y0, stiffness, steps) wrt(y0, stiffness) at { y0 = r.float(0.5, 1.5), stiffness = r.float(1.0, 20.0), steps = 10usize }),
        case!(vector |r| epidemic(beta, gamma, days, lockdown) wrt(beta, gamma) at { beta = r.float(0.3, 0.6), gamma = r.float(0.1, 0.2), days = 60u32, lockdown = 25u32 } also [(0.1, 0.2, 10, 0)]),
        case!(|r| bounce(height, restitution, steps) wrt(height, restitution) at { height = r.float(1.0, 3.0), restitution = r.float(0.5, 0.9), steps = 200usize } also [(1.0, 0.5, 1000)]),
        case!(|r| kuramoto(&mut phases, &frequencies, coupling, steps) wrt(phases, frequencies, coupling) inout(phases) at { phases = r.vec(5, -2.0, 2.0), frequencies = r.vec(5, -1.0, 1.0), coupling = r.float(0.5, 2.0), steps = 8usize }),
        case!(|r| reaction(&cells, feed, kill, steps) wrt(cells, feed, kill) at { cells = (0..5).map(|_| (r.float(0.2, 1.0), r.float(0.0, 0.6))).collect::<Vec<_>>(), feed = 0.04, kill = 0.06, steps = 6usize }),
        case!(|r| thermostat(target, gain, &outside) wrt(target, gain, outside) at { target = r.float(18.0, 22.0), gain = r.float(0.2, 0.8), outside = r.vec(12, -5.0, 15.0) } also [(20.0, 0.5, vec![])]),
    ]
}
