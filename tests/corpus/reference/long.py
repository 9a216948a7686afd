"""The long programs, written a second time."""

from itertools import product

from mpmath import cos, cosh, det, erfc, exp, fabs, log, lu_solve, matrix, mpf, pi, sin, sqrt, tanh

from common import finish, jax_program, program


def dot(a, b):
    return sum((p * q for p, q in zip(a, b)), mpf(0))


def norm(a):
    return sqrt(dot(a, a))


def cross(a, b):
    return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]


def add(a, b, k=1):
    return [p + k * q for p, q in zip(a, b)]


def scale(a, k):
    return [p * k for p in a]


# Graphics.

SPHERES = [[-0.7, 0.8, 0.5, 1.0, 0.9, 0.3, 0.2, 12.0, 0.3], [1.1, 0.5, 0.0, 0.6, 0.2, 0.8, 0.4, 30.0, 0.5]]


@program("ray_tracer", SPHERES[0], SPHERES[1], [-0.2, 0.6, 0.6, 0.7, 5.0, 0.05], [2.0, 4.0, -3.0], 0.1)
def _(a, b, plane, light, ambient):
    def hits(o, d):
        for s in (a, b):
            oc = add(o, s[:3], -1)
            half = dot(oc, d)
            disc = half**2 - dot(oc, oc) + s[3] ** 2
            if disc > 0:
                for t in (-half - sqrt(disc), -half + sqrt(disc)):
                    if t > 1e-6:
                        yield t, scale(add(add(o, d, t), s[:3], -1), 1 / s[3]), s[4:]
                        break
        if fabs(d[1]) > 1e-6 and (plane[0] - o[1]) / d[1] > 1e-6:
            yield (plane[0] - o[1]) / d[1], [0, 1, 0], plane[1:]

    def trace(o, d, depth):
        found = sorted(hits(o, d), key=lambda h: h[0])
        if not found:
            s = (d[1] + 1) / 2
            return add(scale([mpf(0.9), mpf(0.95), 1], 1 - s), [mpf(0.3), mpf(0.5), mpf(0.8)], s)
        t, n, (cr, cg, cb, shininess, mirror) = found[0]
        color, p = [cr, cg, cb], add(o, d, t)
        to_light = add(light, p, -1)
        distance = norm(to_light)
        l = scale(to_light, 1 / distance)
        above = add(p, n, mpf(1e-4))
        out = scale(color, ambient)
        if not any(h[0] <= distance for h in hits(above, l)):
            out = add(out, color, max(mpf(0), dot(n, l)) * 20 / distance**2)
            spec = 2 * dot(n, l) * dot(n, scale(d, -1)) + dot(l, d)
            if spec > 0:
                out = add(out, [1, 1, 1], spec**shininess)
        if depth and mirror > 0:
            bounced = trace(above, add(d, n, -2 * dot(d, n)), depth - 1)
            out = add(scale(out, 1 - mirror), [p * q for p, q in zip(bounced, color)], mirror)
        return out

    total = mpf(0)
    for row, column in product(range(5), range(6)):
        d = [(mpf(column) + 0.5) / 3 - 1, 1 - (mpf(row) + 0.5) / 5 * 2, mpf(1.5)]
        total += dot(trace([mpf(0), mpf(1), mpf(-4)], scale(d, 1 / norm(d)), 2), [0.2126, 0.7152, 0.0722])
    return total / 30


CAMERAS = [[0.1, -0.2, 0.05, 0.3, 0.1, -6.0, 4.0, -0.1, 0.02], [0.0, 0.0, 0.0, -0.5, 0.2, -5.0, 3.5, 0.05, 0.0]]
PIXELS = [[0.5, 0.9], [-2.3, 0.4], [0.2, 0.6], [0.8, -0.7], [0.0, 0.0]]


@program("bundle_adjustment", *CAMERAS, [1.0, 0.5, 0.2, -0.7, 1.2, -0.5, 0.3, -0.9, 7.0], *PIXELS)
def _(c0, c1, points, *pixels):
    cost = mpf(0)
    for (c, p), (u, v) in zip([(c0, 0), (c0, 1), (c1, 0), (c1, 1), (c1, 2)], pixels):
        x = points[3 * p : 3 * p + 3]
        theta = norm(c[:3])
        if theta > 1e-8:
            k = scale(c[:3], 1 / theta)
            # Twice the cross product, the other form of Rodrigues' formula.
            kx = cross(k, x)
            x = add(add(x, kx, sin(theta)), cross(k, kx), 1 - cos(theta))
        else:
            x = add(x, cross(c[:3], x))
        x = add(x, c[3:6])
        if x[2] >= -0.1:
            cost += 1
            continue
        a, b = -x[0] / x[2], -x[1] / x[2]
        r2 = a * a + b * b
        f = c[6] * (1 + c[7] * r2 + c[8] * r2**2)
        e = (f * a - u) ** 2 + (f * b - v) ** 2
        cost += 2 * sqrt(e) - 1 if e > 1 else e
    return cost / 2


def bodies(mass, position, spin):
    return [mass, 0.4 * mass, 0.5 * mass, 0.7 * mass] + position + [0.1, -0.5, 0.0, 0.8, 0.6, 0.0, 0.0] + spin


@program("rigid_bodies", bodies(1.0, [0.0, 0.05, 0.0], [1.0, 2.0, -0.5]), bodies(2.0, [1.0, 0.4, -0.3], [0.3, 0.0, 0.7]), 9.81, 300.0, 4.0)
def _(first, second, gravity, stiffness, damping):
    def rotate(q, p):
        w, x, y, z = q
        rows = [
            [w * w + x * x - y * y - z * z, 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), w * w - x * x + y * y - z * z, 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), w * w - x * x - y * y + z * z],
        ]
        return [dot(r, p) for r in rows]

    state = [dict(m=b[0], i=b[1:4], x=b[4:7], v=b[7:10], q=b[10:14], s=b[14:17]) for b in (first, second)]
    dt = mpf(0.02)
    for _ in range(15):
        force = []
        for b in state:
            y = -b["m"] * gravity
            if b["x"][1] < 0:
                y += -stiffness * b["x"][1] - damping * b["v"][1]
            force.append([mpf(0), y, mpf(0)])
        pull = scale(add(state[1]["x"], state[0]["x"], -1), mpf(0.3) * state[0]["m"] * state[1]["m"])
        force = [add(force[0], pull), add(force[1], pull, -1)]
        for b, f in zip(state, force):
            torque = cross(rotate(b["q"], [0, mpf(0.1), 0]), f)
            b["v"] = add(b["v"], f, dt / b["m"])
            b["x"] = add(b["x"], b["v"], dt)
            gyro = cross(b["s"], [i * s for i, s in zip(b["i"], b["s"])])
            b["s"] = [s + dt * (t - g) / i for s, t, g, i in zip(b["s"], torque, gyro, b["i"])]
            w, u = b["q"][0], b["q"][1:]
            dq = [-dot(u, b["s"])] + add(cross(u, b["s"]), b["s"], w)
            q = add(b["q"], dq, dt / 2)
            b["q"] = scale(q, 1 / norm(q))
    energy = sum((b["m"] * dot(b["v"], b["v"]) + sum(i * s * s for i, s in zip(b["i"], b["s"]))) / 2 for b in state)
    tip = rotate(state[0]["q"], [1, 0, 0])
    return energy + tip[0] * tip[2] + state[1]["x"][1]


@program("robot_arm", [1.0, 0.5, 0.1, 0.8, -0.3, 0.0, 0.5, 0.2, -0.2], [0.1, 0.2, 0.3], [0.6, 1.1, 0.7])
def _(links, start, target):
    def gap(angles):
        tip = matrix([0, 0, 0, 1])
        for k in (2, 1, 0):
            (a, alpha, d), t = links[3 * k : 3 * k + 3], angles[k]
            rz = matrix([[cos(t), -sin(t), 0, 0], [sin(t), cos(t), 0, 0], [0, 0, 1, d], [0, 0, 0, 1]])
            rx = matrix([[1, 0, 0, a], [0, cos(alpha), -sin(alpha), 0], [0, sin(alpha), cos(alpha), 0], [0, 0, 0, 1]])
            tip = rz * (rx * tip)
        return norm([tip[k] - target[k] for k in range(3)])

    angles, step = list(start), mpf(0.3)
    best = gap(angles)
    for _ in range(6):
        improved = False
        for k in range(3):
            for sign in (1, -1):
                candidate = list(angles)
                candidate[k] += sign * step
                if gap(candidate) < best:
                    best, angles, improved = gap(candidate), candidate, True
                    break
        if not improved:
            step /= 2
    return best + mpf(0.01) * dot(angles, angles)


# Finance and inference.


def cdf(x):
    """West's formula, as the Rust program has it: it is not exact to the last digit."""
    z = fabs(x)
    n = [0.0352624965998911, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931, 220.206867912376]
    d = [0.0883883476483184, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831, 793.826512519948]
    d.append(440.413735824752)
    p, q = (sum(mpf(c) * z ** (len(v) - 1 - k) for k, c in enumerate(v)) for v in (n, d))
    tail = exp(-z * z / 2) * p / q
    assert z < 7 and fabs(tail - erfc(z / sqrt(mpf(2))) / 2) < 1e-13
    return 1 - tail if x > 0 else tail


@program("black_scholes", [100.0, 0.03, 0.25, 0.01], [105.0, 1.0, 95.0, 0.5, 110.0, 2.0])
def _(market, contracts):
    spot, r, vol, div = market

    def terms(k, t):
        d1 = (log(spot / k) + (r - div + vol**2 / 2) * t) / (vol * sqrt(t))
        return d1, d1 - vol * sqrt(t), spot * exp(-div * t), exp(-r * t)

    k, t = contracts[0:2]
    d1, d2, s, df = terms(k, t)
    value = s * cdf(d1) - k * df * cdf(d2)
    k, t = contracts[2:4]
    d1, d2, s, df = terms(k, t)
    value -= k * df * cdf(-d2) - s * cdf(-d1)
    _, d2, _, df = terms(*contracts[4:6])
    value += df * cdf(d2)
    seed = 7

    def uniform():
        nonlocal seed
        seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
        return (mpf(seed >> 33) + 0.5) / 2**31

    payoff = mpf(0)
    for _ in range(12):
        z = [sqrt(-2 * log(uniform())) * cos(2 * pi * uniform()) for _ in range(6)]
        path = [spot * exp((r - div - vol**2 / 2) * (k + 1) / 6 + vol / sqrt(mpf(6)) * sum(z[: k + 1])) for k in range(6)]
        payoff += max(mpf(0), sum(path) / 6 - contracts[0])
    return value + exp(-r) * payoff / 12


@program("heston_paths", [1.5, 0.06, 0.5, -0.6, 0.05], 100.0, [90.0, 100.0, 115.0], [14.0, 7.0, 3.0])
def _(model, spot, strikes, targets):
    kappa, theta, xi, rho, v0 = model

    def radical_inverse(n, base):
        q, b = mpf(0), mpf(1) / base
        while n:
            q, n, b = q + (n % base) * b, n // base, b / base
        return q

    def price(strike, barrier):
        total = mpf(0)
        for p in range(16):
            s, v, out = log(spot), v0, False
            for k in range(8):
                n = 1 + 8 * p + k
                r, angle = sqrt(-2 * log(radical_inverse(n, 2))), 2 * pi * radical_inverse(n, 3)
                z1, z2 = r * cos(angle), r * sin(angle)
                w = rho * z1 + sqrt(1 - rho**2) * z2
                plus = max(v, mpf(0))
                s, v = s - plus / 16 + sqrt(plus / 8) * z1, v + kappa * (theta - plus) / 8 + xi * sqrt(plus / 8) * w
                if barrier and s > log(mpf(barrier)):
                    out = True
                    break
            if not out:
                total += max(mpf(0), exp(s) - strike)
        return total / 16 + max(mpf(0), xi**2 - 2 * kappa * theta)

    return sum((price(k, 140 if i % 2 else None) - t) ** 2 / t for i, (k, t) in enumerate(zip(strikes, targets)))


@program("particle_filter", 0.8, 0.4, 0.35, 0.2)
def _(persistence, process, observation, level):
    def noise(t, i):
        return mpf(1.7) * sin((t * 31 + i * 17 + 7) * mpf(12.9898))

    n = 20
    x = [level + process * noise(99, i) for i in range(n)]
    w = [mpf(1) / n] * n
    total = mpf(0)
    for t, y in enumerate([0.3, 0.1, -0.2, 0.5, 0.9, 0.4]):
        x = [level + persistence * (v - level) + process * noise(t, i) for i, v in enumerate(x)]
        w = [a * exp(-(((y - (exp(v) - exp(-v)) / 4) / observation) ** 2) / 2) / (observation * sqrt(2 * pi)) for a, v in zip(w, x)]
        s = sum(w)
        total += log(s)
        w = [a / s for a in w]
        if 1 / sum(a * a for a in w) < 0.6 * n:
            cumulative, chosen = mpf(0), []
            for a, v in zip(w, x):
                cumulative += a
                while len(chosen) < n and (len(chosen) + mpf(0.37)) / n <= cumulative:
                    chosen.append(v)
            x, w = chosen, [mpf(1) / n] * n
            assert len(x) == n
    return total


@program("kalman_filter", 0.3, 0.5, 0.8, [0.0, 1.0], [0.9, 1.4, 3.6, 4.4, 5.9])
def _(process, noise, dt, start, z):
    # The joint density of all measurements: means and covariances of a Gaussian process, no recursion.
    times = [1, 2, 4, 6, 7]
    f = matrix([[1, dt], [0, 1]])
    q = process * matrix([[dt**3 / 3, dt**2 / 2], [dt**2 / 2, dt]])
    p, mean, ps, means = matrix([[1, 0], [0, 1]]), matrix(start), {}, {}
    for t in range(1, 8):
        p, mean = f * p * f.T + q, f * mean
        ps[t], means[t] = p, mean
    c = matrix(5, 5)
    for i, a in enumerate(times):
        for j, b in enumerate(times):
            lo, hi = min(a, b), max(a, b)
            c[i, j] = (f ** (hi - lo) * ps[lo])[0, 0] + (noise if i == j else 0)
    e = matrix([v - means[t][0] for v, t in zip(z, times)])
    return ((e.T * lu_solve(c, e))[0] + log(det(c)) + 5 * log(2 * pi)) / 2


HMM = [[0.1, -0.3, 0.0], [1.0, 0.2, -0.5, 0.0, 1.5, 0.3, -0.2, 0.1, 0.9], [0.5, 0.8], 0.7, [0.3, 3.0, 0.5, 0.9, 2.0]]


@program("hidden_markov", *HMM, [0.4, 0.9, 2.8, 3.2, 0.1, 1.5])
def _(initial, transition, gauss, rate, mixture, ys):
    def softmax(v):
        return [exp(x) / sum(exp(y) for y in v) for x in v]

    def normal(y, m, s):
        return exp(-(((y - m) / s) ** 2) / 2) / (s * sqrt(2 * pi))

    def density(s, y):
        if s == 0:
            return normal(y, *gauss)
        if s == 1:
            return rate * exp(-rate * y)
        w1, m, sd, w2, other = mixture
        return (w1 * normal(y, m, sd) + w2 * other * exp(-other * y)) / (w1 + w2)

    start, a = softmax(initial), [softmax(transition[3 * s : 3 * s + 3]) for s in range(3)]
    e = [[density(s, y) for y in ys] for s in range(3)]
    # All 729 paths, one by one.
    total, best = mpf(0), (mpf(0), None)
    for path in product(range(3), repeat=6):
        p = start[path[0]] * e[path[0]][0]
        for t in range(1, 6):
            p *= a[path[t - 1]][path[t]] * e[path[t]][t]
        total += p
        best = max(best, (p, path))
    return log(total) + mpf(0.1) * sum(log(e[s][t]) for t, s in enumerate(best[1]))


@program("gaussian_process", [1.2, 0.8], [1.7, 1.1], 0.3, [0.0, 0.4, 1.1, 1.9, 2.2], [0.5, 0.9, -0.3, -0.8, 0.1])
def _(se, periodic, noise, xs, ys):
    def k(a, b):
        d = a - b
        return se[0] ** 2 * exp(-((d / se[1]) ** 2) / 2) + exp(-2 * (sin(pi * d / periodic[0]) / periodic[1]) ** 2)

    m = matrix([[k(a, b) + (noise**2 if i == j else 0) for j, b in enumerate(xs)] for i, a in enumerate(xs)])
    y = matrix(ys)
    return -((y.T * lu_solve(m, y))[0] + log(det(m)) + 5 * log(2 * pi)) / 2


# Numerics.

LU = [[0.1, 2.0, -1.0, 0.3], [3.0, 0.5, 0.2, -0.7], [1.0, -1.0, 0.4, 2.0], [0.6, 0.9, 2.5, 0.1]]


@program("lu_decomposition", *LU, [1.0, -2.0, 0.5, 3.0])
def _(*rows):
    a, b = matrix([list(r) for r in rows[:4]]), matrix(rows[4])
    x, inverse = lu_solve(a, b), a**-1
    return dot(x, x) + log(fabs(det(a))) - sum(inverse[k, k] for k in range(4)) / 2


@program("qr_least_squares", [0.1, 0.5, 1.2, 1.9, 2.5, 3.3], [1.0, 1.8, 2.2, 1.5, 2.0, 3.9], 1.4)
def _(times, values, frequency):
    a = matrix([[1, sin(frequency * t), t * t] for t in times])
    b = matrix(values)
    x = lu_solve(a.T * a, a.T * b)
    r = b - a * x
    return norm(r) + mpf(0.1) * x[0] * x[1] - x[2]


@program("fast_fourier_transform", [1.0, 0.3, -0.8, 0.5, 2.0, -1.1, 0.2, 0.9], [0.1, 0.7, -0.3, 0.2, 1.0])
def _(signal, target):
    x = [s * (1 - cos(2 * pi * i / 8)) / 2 for i, s in enumerate(signal)]
    re = [sum(v * cos(2 * pi * i * k / 8) for i, v in enumerate(x)) for k in range(8)]
    im = [-sum(v * sin(2 * pi * i * k / 8) for i, v in enumerate(x)) for k in range(8)]
    loss = sum((log(mpf(1e-3) + re[k] ** 2 + im[k] ** 2) - t) ** 2 for k, t in enumerate(target))
    return loss + re[1] * im[2]


@program("cubic_spline", [0.0, 1.0, 0.7, 2.1, 1.5, 0.4, 2.2, 0.9, 3.5, -1.0], [0.2, 1.1, 3.0])
def _(flat, queries):
    xs, ys = flat[0::2], flat[1::2]
    n = len(xs)
    h = [b - a for a, b in zip(xs, xs[1:])]
    # Second derivatives at the knots.
    a, rhs = matrix(n, n), matrix(n, 1)
    a[0, 0] = a[n - 1, n - 1] = 1
    for i in range(1, n - 1):
        a[i, i - 1], a[i, i], a[i, i + 1] = h[i - 1], 2 * (h[i - 1] + h[i]), h[i]
        rhs[i] = 6 * ((ys[i + 1] - ys[i]) / h[i] - (ys[i] - ys[i - 1]) / h[i - 1])
    m = lu_solve(a, rhs)
    total = sum(h[i] * (ys[i] + ys[i + 1]) / 2 - h[i] ** 3 * (m[i] + m[i + 1]) / 24 for i in range(n - 1))
    for q in queries:
        i = max(k for k in range(n - 1) if xs[k] <= q)
        u, v = xs[i + 1] - q, q - xs[i]
        p, r = ys[i] / h[i] - m[i] * h[i] / 6, ys[i + 1] / h[i] - m[i + 1] * h[i] / 6
        value = (m[i] * u**3 + m[i + 1] * v**3) / (6 * h[i]) + p * u + r * v
        slope = (m[i + 1] * v**2 - m[i] * u**2) / (2 * h[i]) - p + r
        total += value * slope
    return total + sum((m[i] / 2) ** 2 for i in range(n - 1))


@program("expression_interpreter", 1.2, 0.7, -0.4)
def _(x, y, z):
    return mpf(5) / 2 * x**2 - exp(-y / (x + 1)) * max(z, sin(x * y), mpf(1) / 10) + norm([x, y**2]) / 3 - (z - 4) / 2


@program("stack_machine", 3.0, 0.5, 0.05, 2.0)
def _(start, half, threshold, a):
    x = start
    while True:
        x = (x + a / x) * half
        if x * x - a <= threshold:
            return x


# Learning.


def waves(n, phase, step):
    import numpy as np

    return np.sin(np.arange(n) * step + phase)


def network(rows, columns, shift):
    import numpy as np

    return [waves(rows * columns, shift, 1.3).reshape(rows, columns) * 0.6, np.cos(np.arange(rows) + shift) * 0.1]


@jax_program("neural_ode", *network(4, 3, 0.2), *network(3, 4, 1.1), *network(2, 3, 2.5), [0.5, -0.3])
def _(w1, b1, w2, b2, w3, b3, start):
    import jax.numpy as jnp

    def field(s, t):
        h = jnp.tanh(w1 @ jnp.append(s, t) + b1)
        return w3 @ jnp.tanh(w2 @ h + b2) + b3

    s, h, loss = start, 1.0 / 3, 0.0
    for time, target in enumerate([[0.6, -0.1], [0.9, 0.3], [0.7, 0.8]]):
        for k in range(3):
            t = time + k * h
            k1 = field(s, t)
            k2 = field(s + h / 2 * k1, t + h / 2)
            k3 = field(s + h / 2 * k2, t + h / 2)
            s = s + h / 6 * (k1 + 2 * k2 + 2 * k3 + field(s + h * k3, t + h))
        loss += ((s - jnp.array(target)) ** 2).sum()
    return loss / 3 + 1e-2 * sum((w**2).sum() for w in (w1, w2, w3))


HEADS = [waves(6, phase, 0.9).reshape(shape) for phase, shape in [(0.1, (3, 2)), (0.7, (3, 2)), (1.9, (3, 2)), (2.3, (2, 3))]]


@jax_program("attention_head", *HEADS, [1.0, 0.8, 1.2], [0.1, 0.0, -0.1], waves(12, 3.1, 0.9).reshape(4, 3))
def _(query, key, value, output, gamma, beta, x):
    import jax
    import jax.numpy as jnp

    normed = gamma * (x - x.mean(1, keepdims=True)) / jnp.sqrt(x.var(1, keepdims=True) + 1e-5) + beta
    scores = (normed @ query) @ (normed @ key).T / 2**0.5
    weights = jax.nn.softmax(jnp.where(jnp.tril(jnp.ones((4, 4))) > 0, scores, -jnp.inf), axis=1)
    y = x + weights @ (normed @ value) @ output
    return ((y - waves(12, 0.4, 0.9).reshape(4, 3)) ** 2).mean()


def lstm_weights():
    count = 0
    for inputs, hidden in ((2, 3), (3, 2)):
        for _ in range(4 * hidden):
            yield [count + k + 1 for k in range(inputs + hidden + 1)]
            count += inputs + hidden + 1


def lstm_parameters():
    import numpy as np

    return [np.sin(np.array(gate) * 0.77) * 0.8 for gate in lstm_weights()] + [np.array([0.9, -1.2])]


@jax_program("lstm", *lstm_parameters())
def _(*parameters):
    import jax
    import jax.numpy as jnp

    first, second, readout = jnp.stack(parameters[:12]), jnp.stack(parameters[12:20]), parameters[20]

    def step(gates, x, state):
        h, c = state
        z = gates @ jnp.concatenate([x, h, jnp.ones(1)])
        f, i, g, o = z[0::4], z[1::4], z[2::4], z[3::4]
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        return jax.nn.sigmoid(o) * jnp.tanh(c), c

    a, b, total = (jnp.zeros(3), jnp.zeros(3)), (jnp.zeros(2), jnp.zeros(2)), 0.0
    for t, target in enumerate([0.1, -0.2, 0.4, 0.3, -0.5]):
        a = step(first, jnp.array([jnp.cos(float(t)), 0.3 * t]), a)
        b = step(second, a[0], b)
        total += 0.5 * (b[0] @ readout - target) ** 2
    return total / 5


CLASSES = [waves(6, 0.5 + c, 1.7) for c in range(3)]


@jax_program("convolutional_network", waves(9, 0.3, 1.7), 0.1, 0.1, waves(9, 1.4, 1.7), -0.2, *CLASSES, waves(24, 2.2, 1.7))
def _(k1, b1, slope, k2, b2, c0, c1, c2, image):
    import jax
    import jax.numpy as jnp

    def convolve(x, k):
        padded = jnp.pad(x, 1)
        return sum(k[3 * j + i] * padded[j : j + 4, i : i + 6] for j in range(3) for i in range(3))

    x = convolve(image.reshape(4, 6), k1) + b1
    x = jnp.where(x > 0, x, slope * x)
    x = (x - x.mean()) / jnp.sqrt(x.var() + 1e-3)
    x = convolve(x, k2) + b2
    x = x.reshape(2, 2, 3, 2).max(axis=(1, 3)).reshape(6)
    logits = jnp.stack([c0 @ x, c1 @ x, c2 @ x])
    return jax.nn.logsumexp(logits) - logits[1]


@jax_program("unrolled_training", [0.1, 0.8, 0.95, 0.05], [0.1, -0.3, 0.2])
def _(hyper, start):
    import jax
    import jax.numpy as jnp

    rate, beta1, beta2, decay = hyper
    rows = jnp.array([[1.0, 0.5, -0.2], [1.0, -1.0, 0.8], [1.0, 0.3, 1.5], [1.0, -0.4, -0.9], [1.0, 0.9, 0.1], [1.0, -0.7, 0.4]])
    y = jnp.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0])

    def loss(w, lo, hi):
        return jnp.log1p(jnp.exp(-y[lo:hi] * (rows[lo:hi] @ w))).sum()

    gradient = jax.grad(lambda w: loss(w, 0, 4))
    w, m, v = start, 0.0, 0.0
    for t in range(1, 6):
        g = gradient(w) + decay * w
        m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g
        w = w - rate * (m / (1 - beta1**t)) / (jnp.sqrt(v / (1 - beta2**t)) + 1e-8)
    u, velocity = start, 0.0
    for _ in range(4):
        velocity = beta1 * velocity - rate * gradient(u)
        u = u + velocity
    return loss(w, 4, 6) + loss(u, 4, 6)


FOREST = [1.5, -0.2, 3.0, 0.3, 2.0, 1.0, -0.5, 2.0, 0.7, 0.4, -1.1, 0.1]


@program("soft_decision_forest", FOREST, [0.5, 0.1, 1.2, -0.6, 0.8, 0.3, 0.1, -0.4, 1.9])
def _(f, rows):
    w1, t1, s1, t2, s2, l1, l2, l3, w2, a0, a1, bias = f
    total = mpf(0)
    for (x, y, target), arm in zip((rows[0:3], rows[3:6], rows[6:9]), (a1, a0, a0)):
        p, q = 1 / (1 + exp(-(x - t1) * s1)), 1 / (1 + exp(-(y - t2) * s2))
        tree = (1 - p) * ((1 - q) * l1 + q * l2) + p * l3
        error = bias + w1 * tree / 3 + w2 * arm / 2 - target
        total += (mpf(0.3) if error > 0 else mpf(0.7)) * error**2
    penalty = l1**2 + l2**2 + l3**2 + a0**2 + a1**2 + (fabs(s1) + fabs(s2)) / 10
    return total / 3 + mpf(1e-2) * penalty


# Physics.


@program("n_body_leapfrog", [1.0, 0.0, 0.0, 0.0, -0.1], [0.3, 1.0, 0.1, 0.1, 0.9], [0.05, -1.4, 0.5, 0.2, -0.8], 0.05)
def _(*args):
    softening = args[3]
    m = [p[0] for p in args[:3]]
    x, v = [p[1:3] for p in args[:3]], [p[3:5] for p in args[:3]]

    def accelerations():
        out = []
        for i in range(3):
            a = [mpf(0), mpf(0)]
            for j in range(3):
                if j != i:
                    d = add(x[j], x[i], -1)
                    a = add(a, d, m[j] / sqrt(dot(d, d) + softening**2) ** 3)
            out.append(a)
        return out

    def energy():
        pairs = ((0, 1), (0, 2), (1, 2))
        gaps = [add(x[i], x[j], -1) for i, j in pairs]
        potential = sum(m[i] * m[j] / sqrt(dot(d, d) + softening**2) for (i, j), d in zip(pairs, gaps))
        return sum(k * dot(w, w) / 2 for k, w in zip(m, v)) - potential, min(norm(d) for d in gaps)

    start, dt = energy()[0], mpf(0.05)
    for _ in range(20):
        v = [add(w, a, dt / 2) for w, a in zip(v, accelerations())]
        x = [add(p, w, dt) for p, w in zip(x, v)]
        v = [add(w, a, dt / 2) for w, a in zip(v, accelerations())]
    end, nearest = energy()
    return nearest + 100 * (end - start)


@program("adaptive_runge_kutta", 1.1, 0.4, 0.5, 0.2, 12.0, [3.0, 1.5], 2.3)
def _(growth, predation, death, conversion, capacity, start, end):
    def f(y):
        p, q = y
        return [growth * p * (1 - p / capacity) - predation * p * q, conversion * p * q - death * q]

    t, y, exponent, rejected, area = mpf(0), list(start), -3, 0, mpf(0)
    while t < end:
        h = min(mpf(2) ** exponent, end - t)
        k1 = f(y)
        k2 = f(add(y, k1, h / 2))
        k3 = f(add(y, k2, 3 * h / 4))
        high = add(add(add(y, k1, 2 * h / 9), k2, h / 3), k3, 4 * h / 9)
        k4 = f(high)
        low = add(add(add(add(y, k1, 7 * h / 24), k2, h / 4), k3, h / 3), k4, h / 8)
        error = max(fabs(a - b) for a, b in zip(high, low)) / mpf(1e-3)
        if error > 1:
            exponent, rejected = exponent - 1, rejected + 1
            continue
        area += h * (y[0] + high[0]) / 2
        t, y = t + h, high
        if error < 0.05:
            exponent += 1
    return area / end + y[1] / 10 + rejected


PLANET, COMET = [1.3, 0.3, 0.2, 1.1, 0.4, 0.9], [-2.0, 1.4, 0.5, -0.3, 1.0, -0.2]


@program("kepler_orbits", PLANET, COMET, [0.5, 2.0, 0.3], [3.0, -2.8, 0.2], [1.0, 1.5, 0.4], [4.0, 2.5, 0.1], 0.4)
def _(planet, comet, *rest):
    from mpmath import atan, atan2, findroot, floor, sinh

    def wrap(angle):
        return angle - 2 * pi * floor((angle + pi) / (2 * pi))

    def position(elements, time):
        a, e, tilt, node, w, m0 = elements
        m = m0 + time / sqrt(fabs(a) ** 3)
        if e < 1:
            u = findroot(lambda x: x - e * sin(x) - wrap(m), wrap(m))
            x, y = a * (cos(u) - e), a * sqrt(1 - e**2) * sin(u)
        else:
            u = findroot(lambda x: e * sinh(x) - x - m, m)
            x, y = a * (cosh(u) - e), -a * sqrt(e**2 - 1) * sinh(u)
        r, angle = norm([x, y]), atan2(y, x) + w
        along, across = r * cos(angle), r * sin(angle) * cos(tilt)
        return along * cos(node) - across * sin(node), along * sin(node) + across * cos(node), r * sin(angle) * sin(tilt)

    sigma, chi = rest[-1], mpf(0)
    for k, (time, ascension, declination) in enumerate(rest[:4]):
        x, y, z = position(planet if k < 2 else comet, time)
        x, y, s = x + mpf(0.5), y - mpf(0.2), sigma * (1 if k < 2 else 2)
        da = wrap(atan2(y, x) - ascension) * cos(declination)
        chi += (da**2 + (atan(z / norm([x, y])) - declination) ** 2) / (2 * s * s) + log(s)
    return chi


@program("heat_with_phase_change", [1.6, 0.8, 0.5, 0.3, 0.4, 0.2], [1.2, 0.9, 2.0, 1.0], 2.0, 0.4, 0.7)
def _(t, material, fixed, h, ambient):
    k, capacity, latent, melting = material
    n, weights = 6, {0: 3, 3: 2, 6: 1}
    total = mpf(0)
    for step in range(8):
        a, b = matrix(n, n), matrix(n, 1)
        for i in range(n):
            z = (t[i] - melting) / mpf(0.3)
            r = mpf(0.1) * k / (capacity + (latent * exp(-z * z) if fabs(z) <= 8 else 0))
            if i == 0:
                a[0, 0], b[0] = 1, fixed
                if step > 4:
                    a[0, 0], a[0, 1], b[0] = 1 + r, -r, t[0] + r * mpf(0.2)
            elif i == n - 1:
                a[i, i], a[i, i - 1], b[i] = 1 + r * (1 + h), -r, t[i] + r * h * ambient
            else:
                a[i, i - 1], a[i, i], a[i, i + 1] = -r / 2, 1 + r, -r / 2
                b[i] = t[i] + r / 2 * (t[i - 1] - 2 * t[i] + t[i + 1])
        t = list(lu_solve(a, b))
        if step in weights:
            total += sum((1 + tanh((v - melting) / mpf(0.2) / 2)) / 2 for v in t) / n / weights[step]
    return total + sum(t) / 100


@program("circuit_simulator", 1.5, 2.0, 0.02, 0.3, 0.5, 2.0, 4.0)
def _(amplitude, frequency, saturation, thermal, capacitance, r1, r2):
    dt, before, out = mpf(0.2), [mpf(0)] * 3, []
    for k in range(1, 9):
        v = before
        drive = amplitude * sin(frequency * k * dt)
        for _ in range(4):
            across = v[0] - v[1]
            e = exp(across / thermal)
            slope = saturation / thermal * e
            current = slope * across - saturation * (e - 1)
            c = capacitance / dt
            g = matrix([[1000 + slope, -slope, 0], [-slope, slope + c + 1 / r1, -1 / r1], [0, -1 / r1, 1 / r1 + 1 / r2]])
            v = list(lu_solve(g, matrix([1000 * drive + current, c * before[1] - current, 0])))
        before = v
        out.append(v[2])
    mean = sum(out) / 8
    return mean + sqrt(sum((v - mean) ** 2 for v in out) / 8)


finish(__file__)
