"""References of the corpus: value and gradient of programs written a second time, in Python.

Numbers are mpmath's with 60 digits. A partial is the central difference with a step of 1e-20, whose error is some 1e-40: no rule of differentiation is used,
so none can be wrong here. The forward and the backward difference must agree to 1e-12, or the point lies on a kink and the script stops.
Programs marked `jax_program` are arrays in JAX with float64 and `jax.grad`.

    pip install mpmath numpy jax
    python mgh.py && python language.py && python long.py      # each writes its .txt
"""

import pathlib
import sys

from mpmath import mp, mpf

mp.dps = 60
STEP = mpf(10) ** -20
LINES = {}


def program(name, *points):
    """Decorates `f(*args)`; each point is a number or a list of them, and all are differentiated, in order."""

    def wrap(f):
        flat = [v for p in points for v in (p if isinstance(p, (list, tuple)) else [p])]

        def call(values):
            values, args = list(values), []
            for p in points:
                if isinstance(p, (list, tuple)):
                    args.append(values[: len(p)])
                    values = values[len(p) :]
                else:
                    args.append(values.pop(0))
            return mpf(f(*args))

        flat = [mpf(v) for v in flat]
        value = call(flat)
        gradient = []
        for k, v in enumerate(flat):
            step = STEP * max(1, abs(v))
            up, down = (call(flat[:k] + [v + s] + flat[k + 1 :]) for s in (step, -step))
            forward, backward, central = (up - value) / step, (value - down) / step, (up - down) / (2 * step)
            if abs(forward - backward) > mpf(10) ** -12 * (1 + abs(central)):
                raise SystemExit(f"{name}: kink in parameter {k}: {forward} and {backward}")
            gradient.append(central)
        put(name, [value] + gradient)
        return f

    return wrap


def jax_program(name, *points):
    """Decorates `f(*arrays)` for JAX; all arrays are differentiated, in order."""

    def wrap(f):
        import jax
        import numpy as np

        jax.config.update("jax_enable_x64", True)
        arrays = [jax.numpy.asarray(p, dtype="float64") for p in points]
        value, bars = jax.value_and_grad(f, argnums=tuple(range(len(arrays))))(*arrays)
        put(name, [float(value)] + [float(b) for bar in bars for b in np.ravel(bar)])
        return f

    return wrap


def put(name, numbers):
    if name in LINES:
        raise SystemExit(f"{name}: twice")
    LINES[name] = " ".join([name] + [repr(float(v)) for v in numbers])


def finish(script):
    path = pathlib.Path(script).with_suffix(".txt")
    path.write_text("\n".join(LINES[name] for name in sorted(LINES)) + "\n")
    print(f"{len(LINES)} programs in {path.name}", file=sys.stderr)
