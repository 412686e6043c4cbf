"""More values at exact doubles, to 24 digits, by mpmath: where functions change their method, near overflow and underflow,
near their zeros, and at random.

    python3 generate-hard.py > hard.json
"""
import json
import math
import random
import sys

import mpmath as m

m.mp.prec = 1400
random.seed(20261125)
R = random.uniform
HUGE, LEAST = m.mpf(2) ** 1024 * (1 - m.mpf(2) ** -54), m.mpf(2) ** -1075


def wide(lo, hi, n):
    """Doubles of both signs whose logarithms are uniform."""
    return [random.choice((-1, 1)) * math.exp(R(math.log(lo), math.log(hi))) for _ in range(n)]


def around(points, n=6):
    """Doubles close to the given ones, from one unit to a thousandth."""
    return [p * (1 + random.choice((-1, 1)) * 2.0 ** -R(10, 52)) for p in points for _ in range(n)] + list(points)


def multiples(n, most):
    """Doubles next to multiples of π/2."""
    return [float(random.randint(1, most) * m.pi / 2) for _ in range(n)]


positive = lambda xs: [abs(x) for x in xs]
CASES = {
    "exp": (m.exp, [R(-745, -708) for _ in range(60)] + [R(709, 709.78) for _ in range(30)] + around([k * math.log(2) / 2 for k in range(-9, 10, 2)]) + wide(1e-20, 1, 60)),
    "expm1": (m.expm1, wide(1e-300, 1e-3, 60) + around([-0.3466, 0.3466, -1.04, 1.04, -36.7, -40]) + [R(-2, 2) for _ in range(80)] + [R(700, 709.7) for _ in range(20)]),
    "log": (m.log, around([1.0, math.sqrt(2), math.sqrt(0.5), 2.0, 0.5], 25) + positive(wide(5e-324, 1e-300, 60)) + positive(wide(1e-5, 1e5, 60))),
    "log1p": (m.log1p, wide(1e-300, 1e-3, 60) + around([-0.2929, 0.4142, 1.0, -0.5], 12) + [-1 + 2.0 ** -R(1, 53) for _ in range(30)]),
    "sigmoid": (lambda x: 1 / (1 + m.exp(-x)), [R(-745, -700) for _ in range(30)] + [R(-5, 5) for _ in range(80)] + wide(1e-20, 1, 30)),
    "softplus": (lambda x: m.log1p(m.exp(x)), [R(-745, -700) for _ in range(30)] + [R(-5, 5) for _ in range(80)] + wide(1e-20, 1, 30) + [R(30, 745) for _ in range(30)]),
    "tanh": (m.tanh, wide(1e-300, 1e-6, 40) + around([1e-8, 1.0, 22.0, 0.5], 12) + [R(-3, 3) for _ in range(80)]),
    "sin": (m.sin, multiples(60, 10 ** 4) + multiples(40, 10 ** 6) + wide(1e5, 1.7e308, 80) + around([math.pi / 4, 1.6e6], 12)),
    "cos": (m.cos, multiples(60, 10 ** 4) + multiples(40, 10 ** 6) + wide(1e5, 1.7e308, 80) + around([math.pi / 4, 1.6e6], 12)),
    "tan": (m.tan, multiples(60, 10 ** 4) + multiples(40, 10 ** 6) + wide(1e5, 1.7e308, 80) + around([math.pi / 4, 1e-8, 1.6e6], 12) + [R(-10, 10) for _ in range(80)] + wide(1e-300, 1e-3, 30)),
    "erf": (m.erf, around([0.9, -0.9, 6.0, 1.0], 12) + wide(1e-300, 1e-3, 40) + [R(-6, 6) for _ in range(120)]),
    "erfc": (m.erfc, around([-0.9, 0.25, 0.5, 0.9, 6.0], 12) + [R(26, 27.2) for _ in range(40)] + [R(-6, 26) for _ in range(120)] + wide(1e-300, 1e-3, 30)),
    "lgamma": (lambda x: m.re(m.loggamma(x)), around([0.35, 0.7, 1.0, 1.35, 2.0, 3.0, 8.0, 1e-10, 1e17], 12) + [R(0, 12) for _ in range(120)] + positive(wide(1e-300, 1e300, 60))),
    "digamma": (m.digamma, around([1.0, 2.0, 1.4616321449683623, 10.0, 8.0, 6.0], 12) + [R(0, 12) for _ in range(120)] + positive(wide(1e-300, 1e300, 60))),
}


def powers():
    to = lambda x, log: (x, log / math.log(x))          # arguments with a given logarithm of the power
    for _ in range(40):
        yield R(0, 10), R(-200, 200)
        yield 1 + R(-1, 1) * 10 ** R(-16, -1), R(-1, 1) * 10 ** R(0, 17)
        yield to(1 + random.choice((-1, 1)) * 0.99 * 10 ** R(-15, 0), R(-744, 709))
        yield to(math.exp(R(-700, 700)), R(-744.4, 709.78))
        yield to(math.exp(R(-700, 700)), R(700, 709.7827))
        yield to(math.exp(R(-700, 700)), R(-745, -708))
        yield R(0.7, 1.42), R(-2000, 2000)
        yield math.exp(R(-744, 709)), R(-1, 1)
        yield float(random.randint(2, 1000)), float(random.randint(-100, 100))
        yield 5e-324 * random.randint(1, 2 ** 40), R(-1, 1)
        yield 1 + random.choice((2.0 ** -7, -2.0 ** -8, 0.5 * 2.0 ** -7)) * (1 + 2.0 ** -R(10, 40)), R(-9e4, 9e4)
        yield -float(random.randint(2, 50)), float(random.randint(-150, 150))
        yield R(0, 4) ** 2, random.choice((0.5, 1.5, -0.5, 0.25, 1 / 3, 3.0, -2.0))


def value(f, *args):
    y = f(*[m.mpf(a) for a in args])
    return m.nstr(y, 24, min_fixed=0, max_fixed=0) if y == 0 or LEAST < abs(y) < HUGE else None


out = {}
for name, (f, xs) in CASES.items():
    out[name] = [[repr(x), v] for x in xs if (v := value(f, x))]
out["pow"] = [[repr(x), repr(y), v] for x, y in powers() if (v := value(m.power, x, y))]
json.dump(out, sys.stdout, separators=(",", ":"))
