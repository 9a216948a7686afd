"""Programs of the language's constructs, written a second time."""

from mpmath import atan, atan2, cbrt, cos, cosh, exp, expm1, fabs, floor, hypot, log, log1p, mpf, pi, sin, sinh, sqrt, tan, tanh

from common import finish, jax_program, program

# Types.


@program("struct_by_value", 1.0, 2.5, -0.5, 4.0)
def _(ax, ay, bx, by):
    return sqrt((ax - bx) ** 2 + (ay - by) ** 2)


@program("struct_nested_by_reference", 3.0, 0.2, 0.35, 0.72, 11.5, 1.5)
def _(length, width, height, density, young, load):
    inertia = width * height**3 / 12
    return (load + density * 9.81 * width * height) * length**4 / (mpf(384) / 5 * young * inertia)


@program("newtype", 36.6, 0.97)
def _(c, emissivity):
    return mpf(5.670374e-8) * emissivity * (c + mpf(273.15)) ** 4


@program("generic_struct", [1.5, -2.0], [0.5, 3.0, 1.0, 0.25])
def _(p, q):
    return p[0] * q[0] * q[1] + p[1] * cos(q[2] - q[3])


@jax_program("matrix_const_generic", [[1.0, 2.0, -1.0], [0.5, -0.25, 3.0]], [[0.2, 1.0], [-1.0, 0.7], [2.0, -0.3]])
def _(a, b):
    return ((a @ b) ** 2).sum() ** 0.5


@program("skipped_field", [0.5, -0.3], 0.1, [1.5], 0.2, [-0.7, 0.2, 0.9], -0.4, 0.8)
def _(w1, b1, w2, b2, w3, b3, x):
    def affine(w, b, h):
        return b + sum(v * h ** (k + 1) for k, v in enumerate(w))

    return tanh(affine(w3, b3, max(mpf(0), affine(w2, b2, tanh(affine(w1, b1, x))))))


@program("enum_of_shapes", 1.5, [2.0, 0.5], [3.0, 4.0, 6.0])
def _(r, rectangle, sides):
    s = sum(sides) / 2
    return pi * r**2 + rectangle[0] * rectangle[1] + sqrt(s * (s - sides[0]) * (s - sides[1]) * (s - sides[2]))


@program("option_field", 2.0, -1.0, 1.5)
def _(slope, intercept, x):
    return slope * x + intercept


@program("option_parameter", [0.5, -1.0, 2.0], 0.1)
def _(w, l2):
    return sum((v - 1) ** 4 + l2 * v * v for v in w)


@program("box_tree", 2.5, 0.7, 1.3)
def _(c, d, x):
    return c * sin(x * d) + x * x


@program("linked_list", [1.0, 2.0, 0.5])
def _(v):
    return v[0] ** 2 - v[1] ** 2 + v[2] ** 2


@program("hash_map", [61.5, 0.25, 2.75], [10.0, 0.5, 3.0])
def _(prices, amounts):
    return log(prices[2] * amounts[0] + prices[0] * amounts[1])


@program("hash_map_local", [1.0, 2.0, -3.0, 0.5, 4.0])
def _(v):
    return ((v[0] ** 2 + v[2] ** 2 + v[3] ** 2) / 3 + v[1] ** 2 + v[4] ** 2) / 3


@program("btree_map", [2.0, 1.0, -0.5, 0.125], 1.25)
def _(c, x):
    return c[0] / x + c[1] + c[2] * x**3 + c[3] * x**7


@program("vec_deque", [1.0, 3.0, -2.0, 0.5, 4.0, 1.5])
def _(s):
    windows = [s[max(0, k - 2) : k + 1] for k in range(len(s))]
    return sum((sum(w) / len(w)) ** 2 for w in windows)


@program("tuples_of_everything", [0.1, 0.3, 0.1, 0.7, 1.4, 0.2, 1.5, 1.9, 0.15], 2.0, 0.9)
def _(data, a, b):
    rows = [data[k : k + 3] for k in (0, 3, 6)]
    return sum(((y - a * sin(b * x)) / s) ** 2 for x, y, s in rows)


@program("struct_update_and_default", 1.2, 0.4)
def _(gain, offset):
    y = offset
    for _ in range(4):
        y = gain * y - gain * mpf(0.1) * y**3
    return y


@program("vec_of_structs_mutated", [1000.0, 0.05, 1900.0, 0.03, 50.0, 0.9], 10.0)
def _(a, deposit):
    def grow(balance, rate, years):
        for _ in range(years):
            balance = balance * (1 + rate) + deposit
            rate = rate / 2 if balance > 2000 else rate
        return balance

    return grow(a[0], a[1], 3) + grow(a[2], a[3], 5) + a[4]


@program("struct_returning_struct", [1.0, 2.0, 3.5, 2.2], [0.3, 1.1, 0.9])
def _(a, b):
    def mean_and_error(v):
        m = sum(v) / len(v)
        return m, sum((x - m) ** 2 for x in v) / (len(v) - 1) / len(v)

    (ma, ea), (mb, eb) = mean_and_error(a), mean_and_error(b)
    return (ma - mb) / sqrt(ea + eb)


@program("enum_with_struct_payload", 0.5, 2.0, -1.0, 3.0, [1.5, 0.0, 9.0])
def _(mu, sigma, lo, hi, x):
    return -((x[0] - mu) ** 2) / (2 * sigma**2) - log(sigma * sqrt(2 * pi)) - log(hi - lo)


@program("string_constants", 1.5, 4.0)
def _(x, y):
    return sqrt(x * x + 3 * y) / (y - x)


@program("priority_queue", [0.5, 0.2, -0.3, 0.1])
def _(t):
    e = [exp(v) for v in t]
    return e[1] + (e[1] + e[3]) + (e[1] + e[3] + e[2]) / 2 + sum(e) / 3


@program("single_precision", [0.5, -1.25, 2.0], 1.5)
def _(x, beta):
    return sum(log(1 + exp(beta * v)) / beta for v in x)


@program("mixed_precision", [1.5, -0.5], [0.25, 3.0])
def _(a, b):
    return sum(p * q + sin(p) for p, q in zip(a, b))


# Items.


@program("methods", 2.0, 0.7)
def _(a, b):
    h = ((a - b) / (a + b)) ** 2
    p = pi * (a + b) * (1 + 3 * h / (10 + sqrt(4 - 3 * h)))
    return 4 * pi * pi * a * b / p**2 + pi * b * 2 * a


@program("method_gradient", [0.3, -0.8], 0.1, [1.0, 2.0, -0.5, 0.3, 2.0, 0.0])
def _(w, b, rows):
    z = [b + w[0] * rows[k] + w[1] * rows[k + 1] for k in (0, 2, 4)]
    return (log1p(exp(-z[0])) + log1p(exp(z[1])) + log1p(exp(-z[2]))) / 3


@program("mutable_self", 0.8, 1.2)
def _(angle, length):
    speed, g, dt = mpf(0), mpf(9.81), mpf(0.05)
    for _ in range(12):
        speed = speed - g / length * sin(angle) * dt
        angle = angle + speed * dt
    return (length * speed) ** 2 / 2 + g * length * (1 - cos(angle)) + angle


@program("associated_constants", 1.5, 300.0)
def _(v, t):
    def pressure(a, b):
        return mpf(0.083145) * t / (v - b) - a / v**2

    return pressure(1.355, 0.03201) - pressure(2.283, 0.04278)


def cross(a, b):
    return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]


def dot(a, b):
    return sum(p * q for p, q in zip(a, b))


def norm(a):
    return sqrt(dot(a, a))


@program("vector_operators", [1.0, -2.0, 0.5], [0.2, 1.0, -0.4], [-1.0, 0.3, 2.0])
def _(v, n, w):
    length = norm(n)
    n = [c / length for c in n]
    r = [a - 2 * dot(v, n) * b for a, b in zip(v, n)]
    return dot(cross(r, [-c for c in w]), [a + b for a, b in zip(n, w)]) + norm([a + b for a, b in zip(r, w)])


@program("compound_operators", [10.0, 2.0, -1.0, 5.0], 0.04, 1.1)
def _(d, rate, exchange):
    g = 1 + rate
    return d[0] * g**2 + d[2] * g + exchange * (d[1] * g**2 + d[3] * g)


@program("index_traits", [((k * 7) % 5) - 1.5 for k in range(20)])
def _(cells):
    g = [list(cells[5 * r : 5 * r + 5]) for r in range(4)]
    for _ in range(3):
        for r in (1, 2):
            for c in (1, 2, 3):
                g[r][c] = (g[r - 1][c] + g[r + 1][c] + g[r][c - 1] + g[r][c + 1]) / 4
    return sum(v * v for row in g for v in row)


@program("complex_numbers", -0.6, 0.7)
def _(re, im):
    x, y, n = mpf(0), mpf(0), 0
    while n < 100 and x * x + y * y < 10**4:
        x, y = x * x - y * y + re, 2 * x * y + im
        n += 1
    assert n < 100
    return n + 1 - log(log(x * x + y * y) / 2) / log(mpf(2))


@program("dual_numbers", 0.9, 1.4)
def _(x, a):
    return 2 * x * a + a * exp(a * x)


@program("from_and_into", 2.0, 0.3, 1.5, 2.1)
def _(r, t, s, u):
    return sqrt(r * r + s * s - 2 * r * s * cos(t - u))


@program("default_impl", 2.0, 0.8)
def _(x, linear):
    for i in range(10):
        k = linear if i % 2 == 0 else mpf(0.5)
        x = x - mpf(0.1) * (k * x + mpf(0.05) * x**3)
    return x


@program("trait_with_default_method", 1.2, 0.9, [2.0, 1.3, 1.1], [1.0, 1.3, 0.95])
def _(epsilon, sigma, morse, ds):
    depth, a, r0 = morse
    return sum(4 * epsilon * ((sigma / d) ** 12 - (sigma / d) ** 6) + depth * (1 - exp(-a * (d - r0))) ** 2 for d in ds)


@program("trait_bound_generic", 0.7, 1.5, [0.1, 1.0, -0.4, 0.6, 1.2, 0.3])
def _(gamma, shift, flat):
    points = [flat[0:2], flat[2:4], flat[4:6]]
    rbf = sum(exp(-gamma * sum((p - q) ** 2 for p, q in zip(a, b))) for a in points for b in points)
    return rbf * log(sum((dot(a, b) + shift) ** 2 for a in points for b in points))


@program("dyn_trait", [0.5, 2.0, -1.0], 0.8)
def _(w, x):
    return w[0] * x + w[1] * sin(x) + w[2] * sin(3 * x)


@program("generic_real", [1.0, 2.0, -0.5], [0.3, 0.8, 1.1])
def _(a, b):
    return dot(a, b) / (norm(a) * norm(b))


@program("impl_fn_parameter", 1.3, 1.7)
def _(k, upper):
    def simpson(f, a, b, n):
        h = (b - a) / n
        return h / 3 * sum((1 if i in (0, n) else 4 if i % 2 else 2) * f(a + i * h) for i in range(n + 1))

    return simpson(lambda x: k * x * exp(-x * x), mpf(0), upper, 10) + simpson(lambda x: sin(x) / (1 + k * k), upper, mpf(3), 8)


@program("function_item_argument", [0.4, -1.5, 2.0])
def _(xs):
    return sum(x / (1 + fabs(x)) for x in xs) * sum(x**3 for x in xs) + sum(tanh(x) for x in xs)


@program("returned_closure", [0.5, 2.0, 1.75, -1.0])
def _(p):
    def line(x):
        return p[1] + (p[3] - p[1]) / (p[2] - p[0]) * (x - p[0])

    return line(mpf(0.25)) ** 2 + line(mpf(-1))


@program("fn_mut_parameter", [0.0, 1.5, -0.7, 4.0], [1.0, -2.0, 0.5, 1.5])
def _(x, q):
    return sum(q[i] * q[j] / fabs(x[i] - x[j]) for i in range(4) for j in range(i))


@program("const_generic_function", [1.0, 2.0, 3.0], [0.5, -1.0, 2.0], [0.7, -0.2])
def _(a, b, c):
    return dot(a, b) / (1 + dot(c, c))


@program("nested_function", 2.0, 3.0)
def _(a, b):
    x = a
    for k in range(1, 8):
        x = (x + b / mpf(1.618033988749895)) / (1 + mpf(1) / k)
    return x * b


@program("nested_function_of_floats", [0.0, 2.0, -1.0, 1.5], 0.35)
def _(p, t):
    s = 1 - t
    return s**3 * p[0] + 3 * s * s * t * p[1] + 3 * s * t * t * p[2] + t**3 * p[3]


@program("lifetimes", [1.0, 2.0], [3.0, -4.0, 12.0])
def _(a, b):
    return norm(b)


@program("struct_with_lifetime", [1.5, 9.0, 0.5, 7.0, -2.0])
def _(d):
    return d[0] * d[2] * d[4]


@program("modules_and_imports", 5.97e24, 6.7e6, 7600.0)
def _(m, r, v):
    return v * v / 2 - mpf(6.674e-11) * (m / r + m / 2 / (r + 10**6))


@program("attributes", 1.0, 0.2, 1.5)
def _(x, mu, sigma):
    z = (x - mu) / (sigma * sqrt(mpf(2)))
    t = 1 / (1 + 0.3275911 * z)
    c = [0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429]
    return (2 - sum(v * t ** (k + 1) for k, v in enumerate(c)) * exp(-z * z)) / 2


@program("deref_newtype", [1.0, -2.0, 0.5], 3.0)
def _(s, extra):
    return (dot(s, s) + extra**2) / 4


@program("own_iterator", 1.1, 0.6)
def _(first, ratio):
    return sum(sin(first * ratio**k) for k in range(6))


@program("sum_of_own_type", [0.0, 1.0, 2.0, -1.0, 3.5, 0.25])
def _(p):
    xs, ys = p[0::2], p[1::2]
    return sum((v - sum(c) / 3) ** 2 for c in (xs, ys) for v in c) / 3


@program("derived_ordering", [3.0, 2.0, 5.0, 1.5, 4.0, 4.0])
def _(b):
    return b[3] * b[4]


@program("builder_pattern", [1.0, 0.5, -0.25, 2.0], 0.3, 1.7)
def _(signal, alpha, gain):
    a = b = mpf(0)
    for s in signal:
        a += alpha * (s - a)
        b += alpha * (a - b)
    return gain * b


@program("expression_macro", 1.2, -0.4)
def _(x, y):
    return (x + y) ** 2 - 3 * (x * y) ** 2


@program("function_from_macro", 0.4)
def _(x):
    y = x + 1
    return x / (1 + exp(-x)) * (y / 2 * (1 + tanh(0.7978845608 * (y + 0.044715 * y**3))))


@program("generic_over_output", [1.0, -2.0, 3.0])
def _(x):
    return x[2] ** 2 + x[1] ** 2 / 2 + x[0] ** 2 / 4


@program("mutable_slices_between_functions", [2.0, 0.5, 0.1, 0.4, 1.5, -0.3, 0.2, 0.0, 1.0])
def _(flat):
    a, v, length = [flat[0:3], flat[3:6], flat[6:9]], [mpf(1)] * 3, None
    for _ in range(6):
        w = [dot(row, v) for row in a]
        length = norm(w)
        v = [c / length for c in w]
    return length


@program("recursion", 0.3)
def _(x):
    return (429 * x**7 - 693 * x**5 + 315 * x**3 - 35 * x) / 16


@program("mutual_recursion", 0.6)
def _(x):
    s = mpf(1.1)
    return sin(cos(sin(cos(sin(-(((x * s + 0.5) * s + 0.5) * s))))))


# Patterns and control flow.


@program("if_let_and_let_else", [-1.0, 2.0, 3.0], [0.0, -2.0, 5.0])
def _(a, b):
    return a[1] * sqrt(b[2])


@program("let_chains", [5.0, 1.0, 4.0, 2.5], 2.0)
def _(x, limit):
    return x[0] + x[1] + 2 * limit + log(1 + x[2] - limit) + log(1 + x[3] - limit)


@program("while_let_iterator", [3.0, 7.0, 15.0, 1.0])
def _(t):
    return t[0] + 1 / (t[1] + 1 / (t[2] + 1 / t[3]))


@program("match_guards_and_bindings", [0.5, 0.7, 2.0, 0.8, 1.5, 1.1, 3.0, 0.4], 0.3)
def _(u, base):
    total = mpf(0)
    for hour, v in zip(range(0, 99, 3), u):
        if hour <= 5:
            total += v * base / 2
        elif (6 <= hour <= 8 or 17 <= hour <= 20) and v > 1:
            total += v * base * (1 + mpf(0.1) * hour)
        elif hour % 2 == 0:
            total += v**2 * base
        else:
            total += v * base
    return total


@program("match_on_floats", [-0.5, 0.25, 0.9, 3.0], 1.2)
def _(xs, width):
    def smooth(x):
        x = min(mpf(1), max(mpf(0), x))
        return 3 * x**2 - 2 * x**3

    return sum(smooth(x / width) * x for x in xs)


@program("slice_patterns", [1.0, 4.0, -2.0, 0.5], 0.3)
def _(a, h):
    return h * sum((p + q) / 2 for p, q in zip(a, a[1:])) + h * h * (a[0] + a[1]) / 2


@program("recursive_slice_pattern", [2.0, 0.5, 3.0])
def _(x):
    return log(x[0]) + log(x[1]) / 2 + log(x[2]) / 4


@program("nested_patterns", [1.0, 2.0, 3.0], [0.0, 0.0, 2.0, -1.0, 1.5], [0.0, 0.0, 1.0, 1.0, 99.0], 0.25, -0.5)
def _(point, line, ignored, px, py):
    mx, my = (line[0] + line[2]) / 2, (line[1] + line[3]) / 2
    return point[2] / ((px - point[0]) ** 2 + (py - point[1]) ** 2) + line[4] / sqrt((px - mx) ** 2 + (py - my) ** 2)


@program("tuple_match", [0.0, 0.5, 1.5, 1.0, 0.8, 0.1], 0.4)
def _(u, c):
    def flux(i):
        if not 0 < i < 5:
            return mpf(0)
        a, b = u[i] - u[i - 1], u[i + 1] - u[i]
        slope = 0 if a * b <= 0 else min(a, b) if a > 0 else max(a, b)
        return c * (u[i] + (1 - c) * slope / 2)

    return sum((u[i] - flux(i) + flux(i - 1)) ** 2 for i in range(1, 6))


@program("question_mark_on_option", 2.0, 3.0)
def _(a, b):
    return 2 / (1 / a + 1 / b) + b * b


@program("question_mark_on_result", [4.0, 3.5, 4.2, 5.0], [1.0, -2.0, 0.5, 3.0])
def _(b, d):
    from mpmath import lu_solve, matrix

    a = matrix(4, 4)
    for i in range(4):
        a[i, i] = b[i]
        if i:
            a[i, i - 1] = a[i - 1, i] = -1
    x = lu_solve(a, matrix(d))
    return sum(v * v for v in x)


@program("error_with_floats", 2.5)
def _(a):
    x = mpf(1)
    for _ in range(4):
        x = (x + a / x) / 2
    return x


@program("option_combinators", 1.5, -2.0, 0.7)
def _(a, b, x):
    return a * x + exp(b) + a


@program("loop_with_value", 0.8, 0.9)
def _(a, b):
    x, n = mpf(0), 0
    while True:
        new, n = cos(a * x) * b, n + 1
        if n == 12 or fabs(new - x) < 1e-3:
            return new * a
        x = new


@program("labelled_blocks", [0.5, -1.0, 2.0, 1.0, 1.5, 4.5, 5.0, 0.1, 0.2], 4.0)
def _(m, threshold):
    after = (1 + m[0]) * (1 + m[3]) * (1 + m[4]) * (1 + m[5]) * (1 + m[6])
    assert after > 50 and (1 + m[0]) * (1 + m[3]) * (1 + m[4]) * (1 + m[5]) < 50
    return m[5] * sum(v * v for v in m[:5]) + after


@program("shadowing", 2.0, 1.2)
def _(x, y):
    x = x * y
    y = sin(x) * (y + sin(x))
    x = sqrt(x - y) if x >= y else x
    assert x * y <= 10 and y * y <= 10
    return x - y


@program("block_expressions", 1.5, -4.0, 1.0)
def _(a, b, c):
    return ((-b + sqrt(b * b - 4 * a * c)) / (2 * a)) ** 2 + c / a


@program("closures_capture_by_reference", 1.3, 0.7)
def _(y, k):
    h = mpf(0.1)
    for i in range(10):
        t = i * h
        f = lambda t, y: -k * y * y + sin(t)
        a = f(t, y)
        b = f(t + h / 2, y + h / 2 * a)
        c = f(t + h / 2, y + h / 2 * b)
        y = y + h / 6 * (a + 2 * b + 2 * c + f(t + h, y + h * c))
    return y


@program("closures_that_mutate", [1.0, 4.0, -2.0, 3.0])
def _(xs):
    v = list(xs) + [2 * xs[0]]
    m = sum(v) / 5
    return sum((x - m) ** 2 for x in v) / 4 + m


@program("move_closures", 1.4, 0.6)
def _(a, x):
    f = lambda v: v * a + a + 1
    return f(x) * (a + 1) + f(f(x * x))


@program("boxed_closures", 0.4, 1.9)
def _(x, gain):
    return tanh(x * gain) + sqrt(gain)


@program("recursion_with_accumulator_closure", [1.0, 2.0, 3.0, -1.0, 0.5, 4.0, 2.0, -3.0, 1.5])
def _(m):
    from itertools import permutations

    return sum(m[p] * m[3 + q] * m[6 + r] for p, q, r in permutations(range(3)))


@program("macros_of_std", [0.5, 3.0, -2.0])
def _(x):
    return 2 * x[0] * x[1] * x[2]


@program("references_and_swaps", 1.0, 6.5)
def _(x, y):
    for _ in range(5):
        x, y = (x + y) / 2, sqrt(x * y)
    return (x + y) / 2


@program("reference_chosen_at_run_time", [0.5, 0.25, -0.3, 2.0])
def _(x):
    even, odd = (1 + x[0]) * (1 + x[2]) / 2, (1 + x[1]) * (1 + x[3])
    return odd * even + sqrt(max(odd, even))


@program("integer_helpers", 1.3)
def _(x):
    from math import gcd

    def prime(n):
        return n > 1 and all(n % d for d in range(2, n))

    chosen = [n for n in range(1, 31) if gcd(n, 6) == 1]
    return sum((1 if bin(n).count("1") % 2 else -1) * (2 if prime(n) else 1) * mpf(n) ** -x for n in chosen)


@program("float_functions", 1.3, 1.7)
def _(x, y):
    from mpmath import acos, acosh, asin, asinh, atanh

    two, ten = mpf(2), mpf(10)
    a = sin(x) + cos(y) * tan(x) - asin(x / 3) + acos(y / 4) + atan(y)
    b = sinh(x) + cosh(y) + tanh(x * y) + asinh(x) + acosh(1 + x * x) + atanh(y / 5)
    c = exp(x) + two**y + expm1(x) + log(x) + log(y) / log(two) + log(x) / log(ten) + log1p(y) + log(x) / log(y)
    d = sqrt(x) + cbrt(y) + x**-3 + x**y + 1 / y + hypot(x, y) + atan2(y, x)
    e = x + y + x * y + 1 + x * y + 2 - x + y
    f = x * pi / 180 + y * 180 / pi + (x - floor(x)) + (y * 2.5 - 1.5 * floor(y * 2.5 / 1.5)) + (7 * x - 2 * floor(7 * x / 2)) + 1 + 2
    return a + b * c + d * e - f


@program("casts", [0.0, 1.0, 4.0, 9.0, 16.0], 0.6)
def _(table, x):
    t = 4 * x - 2
    return table[2] * (1 - t) + table[3] * t + 2 * mpf(0.001)


@program("early_returns", [0.1, -3.0, 0.0, 1.5, -0.4], 1.0)
def _(r, delta):
    return r[0] ** 2 / 2 + r[4] ** 2 / 2 + delta * (-r[1] - delta / 2) + delta * (r[3] - delta / 2)


# Iterators.


@program("map_zip_sum", [1.0, 2.0, 3.0], [0.5, 2.5, -1.0], [1.0, 0.2, 3.0])
def _(x, y, w):
    return sum(c * (a - b) ** 2 for a, b, c in zip(x, y, w))


@program("filter_and_product", [2.0, -1.0, 3.0, 0.0, 0.5])
def _(x):
    return sqrt(x[0] * x[2] * x[4])


@program("filter_map", [0.2, 0.0, 0.5, 0.3])
def _(p):
    return -sum(p[k] * log(p[k]) for k in (0, 2, 3))


@program("flat_map", [0.5, 1.5], [1.0, -2.0, 0.3])
def _(a, b):
    return sum(sin(x * y) for x in a for y in b)


@program("flatten", [1.0, 2.0, -3.0])
def _(v):
    return norm(v) / sqrt(mpf(3))


@program("enumerate_rev_skip_take", [1.0, 2.0, 3.0, -4.0, 5.0], 0.9)
def _(r, gamma):
    return sum(r[t] * gamma**t for t in (1, 2, 3)) - (r[4] + r[3] / 2)


@program("step_by", [0.1, 2.0, -0.5, 1.0, 0.7])
def _(x):
    return (exp(x[0]) + exp(x[2]) + exp(x[4])) / (x[1] * x[0] + x[3] * x[2])


@program("windows", [0.0, 1.0, 0.5, 2.0, -1.0])
def _(y):
    return sum((y[i - 1] - 2 * y[i] + y[i + 1]) ** 2 for i in (1, 2, 3)) + mpf(0.1) * sum(fabs(a - b) for a, b in zip(y, y[1:]))


@program("chunks", [1.0, 2.0, -0.5, 3.0, 0.25])
def _(x):
    means = [(x[0] + x[1]) / 2, (x[2] + x[3]) / 2, x[4]]
    return sum(m**3 for m in means) + x[0] * x[1] + x[2] * x[3] + cos(x[4])


@program("scan", [0.1, -0.2, 0.05, 0.3])
def _(r):
    logs = [log(1 + v) for v in r]
    return sum(sum(logs[: k + 1]) ** 2 for k in range(4))


@program("min_by_and_max_by", [1.0, 5.0, -2.0], [3.0, 0.5, 4.5])
def _(x, y):
    return (x[1] - x[2]) * y[1] + y[2] * x[1] + x[2]


@program("collect_and_unzip", [0.0, 1.0, 1.0, 2.5, 2.0, 2.0, 4.0, 5.5])
def _(p):
    xs, ys = p[0::2], p[1::2]
    n, sx, sy = 4, sum(p[0::2]), sum(p[1::2])
    return (n * dot(xs, ys) - sx * sy) / (n * dot(xs, xs) - sx * sx)


@program("any_all_position_last", [0.5, 1.2, 3.0, 2.0], 1.0)
def _(x, level):
    return x[1] * x[3] + x[1] * x[2] + 3 * level


@program("array_map_and_from_fn", [0.5, -1.0, 2.0, 0.1])
def _(z):
    return log(sum(exp(v) for v in z)) - z[1]


@program("iter_mut_for_each", [1.0, -0.5, 2.0])
def _(x):
    return sum(sum(x[: i + 1]) ** 2 * (x[i] + i) for i in range(3))


@program("chain_and_cycle", [0.5, -1.0], [1.0, 2.0], [0.3, 0.7, -0.2])
def _(k, a, b):
    return sum(sinh(v * k[i % 2]) for i, v in enumerate(list(a) + list(b))) + k[0] * k[1] * a[0]


@program("take_while_and_map_while", [0.5, 1.5, 2.5, 1.0, -1.0, 4.0])
def _(x):
    return (x[0] ** 2 + x[1] ** 2) * sum(1 / v for v in x[2:]) + sum(log(v) for v in x[:4])


@program("successors_and_repeat", 3.2, 0.3)
def _(r, x):
    total = mpf(0)
    for _ in range(6):
        total += x / 2
        x = r * x * (1 - x)
    return total + r * x


@program("try_fold_and_sum_of_options", [1.0, 2.0, 3.5], 4.0)
def _(x, limit):
    return 2 * (x[0] + x[1]) + sum(log(v) + v * v for v in x)


@program("partition_and_peekable", [0.1, 1.5, 2.0], [0.5, 1.7])
def _(a, b):
    m = [a[0], b[0], a[1], b[1], a[2]]
    return sum(k * v for k, v in enumerate(m)) + m[0] * m[1] * m[2] * m[3] * m[4]


@program("for_over_chain", [1.0, 0.0, -2.0, 3.0], [0.5, 0.25, -1.0])
def _(s, k):
    out = [mpf(0)] * 6
    for i in (0, 2, 3):
        for j in range(3):
            out[i + j] += s[i] * k[2 - j]
    return sum(out[i] ** 2 / i for i in (1, 2, 3, 4))


@program("chars_drive_floats", 1.5, 0.4)
def _(step, turn):
    headings = [0 * turn, turn, turn, 4 * turn, 3 * turn]
    return (step * sum(cos(h) for h in headings)) ** 2 + 2 * step * sum(sin(h) for h in headings)


@program("zip_of_three_and_rposition", [1.0, 2.0, -1.0], [0.5, 1.5, 9.0], [2.0, 3.0, 4.0])
def _(a, b, c):
    return a[0] * b[0] * c[0] + a[1] * b[1] * c[1] + (sum(c) / 2 + sum(b)) / 2 + sum(a)


# Vectors.


@program("push_and_pop", [0.0, 1.0, 2.5, 4.0], [1.0, 3.0, -0.5, 2.0], 1.7)
def _(xs, ys, x):
    total = mpf(0)
    for i in range(4):
        term = ys[i]
        for j in range(4):
            if j != i:
                term = term * (x - xs[j]) / (xs[i] - xs[j])
        total += term
    return total


@program("insert_and_remove", [1.0, 2.0, 3.0, 4.0])
def _(x):
    v = [2 * x[1], x[0], x[3], sin(x[2])]
    return v[2] ** 2 + 2 * v[1] ** 2 + 3 * v[0] ** 2


@program("extend_and_concat", [0.5, 1.0], [0.3, -0.2])
def _(a, b):
    p = mpf(1)
    for i, v in enumerate([a[0], a[1], 2 * b[0], 2 * b[1], a[0] * b[0], a[0], a[1]]):
        p *= 1 + v / (i + 1)
    return p


@program("fill_and_copy_from_slice", [1.0, 2.0, -3.0], 0.7)
def _(x, c):
    work = [x[0], x[1] * c, x[2], c, c, c]
    return dot(work[:3] * 2, work[::-1])


@program("split_at_mut", [1.0, 0.5, -0.25, 2.0, 0.1, 0.2, -0.3, 0.9])
def _(x):
    v = [sum((-1) ** bin(i & j).count("1") * x[j] for j in range(8)) for i in range(8)]
    return v[0] * (v[1] + v[2]) + sum(c**3 for c in v[3:])


@program("first_and_last", [0.5, 2.0, 3.0])
def _(x):
    return exp(x[0]) * 2 * x[2] + x[1]


@program("sort_by_partial_cmp", [3.0, -0.5, 1.5, -9.0, 0.1])
def _(r):
    return r[4] ** 2 + r[1] ** 2 + r[2] ** 2 + mpf(0.01) * log(r[3] ** 2)


@program("sort_keys_and_median", [10.5, 9.0, 11.0, 10.0], 0.8)
def _(p, d):
    ema = d * (d * (d * p[1] + (1 - d) * p[2]) + (1 - d) * p[0]) + (1 - d) * p[3]
    return ema - (p[0] + p[3]) / 2


@program("reverse_rotate", [1.0, 2.0, -1.5, 0.25, 3.0])
def _(x):
    shifted = [x[(i + 2) % 5] for i in range(5)]
    mirrored = [shifted[4 - (i - 1) % 5] for i in range(5)]
    return dot(x, shifted) - dot(x, mirrored) / 2


@program("retain_drain_dedup", [1.0, -2.0, 3.0, 0.5, 0.55, 4.0, -1.0, 6.0], 1.3)
def _(x, k):
    return x[0] * x[2] * k * k + x[3] * k * (sqrt(x[5] * k) + sqrt(x[7] * k))


@program("take_and_replace_vectors", [1.0, 0.0, 2.0, -1.0, 0.5], 0.2)
def _(initial, kappa):
    now, following = list(initial), [mpf(0)] * 5
    for _ in range(4):
        for i in (1, 2, 3):
            following[i] = now[i] + kappa * (now[i - 1] - 2 * now[i] + now[i + 1])
        now, following = following, now
    return dot(now, now) + now[1] * following[2]


@jax_program("vec_of_vecs", [[1.0, 0.5, -1.0], [2.0, -0.3, 0.7], [0.1, 1.1, 0.4]])
def _(a):
    return (a @ a @ a).trace()


@program("growing_polynomial", [1.0, -2.0, 0.5], 1.5)
def _(r, x):
    a, b, c = r
    coefficients = [-a * b * c, a * b + b * c + a * c, -(a + b + c), mpf(0.25), mpf(0.25)]
    return x**5 + sum(v * x**k for k, v in enumerate(coefficients))


@program("binary_search", [0.0, 1.0, 2.5, 4.0], [1.0, -1.0, 2.0, 0.5], [0.3, 3.1, 1.9])
def _(k, v, q):
    def line(i, x):
        return v[i] + (x - k[i]) / (k[i + 1] - k[i]) * (v[i + 1] - v[i])

    return 2 * (line(0, q[0]) + line(2, q[1]) + line(1, q[2]))


@program("matrix_of_arrays", 0.6, [1.0, 0.2, 0.0, -0.5, 1.5, 0.3, 0.7, 0.0, -1.0])
def _(angle, m):
    c, s = cos(angle), sin(angle)
    r = [c, 0, s, 0, 1, 0, -s, 0, c]
    from mpmath import det, matrix

    return det(matrix([[m[3 * i + j] + 2 * r[3 * i + j] for j in range(3)] for i in range(3)]))


# Styles.


@program("universal_call_syntax", 0.3, 2.5, 4.0)
def _(x, a, b):
    from mpmath import loggamma

    # The Rust program has Lanczos's approximation, good to some 1e-15.
    return (a - 1) * log(x) + (b - 1) * log(1 - x) + loggamma(a + b) - loggamma(a) - loggamma(b) + a**2 * sqrt(b)


@program("extension_trait_on_slices", [1.0, 2.5, 3.0], [4.0, 4.5, 6.0, 5.0])
def _(a, b):
    def coefficient(v):
        m = sum(v) / len(v)
        return sqrt(sum((x - m) ** 2 for x in v) / (len(v) - 1)) / m

    return coefficient(a) - coefficient(b) * sum(a) / 3


@program("own_numeric_trait", [1.0, 2.0, 0.5], [-0.5, 1.0, 2.0])
def _(a, b):
    from mpmath import acos

    return acos(dot(a, b) / (norm(a) * norm(b)))


@program("operator_bounds", [1.0, -2.0, 0.5, 3.0], 0.7)
def _(c, x):
    return sum(v * x**k for k, v in enumerate(c)) + 4 * max(c)


@program("associated_types", 1.2, -0.3, [0.5, 2.0], [1.0, 1.1, 2.0, 1.9], [1.0, 0.5, 1.0, -1.0, 2.0, 3.0])
def _(slope, offset, n, a, b):
    line = sum((slope * a[k] + offset - a[k + 1]) ** 2 for k in (0, 2))
    return line * sum((n[0] * b[k] + n[1] * b[k + 1] - b[k + 2]) ** 2 for k in (0, 3))


@program("units_by_phantom_type", [10.0, 5.0], [2.0, 1.5])
def _(d, t):
    return sum(d) / sum(t)


@program("array_of_function_pointers", [1.0, -0.5, 2.0, 0.25], 0.8)
def _(w, x):
    return w[0] * sin(x) + w[1] * cos(x) + w[2] * x * x + w[3] * exp(x)


@program("iterator_parameters", [0.5, -1.5, 1.0], 0.6)
def _(x, t):
    return t * log(sum(exp(v * v / t) for v in x) / 3)


@program("destructuring_assignment", 1.0, 2.0)
def _(a, b):
    x, y = a, b
    for _ in range(6):
        x, y = y, x + y / 2
    x, z = y, x
    return x + z * x + z


@program("immediately_called_closure", [1.0, 2.0, 4.0])
def _(x):
    return ((x[0] / x[1]) ** 2 + 2 * x[0]) * (sum(x) + 2 * x[0])


@program("boxed_errors", [2.0, 3.0, 0.5])
def _(x):
    return log(x[0] * x[1] * x[2])


@program("string_errors", [0.0, 1.0, 3.0], [2.0, -1.0, 4.0], [1.8, 9.0])
def _(xs, ys, points):
    return ys[1] + (points[0] - xs[1]) / (xs[2] - xs[1]) * (ys[2] - ys[1])


@program("constants_everywhere", 0.1, 2.0, 3.0)
def _(a, b, k):
    nodes = [(0.171324492379170, 0.932469514203152), (0.360761573048139, 0.661209386466265), (0.467913934572691, 0.238619186083197)]
    scale, width = mpf(1.0 / 3.0 + 1e-3), (b - a) / 8
    xs = [(w, a + width * (p + (1 + s * mpf(n)) / 2)) for p in range(8) for w, n in nodes for s in (-1, 1)]
    return sum(w * width / 2 * cos(k * x) * exp(-scale * x * x) for w, x in xs)


@program("wildcard_imports", 0.7, 0.2)
def _(p, mu):
    from mpmath import atanh, e

    z = atanh(2 * p - 1) * sqrt(pi) / 2 * sqrt(mpf(2)) - mu / (2 * pi) + log(mpf(2)) * e
    return z * z / sqrt(mpf(2))


@program("comparisons_by_ordering", 1.0, 2.5, 2.0)
def _(a, b, c):
    return b - a + sqrt(c) + a * c + a


@program("own_ordering", [0.3, 1.9, 0.1, 0.8], 0.9)
def _(start, decay):
    total, events = mpf(0), [tuple(start[0:2]), tuple(start[2:4])]
    for time, size in events:
        total += size * exp(-decay * time)
        if size > 0.5:
            events.append((time + size * 0.7, size * 0.6))
    return total


@program("option_of_references", [1.0, 2.0], [0.3, -0.7], 1.5)
def _(x, w, k):
    return dot(x, w) * sum(x) * k


@program("mutable_vectors_by_reference", [1.0, 2.0], [0.5, -3.0])
def _(x, y):
    return x[0] * y[0] * (x[0] * x[1] * y[0]) ** 2 + 1


@program("collections_from_iterators", [1.5, -2.0, 3.0, 0.5])
def _(v):
    return 3 * (fabs(v[1]) + sqrt(v[0] * v[2]) + v[3]) + 2 * v[1] + v[1] + v[0] + 2 * v[3]


@program("conversions_of_arrays", [0.2, 0.5, 0.9], [0.7, 0.1, 0.3], 0.3)
def _(a, b, t):
    g = mpf(2.2)
    mixed = [(p**g * (1 - t) + q**g * t) ** (1 / g) for p, q in zip(a, b)]
    return dot(mixed, [0.2126, 0.7152, 0.0722])


@program("own_collection", [1.0, 2.0, 5.0, 3.0])
def _(x):
    v = [log(c) for c in x]
    m = sum(v) / 4
    return sum((c - m) ** 3 for c in v) / 4 / (sum((c - m) ** 2 for c in v) / 4) ** mpf(1.5)


@program("iterator_of_index_pairs", [1.0, 4.0, 2.0, 8.0])
def _(x):
    return sum(fabs(a - b) for a in x for b in x) / 2 / (4 * sum(x))


@program("closures_passed_down", 2.0, 1.5)
def _(a, b):
    def midpoint(n):
        h = a / b / n
        return h * sum(sqrt((a * sin((k + mpf(1) / 2) * h)) ** 2 + (b * cos((k + mpf(1) / 2) * h)) ** 2) for k in range(n))

    return (4 * midpoint(8) - midpoint(4)) / 3


@program("enum_discriminants", 3.0, 0.2, 1.1)
def _(d, amplitude, growth):
    total = mpf(0)
    for k in range(1, 8):
        season = k % 4
        total += d * (1 + amplitude * {0: 1, 2: -1}.get(season, 0)) * (1 + season)
        if season == 3:
            d = d * growth
    return total


@program("rows_of_slices", [1.0, 2.0, 4.0], [3.0, 3.5])
def _(a, b):
    def deviation(v):
        return sum((x - sum(v) / len(v)) ** 2 for x in v)

    return (a[0] - b[0]) / sqrt((deviation(a) + deviation(b) + deviation(a[1:])) / 4)


@program("box_and_rc_values", [1.0, -2.0, 0.5], 1.5)
def _(v, k):
    return 2 * k * k * dot(v, v) + v[0] * k + 3


@program("option_take_and_replace", [1.0, 2.5, -0.5, 3.0, 2.0])
def _(x):
    squares = (x[1] - x[0]) ** 2 + (x[2] - x[1]) ** 2 + (x[4] - x[3]) ** 2
    return squares + exp(x[2]) + (sum(x) + 2 * x[0]) / 5


@program("let_else_with_tuples", [0.0, 1.0, 3.0], [1.5, 7.0])
def _(a, b):
    return (a[2] - b[0]) / (a[2] - a[0]) + a[0] + b[0] + b[1]


@program("bisection_with_newton_polish", [5.0, 5.0, 5.0, 105.0], 97.0)
def _(c, price):
    from mpmath import findroot

    # Two steps of Newton from a constant within 1e-8: the derivative is that of the root to some 1e-8 squared.
    return findroot(lambda r: sum(v / (1 + r) ** (t + 1) for t, v in enumerate(c)) - price, mpf(0.05))


@program("memoised_recursion", 0.25, 0.05)
def _(sigma, rate):
    from mpmath import binomial

    up = exp(sigma / sqrt(mpf(6)))
    p = (exp(rate / 6) - 1 / up) / (up - 1 / up)
    return exp(-rate) * sum(binomial(6, k) * p**k * (1 - p) ** (6 - k) * max(mpf(0), 100 * up ** (2 * k - 6) - 95) for k in range(7))


@program("dynamic_programming_table", [0.0, 1.0, 2.0, 1.5], [0.1, 1.9, 1.4], 0.05)
def _(a, b, penalty):
    def cost(i, j):
        if i < 0 or j < 0:
            return mpf("inf")
        here = (a[i] - b[j]) ** 2
        return here if i == j == 0 else here + min(cost(i - 1, j) + penalty, cost(i, j - 1) + penalty, cost(i - 1, j - 1))

    return cost(3, 2)


@program("softened_sorting", [0.3, 1.2, -0.5, 0.9], [1.0, 0.0, 3.0, 2.0])
def _(s, r):
    gain = sum(r[i] * s[i] / (log(mpf(k + 2)) / log(mpf(2))) for k, i in enumerate([1, 3, 0, 2]))
    return gain - s[0] * (s[2] ** 2 + s[0] ** 2)


@program("formatting_beside_the_floats", [0.5, 2.25])
def _(i):
    return (i[1] - i[0]) ** 2


@program("loops_by_while", 1.7)
def _(x):
    from mpmath import besselj

    return sum(x ** -(n % 5) * besselj(0, x / n) for n in (6, 3, 10, 5, 16, 8, 4, 2, 1))


@program("narrowing_casts", 1.26)
def _(x):
    powers = [(200, 0), (17, 3), (64, 1)]
    return 2 * x + sum(mpf(b) / 255 * x**k for b, k in powers) + 13 * x + 17 - 13 + 1


@program("generic_f32_and_f64", 0.4, -1.25)
def _(x, y):
    return 1 / (1 + exp(-x)) / (1 + exp(-y)) + 1 / (1 + exp(-2 * x))


@program("super_traits_and_generics", [0.5, 0.8], [1.0, -0.3, 2.0])
def _(prior, data):
    mu, tau = prior
    score = mpf(0)
    for x in data:
        score += log(tau / (2 * pi)) / 2 - tau * (x - mu) ** 2 / 2
        mu, tau = (mu * tau + x) / (tau + 1), tau + 1
    return score + mu


@program("index_by_enum_and_str", [1.7, 2.2, 0.3, 1.4], 1.1)
def _(p, x):
    a, b, c, d = p
    return a / b * (x / b) ** (a - 1) * exp(-((x / b) ** a)) * d + c


@program("division_and_references_of_operators", [1.0, 4.0, 2.5], 0.8)
def _(v, k):
    total = sum(v)
    mean = total / 3
    return v[0] / mean + (mean - mpf(1.5) * floor(mean / 1.5) + v[1] / k) / total


@program("matches_and_bool_chains", [-1.0, 2.0, -3.0])
def _(x):
    return -x[0] + x[1] ** 2 + x[2] ** 2 + 3 * sum(x)


@program("wrt_and_stop_gradient", [0.5, -1.0])
def _(w):
    rows = [[1.0, 2.0], [0.3, -0.4], [2.0, 1.0]]
    scores = [dot(row, w) / mpf(0.7) for row in rows]
    baseline = sum(dot(row, [0.5, -1.0]) / mpf(0.7) for row in rows) / 3
    return sum((s - baseline) * s for s in scores)


@program("explicit_types", [1.5, 2.0, 0.5], 1.3)
def _(v, e):
    return (v[0] ** e - v[1] ** e + v[2] ** e) * e


@program("inner_modules_with_types", [0.0, 0.0, 2.0, 0.3, 1.5, 1.7, -0.2, 1.0], 1.3)
def _(flat, stretch):
    p = [(flat[2 * k] * stretch, flat[2 * k + 1]) for k in range(4)]
    sides = list(zip(p, p[1:] + p[:1]))
    area = fabs(sum(a[0] * b[1] - b[0] * a[1] for a, b in sides)) / 2
    return 4 * pi * area / sum(sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) for a, b in sides) ** 2


@program("arrays_in_full", [0.5, -1.0, 2.0, 3.0, -0.7, 1.1])
def _(a):
    b = list(a[::-1])
    b = sorted(b[:3], reverse=True) + b[3:]
    b[0], b[5] = b[5], b[0]
    flat = [b[0], b[3], b[4], b[1]]
    return flat[0] * flat[1] + flat[2] * flat[3] + (flat[3] + flat[1]) * max(a) + sum((q - p) ** 2 for p, q in zip(a, a[1:]))


@program("from_fn_and_scan_state", 2.0, 0.3)
def _(k, c):
    x, v, total = mpf(1), mpf(0), mpf(0)
    for i in range(9):
        v = v - (k * x + c * v) * mpf(0.1)
        x = x + v * mpf(0.1)
        total += (k * x * x + v * v) / 2 / (i + 1)
    return total


# State.


@program("callee_grows_a_vector", [0.0, 1.0, 3.0])
def _(grid):
    for _ in range(2):
        fine = [grid[0]]
        for a, b in zip(grid, grid[1:]):
            fine += [sin((a + b) / 2), b]
        grid = fine
    return sum(g * g / (k + 1) for k, g in enumerate(grid))


@program("callee_shrinks_a_vector", [1.5, 2.0, -1.5, 0.5, 3.0])
def _(x):
    b = x[1]
    for c in x[2:]:
        b = b * c + b
    return x[0] / b


@program("quicksort_in_place", [3.0, -1.0, 2.0, 0.5, 9.0], [1.0, 0.5, -0.3, 2.0, 0.1])
def _(x, w):
    return sum(a * b * b for a, b in zip(sorted(x), w))


@program("insertion_sort_by_hand", [0.3, -0.9, 1.2, 0.8, -0.1])
def _(x):
    return sum(v ** (k + 1) for k, v in enumerate(sorted(x)))


@program("fields_lent_apart", [1.0, 2.0], [0.5, -1.0], 0.3)
def _(a, b, k):
    for r in range(4):
        rate = k if r % 2 == 0 else k / 2
        if r % 2 == 0:
            a, b = [v - rate * v for v in a], [w + (rate * v) ** 2 for v, w in zip(a, b)]
        else:
            a, b = [v + (rate * w) ** 2 for v, w in zip(a, b)], [w - rate * w for w in b]
        k = k * mpf(0.9)
    return dot(a, b) + k


@program("copy_of_self_is_changed", 1.5, 2.0, 0.7)
def _(torque, speed, brake):
    fast, half = speed + 2 * torque, torque / 2
    # The first braking takes half·brake, the second stops it, the third takes nothing.
    assert 0 < fast - brake < 10 * brake
    lost = half * brake + half * (fast - brake) + 0
    return lost * torque * speed + half


@program("structs_carried_by_a_loop", [1.0, -0.5], [0.2, 0.7], 1.3, 0.4)
def _(q, p, spring, coupling):
    best = mpf("inf")
    for k in range(25):
        d = (q[0] - q[1]) ** 3 * coupling
        p = [p[0] - (spring * q[0] + d) / 10, p[1] - (spring * q[1] - d) / 10]
        q = [q[0] + p[0] / 10, q[1] + p[1] / 10]
        if k > 3:
            best = min(best, fabs(q[0]))
    return best * p[1] + q[1]


@program("methods_on_elements", [0.1, 0.1, 0.4, 0.2, 0.0, 0.05], 0.8, 1.0, [0.9, 0.7, 1.2, 0.1])
def _(neurons, coupling, threshold, inputs):
    v, leak, fired = neurons[0::2], neurons[1::2], 0
    for drive in inputs:
        for i in range(3):
            v[i] = v[i] * (1 - leak[i]) + coupling * (v[i - 1] if i else drive)
            if v[i] > threshold:
                v[i] -= threshold
                fired += 1
    assert fired
    return dot(v, v) + fired * threshold + fired


@program("swapping_fields_and_elements", [1.0, -0.5, 2.0, 0.3], 0.5)
def _(x, scale):
    front = list(x)
    for _ in range(3):
        new = [scale * front[i] + (front[(i + 1) % 4] + front[i - 1]) / 4 for i in range(4)]
        front, back = new, front
        back[0], scale = scale, back[0]
    return dot(front, front) + scale * back[1]


@program("closure_shadows_and_captures", 0.7, -1.3)
def _(x0, y0):
    f = lambda v: v * 2 * x0 + y0
    g = lambda y, z: (y - z) * f(z) + x0
    a = f(y0) / 2
    y = g(a, x0)
    return g(f(y), a) - f(a) * y


@program("closures_over_mutable_vectors", [0.5, 1.5, -0.4], 1.2)
def _(x, k):
    first = x[0] * k
    trace = [first]
    for v in x:
        trace.append(trace[-1] + v * first * k)
    last = trace[-1] + sum(trace[1:]) * k
    return last + last * trace[-1] + 5


@program("lazy_chains_with_effects", [0.5, 0.7, 0.9, 0.2, 0.4], 1.6)
def _(x, budget):
    return (x[0] ** 2 + x[1] ** 2) * (budget - x[0] - x[1] - x[2]) + exp(x[3]) + exp(x[4])


@program("zip_of_unequal_lengths", [1.0, 2.0, 0.5, -1.5], [0.3, 0.6, -0.9, 1.2, 2.0], [1.0, -2.0, 0.7])
def _(a, b, c):
    s = a[3] * b[1] * c[0] + a[2] * b[2] * c[1] + a[1] * b[3] * c[2]
    tail = a[1] - b[1] ** 2 + a[3] - b[3] ** 2
    return s + tail * (a[0] * a[1] * (b[0] + b[1]) + a[1] * a[2] * (b[2] + b[3]) + a[2] * a[3] * b[4])


@program("empty_inputs", [2.0, 3.0], [0.5, -1.0])
def _(x, y):
    e = dot(y, y)
    return (e + 1) * (e * x[0] * x[1] + (x[0] + x[1]) / 2 + 2 * x[1] + (x[0] + x[1]) / x[1])


@program("triangular_loops", [2.0, 1.0, -0.5, 1.0, 0.3, 3.0, 0.7, -2.0, -1.0, 0.4, 1.5, 0.8])
def _(m):
    from mpmath import lu_solve, matrix

    x = lu_solve(matrix([m[0:3], m[4:7], m[8:11]]), matrix([m[3], m[7], m[11]]))
    return x[0] * x[1] + x[2] ** 2


@program("results_through_out_parameters", [1.0, 2.5, -0.5, 4.0, 0.3])
def _(x):
    m = sum(x) / 5
    v = sum((c - m) ** 2 for c in x) / 5
    return sum((c - m) ** 4 for c in x) / 5 / v**2 + m * v


@program("nested_vectors_that_grow", 1.3)
def _(x):
    rows = [[mpf(1)]]
    for n in range(1, 6):
        before = rows[-1]
        rows.append([mpf(1)] + [before[k - 1] * x + before[k] for k in range(1, n)] + [x])
    return sum(sum(r[1:]) for r in rows) + rows[-1][3]


@program("early_exit_with_state", [1.0, 2.0, -3.0, 0.4, -6.0, 8.0])
def _(x):
    def until(v, tolerance):
        e, w = v[0], mpf(1)
        for i, c in enumerate(v[1:], 1):
            w = w * mpf(0.8)
            e, before = w * e + (1 - w) * c, e
            if fabs(e - before) < tolerance:
                return e * w + i
            if c < -5:
                break
        return e - w

    return until(x, 0.25) * until(x[2:], 0) + until(x[:2], 10**9)


@program("same_array_twice_in_a_call", [1.0, 0.4, -0.3, 0.8])
def _(x):
    r = [dot(x, x[lag:]) for lag in range(4)]
    return r[1] / r[0] + r[2] / r[1] * r[1] + r[3] / r[2] * r[2] + dot(r, x[1:])


@program("arrays_of_structs_by_value", [1.0, 0.5, 2.0, 1.5, -1.0, 2.5], 1.4)
def _(ladder, boost):
    v0, w0, _, _, v2, w2 = ladder
    rungs = [(v2, w2), (v0 * boost, w2), (v0, w0)]
    s = v2 * w2 + v0 * boost * w0 + sum(v / w + v * w for v, w in rungs)
    return s + v2 * v0 * boost * v0 * boost**3


@program("mutable_reference_to_a_field_of_an_option", [2.0, 1.0, 3.0, 0.5, 2.5], 1.3)
def _(x, k):
    # 2 has 1 (with 0.5 to its left) and 3 (with 2.5 to its left) below it.
    return x[0] + (x[1] * k + x[3] * k**2) - (x[2] * k + x[4] * k**2)


@program("generic_container_of_floats", [1.0, 0.5, -0.7, 0.2, 1.1, 0.9], 0.6)
def _(x, gain):
    pushed, echo = [], mpf(0)
    for k, v in enumerate(x):
        pushed.append(v + gain * echo)
        if k >= 3:
            echo = pushed[k - 3] * gain
    return pushed[3] + 2 * pushed[4] + 3 * pushed[5]


@program("strings_choose_parameters", 0.8, 1.7)
def _(a, b):
    return a * exp(-2 * a) + b * b + b


@program("while_with_two_vectors", [0.1, 0.9, 2.0], [0.3, 0.8])
def _(a, b):
    clock = waiting = mpf(0)
    for v in sorted(list(a) + list(b)):
        clock = max(clock, v) + v * v / 2
        waiting += clock - v
    return waiting


@program("ackermann_of_floats", 1.3, 1.6)
def _(x, y):
    def hyper(n, x, y):
        if n == 0:
            return x + log(y)
        for k in range(n):
            inner = hyper(n - 1, x, y * (1 + k))
            if inner > 4:
                return inner / n
            x = sqrt(inner)
        return x * y

    return hyper(3, x, y)


# Traits.


@program("generic_method_of_a_trait", 0.2, 1.7, [0.1, 0.8, 1.1], 1.3)
def _(start, end, roots, k):
    def trapezoid(xs, f):
        return sum((b - a) * (f(a) + f(b)) / 2 for a, b in zip(xs, xs[1:]))

    uniform = [start + (end - start) * i / 4 for i in range(5)]
    return trapezoid(uniform, lambda x: sin(k * x)) - trapezoid([r * r for r in roots], lambda x: x / (1 + k))


@program("blanket_implementation", [0.5, 1.5, -0.3])
def _(x):
    m = sum(x) / 3
    return sqrt(sum((v - m) ** 2 for v in x) / 3) / (sum(exp(v) for v in x) / 3)


@program("trait_on_foreign_types", 1.5, [0.5, -1.0], [2.0, 0.3])
def _(a, b, c):
    return a * a * dot(b, b) / (1 + a * a) + (c[0] ** 2 + 2 * c[1] ** 2) / (1 + b[0] ** 2)


@program("generic_pipeline", 1.2, 0.8, -2.0, [0.3, -1.1, 0.7])
def _(a, sharpness, b, xs):
    return (sum(b * tanh(sharpness * a * x) for x in xs) / 3) ** 2 + sum(a * x for x in xs)


@jax_program("matrix_times_vector_generics", [[1.0, 2.0, -0.5], [0.3, -1.0, 1.5]], [0.7, -0.2, 1.1])
def _(m, v):
    return ((m @ v) ** 2).sum()


@program("composed_closures", 0.4, 0.6)
def _(x, k):
    def many(v):
        for _ in range(3):
            v = cos(v) + v * k
        return v

    return many(x) * many(k)


@program("into_iterator_bound", [1.5, 0.5, -2.0], 1.2)
def _(x, k):
    return log(x[0] * k) + log(x[1] * k) + log(k * x[0]) * log(x[1] + k)


@program("comparison_with_floats", 350.0, 300.0, 2.0)
def _(a, b, g):
    return g * (a - b) + g * (a**4 - b**4) * mpf(5.67e-8)


@program("as_ref_and_cow", [1.0, -0.5, 2.0], 0.7)
def _(s, k):
    e = dot(s, s)
    return (e + 2 * s[0] ** 4) * k + 3 * e + 2 * k * k


@program("constants_of_own_types", [1.0, 0.2, 0.1], 1.5)
def _(c, t):
    reactions = [(2.0, 0.5, 0, 1), (0.7, 1.1, 1, 2), (0.1, 0.2, 2, 0), (0.01, 3.0, 1, 0)]
    for _ in range(10):
        flows = [(mpf(r) * exp(-a / (mpf(0.8) * t)) * c[i], i, j) for r, a, i, j in reactions]
        c = [v + mpf(0.05) * sum(f * ((j == k) - (i == k)) for f, i, j in flows) for k, v in enumerate(c)]
    return c[2] / c[0] + c[1]


@program("imports_inside_of_bodies", 1.0, 50.0, 0.5, -20.0, 2.0, 9.0)
def _(first, turn, step, back, last, never):
    x, y, h = first * cos(pi / 4), first * sin(pi / 4), pi / 4
    for _ in range(3):
        h += turn * pi / 180
        x, y = x + step * cos(h), y + step * sin(h)
    h += back * pi / 180
    return (x + last * cos(h)) * (y + last * sin(h)) + 2 * h


@program("types_inside_of_bodies", [1.0, 2.5, -0.5])
def _(x):
    m = sum(x) / 3
    return sum((v - m) ** 2 for v in x) / 3 + mpf(1e-6) * m


@program("macro_made_types", 26.2, 3.1)
def _(d, t):
    return d * mpf(1609.344) / (t * 3600) + d * log(mpf(3600))


@program("slices_split_and_grouped", [1.5, 2.0, 0.0, 0.5, -1.0, 3.0, 0.0, 0.7])
def _(x):
    total = x[0] * x[1] + 2 * x[3] * x[4] * x[5] + 3 * x[7]
    runs = (x[1] - x[0]) + (x[3] - x[2]) + (x[5] - x[4]) + (x[7] - x[6])
    low = sum(x[k] ** 2 for k in (2, 3, 4, 6, 7))
    return total + runs**2 + low - x[0] * x[1] * x[5] + exp(x[7])


@program("sorting_by_several_keys", [2.0, 3.0], [1.0, 2.5], [4.0, 5.0], [3.0, 0.5], 5.0)
def _(a, b, c, d, capacity):
    return b[1] + a[1] + c[1] * (capacity - b[0] - a[0]) / c[0] + mpf(0.1) * c[0] * b[1]


@program("optional_callbacks", [0.5, -0.2, 1.4], 1.3)
def _(x, k):
    return sum(tanh(v * k) for v in x) * sum(x) * k * k


@program("static_dispatch_by_enum_of_structs", 0.3, 0.03, [0.04, -0.02, 0.01], 1.7, [1.0, 0.035, 2.0, 0.036, 3.5, 0.04])
def _(w, rate, beta, tau, coupons):
    def at(t):
        e = (1 - exp(-t / tau)) / (t / tau)
        return w * rate + (1 - w) * (beta[0] + beta[1] * e + beta[2] * (e - exp(-t / tau)))

    value, before = mpf(0), mpf(0.25)
    for t, c in zip(coupons[0::2], coupons[1::2]):
        value += exp(-at(t) * t) * (c * (t - before) - (at(t) * t - at(before) * before))
        before = t
    return value


@program("default_type_parameters", [-0.5, 1.2], [0.3, 2.0])
def _(a, b):
    p = b
    for _ in range(3):
        ends = [u * v for u in p for v in a]
        p = [min(ends), max(ends)]
    return (p[1] - p[0]) / (a[1] - a[0])


finish(__file__)
