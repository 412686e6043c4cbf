"""Values of elementary and special functions at exact doubles, to 40 digits, by mpmath.

    python3 generate.py > functions.json

Arguments are drawn over the whole range of each function and near the places where it is hard.
"""
import json
import random
import sys

import mpmath as m

m.mp.prec = 1400
random.seed(20261124)
R = random.uniform
MAX, TINY = 1.7976931348623157e308, 5e-324


def spread(lo, hi, n):
    """Doubles whose logarithms are uniform, both ends included."""
    import math
    a, b = math.log(lo), math.log(hi)
    return [lo, hi] + [math.exp(R(a, b)) for _ in range(n)]


def both(xs):
    return [s * x for x in xs for s in (1, -1)]


small = spread(1e-300, 1e-3, 10)
CASES = {
    "exp": (m.exp, [R(-745, 709.7) for _ in range(60)] + [R(-1, 1) for _ in range(40)] + both(small) + [-745.1, -708.5, 709.78, -744.5]),
    "expm1": (m.expm1, [R(-40, 700) for _ in range(40)] + [R(-2, 2) for _ in range(80)] + both(small) + both(spread(1e-9, 0.5, 30))),
    "log": (m.log, spread(TINY, MAX, 60) + [R(0.5, 2) for _ in range(60)] + [1 + R(-1, 1) * 10 ** -k for k in range(1, 16)]),
    "log1p": (m.log1p, both(spread(1e-20, 0.9, 60)) + spread(1, 1e300, 30) + [-0.999999, -1 + 2 ** -50]),
    "sin": (m.sin, [R(-10, 10) for _ in range(80)] + spread(10, MAX, 60) + both(small) + [m.mpf(k) * m.pi / 2 for k in range(1, 30)] + [6381956970095103 * 2.0 ** 797, 1e22]),
    "cos": (m.cos, [R(-10, 10) for _ in range(80)] + spread(10, MAX, 60) + both(small) + [m.mpf(k) * m.pi / 2 for k in range(1, 30)] + [6381956970095103 * 2.0 ** 797, 1e22]),
    "tan": (m.tan, [R(-10, 10) for _ in range(80)] + spread(10, MAX, 60) + both(small) + [m.mpf(k) * m.pi / 2 for k in range(1, 30)]),
    "asin": (m.asin, [R(-1, 1) for _ in range(60)] + both(small) + [1 - 10.0 ** -k for k in range(1, 16)]),
    "acos": (m.acos, [R(-1, 1) for _ in range(60)] + both(small) + [1 - 10.0 ** -k for k in range(1, 16)]),
    "atan": (m.atan, [R(-3, 3) for _ in range(60)] + both(spread(1e-300, 1e300, 40))),
    "sinh": (m.sinh, [R(-5, 5) for _ in range(40)] + [R(-710, 710) for _ in range(30)] + both(small)),
    "cosh": (m.cosh, [R(-5, 5) for _ in range(40)] + [R(-710, 710) for _ in range(30)] + both(small)),
    "tanh": (m.tanh, [R(-3, 3) for _ in range(60)] + [R(-22, 22) for _ in range(30)] + both(small)),
    "asinh": (m.asinh, both(spread(1e-20, 1e300, 60))),
    "acosh": (m.acosh, spread(1.0000001, 1e300, 60)),
    "atanh": (m.atanh, [R(-1, 1) for _ in range(60)] + both(small)),
    "sigmoid": (lambda x: 1 / (1 + m.exp(-x)), [R(-40, 40) for _ in range(60)] + [-700.0, -744.0, 500.0]),
    "softplus": (lambda x: m.log1p(m.exp(x)), [R(-40, 40) for _ in range(60)] + [-700.0, 1e10]),
    "erf": (m.erf, [R(-4, 4) for _ in range(100)] + both(small)),
    "erfc": (m.erfc, [R(-3, 26.5) for _ in range(120)] + [R(0.4, 3) for _ in range(40)] + both(small)),
    "erfinv": (m.erfinv, [R(-1, 1) for _ in range(60)] + both(small) + [1 - 10.0 ** -k for k in range(1, 16)]),
    "lgamma": (lambda x: m.re(m.loggamma(x)) if x > 0 else m.log(abs(m.gamma(x))), [R(0, 20) for _ in range(80)] + spread(1e-300, 1e300, 60) + [1 + R(-.5, .5) * 10 ** -k for k in range(1, 12)] + [2 + R(-.5, .5) * 10 ** -k for k in range(1, 12)] + [R(-20, 0) for _ in range(30)]),
    "gamma": (m.gamma, [R(0, 171.6) for _ in range(80)] + [R(-30, 0) for _ in range(30)] + [5.0, 0.5]),
    "digamma": (m.digamma, [R(0, 20) for _ in range(80)] + spread(1e-100, 1e100, 40) + [m.mpf("1.46163214496836234126") + R(-1, 1) * 10 ** -k for k in range(1, 12)] + [R(-20, 0) for _ in range(30)]),
    "lambertW": (lambda x: m.lambertw(x).real, [R(-0.3678, 0) for _ in range(40)] + spread(1e-10, 1e300, 60) + [-0.367879441171442, -0.3678794411, -0.367]),
    "ndtr": (lambda x: m.erfc(-x / m.sqrt(2)) / 2, [R(-37, 8) for _ in range(100)]),
    "logNdtr": (lambda x: m.log(m.erfc(-x / m.sqrt(2)) / 2), [R(-37, 8) for _ in range(60)] + [-1e3, -1e10, -100.5]),
    "ndtri": (lambda p: m.sqrt(2) * m.erfinv(2 * m.mpf(p) - 1), [R(0, 1) for _ in range(60)] + spread(1e-300, 0.1, 40)),
}
PAIRS = {
    "pow": (m.power, [(R(0, 10), R(-200, 200)) for _ in range(80)] + [(1 + R(-1, 1) * 1e-5, R(-1, 1) * 1e7) for _ in range(40)] + [(x, R(-1, 1)) for x in spread(TINY, MAX, 40)] + [(-R(1, 5), float(k)) for k in range(-20, 20)]),
    "atan2": (m.atan2, [(R(-3, 3), R(-3, 3)) for _ in range(80)] + [(R(-1, 1) * 1e-200, R(-1, 1)) for _ in range(10)]),
    "hypot": (m.hypot, [(R(-3, 3), R(-3, 3)) for _ in range(60)] + [(R(1, 2) * 1e200, R(1, 2) * 1e200), (3e-300, 4e-300), (1e308, 1e308)]),
    "polygamma": (lambda n, x: m.polygamma(int(n), x), [(n, R(0, 20)) for n in (1, 2, 3, 5, 8) for _ in range(12)] + [(n, R(-6, 0)) for n in (1, 2, 3) for _ in range(8)]),
    "besselJ": (lambda n, x: m.besselj(int(n), x), [(n, R(0, 30)) for n in (0, 1, 2, 5, 10, 30) for _ in range(12)] + [(n, R(30, 1000)) for n in (0, 1, 4) for _ in range(10)] + [(2, 1e-5), (0, 1e6)]),
}


def value(f, *args):
    y = f(*[m.mpf(float(a)) for a in args])
    return m.nstr(y, 40, min_fixed=0, max_fixed=0)


out = {name: [[repr(float(x)), value(f, x)] for x in xs if abs(f(m.mpf(float(x)))) < 2 ** 1024] for name, (f, xs) in CASES.items()}
out |= {name: [[repr(float(a)), repr(float(b)), value(f, a, b)] for a, b in xs if abs(f(m.mpf(float(a)), m.mpf(float(b)))) < 2 ** 1024] for name, (f, xs) in PAIRS.items()}
json.dump(out, sys.stdout, separators=(",", ":"))
