"""The 35 problems of Moré, Garbow and Hillstrom (ACM TOMS 7, 1981), from the paper's formulas."""

from mpmath import atan, cos, exp, fabs, log, mpf, pi, sin, sqrt

from common import finish, program


def squares(residuals):
    return sum((r * r for r in residuals), mpf(0))


@program("rosenbrock", [-1.2, 1.0])
def _(x):
    return squares([10 * (x[1] - x[0] ** 2), 1 - x[0]])


@program("freudenstein_roth", 0.5, -2.0)
def _(x, y):
    return squares([-13 + x + ((5 - y) * y - 2) * y, -29 + x + ((y + 1) * y - 14) * y])


@program("powell_badly_scaled", [0.0, 1.0])
def _(x):
    return squares([mpf(1e4) * x[0] * x[1] - 1, exp(-x[0]) + exp(-x[1]) - 1.0001])


@program("brown_badly_scaled", [1.0, 1.0])
def _(x):
    return squares([x[0] - 1e6, x[1] - 2e-6, x[0] * x[1] - 2])


@program("beale", [1.0, 0.8])
def _(x):
    return squares([y - x[0] * (1 - x[1] ** (i + 1)) for i, y in enumerate([1.5, 2.25, 2.625])])


@program("jennrich_sampson", 0.3, 0.4)
def _(a, b):
    return squares([2 + 2 * i - (exp(i * a) + exp(i * b)) for i in range(1, 11)])


@program("helical_valley", [-1.0, 0.1, 0.2])
def _(x):
    theta = atan(x[1] / x[0]) / (2 * pi) + (0 if x[0] > 0 else mpf(1) / 2)
    return squares([10 * (x[2] - 10 * theta), 10 * (sqrt(x[0] ** 2 + x[1] ** 2) - 1), x[2]])


BARD = [0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39]


@program("bard", [1.0] * 3, BARD)
def _(x, y):
    return squares([y[i - 1] - (x[0] + i / ((16 - i) * x[1] + min(i, 16 - i) * x[2])) for i in range(1, 16)])


@program("gaussian", [0.4, 1.0, 0.1])
def _(x):
    half = [0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521, 0.3989]
    y = half + half[-2::-1]
    return squares([x[0] * exp(-x[1] * (mpf(8 - i) / 2 - x[2]) ** 2 / 2) - y[i - 1] for i in range(1, 16)])


@program("meyer", [0.02, 4000.0, 250.0])
def _(x):
    y = [34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872]
    return squares([x[0] * exp(x[1] / (45 + 5 * (i + 1) + x[2])) - v for i, v in enumerate(y)])


@program("gulf", [5.0, 2.5, 0.15])
def _(x):
    def residual(i):
        t = mpf(i / 100)
        y = 25 + (-50 * log(t)) ** mpf(2.0 / 3.0)
        return exp(-fabs(y - x[1]) ** x[2] / x[0]) - t

    return squares([residual(i) for i in range(1, 21)])


@program("box_3d", [0.0, 10.0, 20.0])
def _(x):
    ts = [mpf(0.1 * i) for i in range(1, 11)]
    return squares([exp(-t * x[0]) - exp(-t * x[1]) - x[2] * (exp(-t) - exp(-10 * t)) for t in ts])


# Several variables.


@program("powell_singular", [3.0, -1.0, 0.0, 1.0])
def _(x):
    return squares([x[0] + 10 * x[1], sqrt(mpf(5)) * (x[2] - x[3]), (x[1] - 2 * x[2]) ** 2, sqrt(mpf(10)) * (x[0] - x[3]) ** 2])


@program("wood", [-3.0, -1.0, -3.0, -1.0])
def _(x):
    a, b, c, d = x
    return 100 * (b - a * a) ** 2 + (1 - a) ** 2 + 90 * (d - c * c) ** 2 + (1 - c) ** 2 + 10 * (b + d - 2) ** 2 + (b - d) ** 2 / 10


@program("kowalik_osborne", [0.25, 0.39, 0.415, 0.39])
def _(x):
    y = [0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246]
    u = [4.0, 2.0, 1.0, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625]
    return squares([b - x[0] * (mpf(a) ** 2 + a * x[1]) / (mpf(a) ** 2 + a * x[2] + x[3]) for a, b in zip(u, y)])


@program("brown_dennis", [25.0, 5.0, -5.0, -1.0])
def _(x):
    ts = [mpf(i) / 5 for i in range(1, 21)]
    return squares([(x[0] + t * x[1] - exp(t)) ** 2 + (x[2] + x[3] * sin(t) - cos(t)) ** 2 for t in ts])


OSBORNE1 = """0.844 0.908 0.932 0.936 0.925 0.908 0.881 0.850 0.818 0.784 0.751 0.718 0.685 0.658 0.628 0.603 0.580 0.558 0.538 0.522 0.506 0.490
0.478 0.467 0.457 0.448 0.438 0.431 0.424 0.420 0.414 0.411 0.406"""


@program("osborne1", [0.5, 1.5, -1.0, 0.01, 0.02])
def _(x):
    y = [float(v) for v in OSBORNE1.split()]
    return squares([v - (x[0] + x[1] * exp(-10 * i * x[3]) + x[2] * exp(-10 * i * x[4])) for i, v in enumerate(y)])


@program("biggs_exp6", [1.0, 2.0, 1.0, 1.0, 1.0, 1.0])
def _(x):
    def residual(i):
        t = mpf(i) / 10
        y = exp(-t) - 5 * exp(-10 * t) + 3 * exp(-4 * t)
        return x[2] * exp(-t * x[0]) - x[3] * exp(-t * x[1]) + x[5] * exp(-t * x[4]) - y

    return squares([residual(i) for i in range(1, 14)])


OSBORNE2 = """1.366 1.191 1.112 1.013 0.991 0.885 0.831 0.847 0.786 0.725 0.746 0.679 0.608 0.655 0.616 0.606 0.602 0.626 0.651 0.724 0.649 0.649
0.694 0.644 0.624 0.661 0.612 0.558 0.533 0.495 0.500 0.423 0.395 0.375 0.372 0.391 0.396 0.405 0.428 0.429 0.523 0.562 0.607 0.653 0.672 0.708
0.633 0.668 0.645 0.632 0.591 0.559 0.597 0.625 0.739 0.710 0.729 0.720 0.636 0.581 0.428 0.292 0.162 0.098 0.054"""


@program("osborne2", [1.3, 0.65, 0.65, 0.7, 0.6, 3.0, 5.0, 7.0, 2.0, 4.5, 5.5])
def _(x):
    def model(t):
        return x[0] * exp(-t * x[4]) + sum(x[k] * exp(-((t - x[k + 7]) ** 2) * x[k + 4]) for k in (1, 2, 3))

    return squares([float(v) - model(mpf(i) / 10) for i, v in enumerate(OSBORNE2.split())])


@program("watson", [0.1, -0.2, 0.3, 0.05, -0.15, 0.2])
def _(x):
    n = len(x)

    def residual(i):
        t = mpf(i) / 29
        return sum(j * x[j] * t ** (j - 1) for j in range(1, n)) - sum(x[j] * t**j for j in range(n)) ** 2 - 1

    return squares([residual(i) for i in range(1, 30)] + [x[0], x[1] - x[0] ** 2 - 1])


# Many variables.


@program("extended_rosenbrock", [-1.2, 1.0] * 5)
def _(x):
    return sum(100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2 for i in range(0, len(x), 2))


@program("extended_powell", [3.0, -1.0, 0.0, 1.0] * 3)
def _(x):
    total = mpf(0)
    for k in range(0, len(x), 4):
        a, b, c, d = x[k : k + 4]
        total += (a + 10 * b) ** 2 + 5 * (c - d) ** 2 + (b - 2 * c) ** 4 + 10 * (a - d) ** 4
    return total


@program("penalty1", [float(i) for i in range(1, 9)])
def _(x):
    return mpf(1e-5) * squares([v - 1 for v in x]) + (squares(x) - 0.25) ** 2


@program("penalty2", [0.5] * 6)
def _(x):
    n, a = len(x), mpf(1e-5)
    r = [x[0] - mpf(0.2)]
    for i in range(1, n):
        y = exp(mpf(i + 1) / 10) + exp(mpf(i) / 10)
        r.append(sqrt(a) * (exp(x[i] / 10) + exp(x[i - 1] / 10) - y))
    r += [sqrt(a) * (exp(v / 10) - exp(mpf(-1) / 10)) for v in x[1:]]
    r.append(sum((n - j) * x[j] ** 2 for j in range(n)) - 1)
    return squares(r)


@program("variably_dimensioned", [1 - i / 7 for i in range(1, 8)])
def _(x):
    weighted = sum(i * (v - 1) for i, v in enumerate(x, 1))
    return squares([v - 1 for v in x]) + weighted**2 + weighted**4


@program("trigonometric", [1 / 6 + 0.01 * i for i in range(6)])
def _(x):
    n = len(x)
    total = sum(cos(v) for v in x)
    return squares([n - total + i * (1 - cos(v)) - sin(v) for i, v in enumerate(x, 1)])


@program("brown_almost_linear", [0.5, 0.6, 0.7, 0.8, 0.9])
def _(x):
    n, product = len(x), mpf(1)
    for v in x:
        product *= v
    return squares([x[i] + sum(x) - (n + 1) for i in range(n - 1)] + [product - 1])


@program("discrete_boundary", [-0.08, -0.12, -0.15, -0.15, -0.12, -0.08])
def _(x):
    n = len(x)
    h = mpf(1) / (n + 1)
    z = [0] + list(x) + [0]
    return squares([2 * z[i] - z[i - 1] - z[i + 1] + h * h * (z[i] + i * h + 1) ** 3 / 2 for i in range(1, n + 1)])


@program("discrete_integral", [-0.08, -0.12, -0.15, -0.15, -0.12, -0.08])
def _(x):
    n = len(x)
    h = mpf(1) / (n + 1)
    t = [h * (i + 1) for i in range(n)]
    cube = [(x[j] + t[j] + 1) ** 3 for j in range(n)]

    def residual(i):
        below = sum(t[j] * cube[j] for j in range(i + 1))
        above = sum((1 - t[j]) * cube[j] for j in range(i + 1, n))
        return x[i] + h * ((1 - t[i]) * below + t[i] * above) / 2

    return squares([residual(i) for i in range(n)])


@program("broyden_tridiagonal", [-1.0, -0.9, -1.1, -0.8, -1.0])
def _(x):
    z = [0] + list(x) + [0]
    return squares([(3 - 2 * z[i]) * z[i] - z[i - 1] - 2 * z[i + 1] + 1 for i in range(1, len(x) + 1)])


@program("broyden_banded", [-1.0, -0.9, -1.1, -0.8, -1.0, -0.7, -1.2, -0.95])
def _(x):
    n = len(x)

    def residual(i):
        band = [j for j in range(max(0, i - 5), min(n - 1, i + 1) + 1) if j != i]
        return x[i] * (2 + 5 * x[i] ** 2) + 1 - sum(x[j] * (1 + x[j]) for j in band)

    return squares([residual(i) for i in range(n)])


@program("linear_full_rank", [1.0, 0.5, -0.25, 2.0])
def _(x):
    n, m = len(x), 7
    s = 2 * sum(x) / m
    return squares([v - s - 1 for v in x] + [-s - 1] * (m - n))


@program("linear_rank_one", [1.0, 0.5, -0.25, 2.0])
def _(x):
    s = sum(j * v for j, v in enumerate(x, 1))
    return squares([i * s - 1 for i in range(1, 7)])


@program("linear_rank_one_with_zeros", [1.0, 0.5, -0.25, 2.0, 0.3])
def _(x):
    m, n = 8, len(x)
    s = sum(j * x[j - 1] for j in range(2, n))
    return squares([-1] + [(i - 1) * s - 1 for i in range(2, m)] + [-1])


@program("chebyquad", [1 / 8, 0.26, 3 / 8, 0.49, 5 / 8, 6 / 8, 0.9])
def _(x):
    n = len(x)
    totals = [mpf(0)] * n
    for v in x:
        y = 2 * v - 1
        before, now = mpf(1), y
        for i in range(n):
            totals[i] += now
            before, now = now, 2 * y * now - before
    return squares([t / n + (mpf(1) / ((i + 1) ** 2 - 1) if i % 2 else 0) for i, t in enumerate(totals)])


finish(__file__)
