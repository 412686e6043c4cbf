"""Polynomial coefficients of packages/kernels/src/math, printed as TypeScript constants.

Each polynomial interpolates its function at Chebyshev nodes with 60 digits and is rounded to float64 last.
Run: python3 coefficients.py
"""
from mpmath import mp, mpf, chebyfit, exp, log, sin, cos, atan, asin, erf, erfc, sqrt, pi, gamma, loggamma, digamma, findroot, cos as mcos

mp.dps = 60
L2 = log(2) / 2


def near0(f, taylor0):
    """f with its removable singularity at 0 filled in."""
    return lambda t: taylor0 if abs(t) < mpf(10) ** -25 else f(t)


def show(name, coefficients, note=''):
    print(f'const {name} = [{note}')
    row = '  '
    for c in coefficients:
        text = repr(float(c)) + ', '
        if len(row) + len(text) > 118:
            print(row.rstrip()); row = '  '
        row += text
    print(row.rstrip().rstrip(','))
    print('];')


def fit(name, f, a, b, n, relative=None):
    poly, err = chebyfit(f, [a, b], n, error=True)
    show(name, poly[::-1], f' // lowest first; error {float(err):.1e}')


def cheb(name, f, n):
    """Chebyshev coefficients on [-1, 1], first one halved."""
    m = 160
    nodes = [mcos(pi * (2 * j + 1) / (2 * m)) for j in range(m)]
    values = [f(t) for t in nodes]
    cs = [2 / mpf(m) * sum(values[j] * mcos(k * pi * (2 * j + 1) / (2 * m)) for j in range(m)) for k in range(n)]
    cs[0] /= 2
    print(name, 'tail', [float(abs(c)) for c in cs[-3:]])
    show(name, cs)


w = mpf(10) ** -12  # widen a little
fit('EXP', near0(lambda r: (exp(r) - 1 - r) / r ** 2, mpf(1) / 2), -L2 * 1.001, L2 * 1.001, 11)
fit('LOG', near0(lambda z: (2 * mp.atanh(sqrt(z)) / sqrt(z) - 2) / z if z > 0 else (2 * atan(sqrt(-z)) / sqrt(-z) - 2) / z, mpf(2) / 3), 0, mpf('0.02945'), 8)
fit('SIN', near0(lambda z: (sin(sqrt(z)) / sqrt(z) - 1) / z, -mpf(1) / 6), 0, mpf('0.6175'), 7)
fit('COS', near0(lambda z: (cos(sqrt(z)) - 1 + z / 2) / z ** 2, mpf(1) / 24), 0, mpf('0.6175'), 7)
fit('ATAN', near0(lambda z: (atan(sqrt(z)) / sqrt(z) - 1) / z, -mpf(1) / 3), 0, mpf('0.1915'), 13)
fit('ASIN', near0(lambda z: (asin(sqrt(z)) / sqrt(z) - 1) / z, mpf(1) / 6), 0, mpf('0.25'), 15)
fit('ERF', near0(lambda z: erf(sqrt(z)) / sqrt(z) - 1, 2 / sqrt(pi) - 1), 0, mpf('0.83'), 13)
K = mpf('3.75')


def erfcx_scaled(t):
    x = K * (1 + t) / (1 - t)
    if x > 1e4:
        s = sum((-1) ** k * mp.fac2(2 * k - 1) / (2 * x * x) ** k for k in range(12))
        return (1 + 2 * x) * s / (x * sqrt(pi))
    with mp.workdps(70):
        return (1 + 2 * x) * exp(x * x) * erfc(x)


cheb('ERFCX', erfcx_scaled, 30)
fit('LGAMMA1', near0(lambda f: loggamma(1 + f) / f, -mp.euler), -mpf('0.31'), mpf('0.36'), 22)
fit('LGAMMA2', near0(lambda f: loggamma(2 + f) / f, 1 - mp.euler), -mpf('0.66'), 1, 23)
fit('GAMMA', lambda f: gamma(mpf('1.5') + f), -mpf('0.5'), mpf('0.5'), 24)
x0 = findroot(digamma, mpf('1.4616321449683623'))
hi = mpf(float(x0))
print('digamma root', repr(float(x0)), repr(float(x0 - hi)))
fit('DIGAMMA', lambda x: digamma(x + mpf('1.5')) / (x + mpf('1.5') - x0) if abs(x + mpf('1.5') - x0) > mpf(10) ** -25 else mp.psi(1, x0), -mpf('0.5'), mpf('0.5'), 24)
# Lambert W about the branch point, w = Σ μ_k p^k (Corless et al. 1996, equation 4.22)
mu = [mpf(-1), mpf(1)]
alpha = [mpf(2), mpf(-1)]
for k in range(2, 26):
    a = sum(mu[j] * mu[k + 1 - j] for j in range(2, k)) if k > 2 else mpf(0)
    alpha.append(a)
    m = mpf(k - 1) / (k + 1) * (mu[k - 2] / 2 + alpha[k - 2] / 4) - alpha[k] / 2 - mu[k - 1] / (k + 1)
    mu.append(m)
show('BRANCH', mu)


def parts(name, value, bits, n):
    out = []
    rest = value
    for _ in range(n):
        e = mp.floor(log(abs(rest), 2)) + 1
        q = mp.floor(rest * mpf(2) ** (bits - e)) / mpf(2) ** (bits - e)
        out.append(float(q)); rest -= q
    out.append(float(rest))
    print(name, [repr(o) for o in out])


parts('LN2', log(2), 32, 1)
parts('PI/2', pi / 2, 33, 3)
for nm, v in [('PI', pi), ('PI/2', pi / 2), ('E', mp.e), ('SQRT2', sqrt(2)), ('1/SQRT2', 1 / sqrt(2)), ('LN2', log(2)), ('2/3', mpf(2) / 3), ('2/5', mpf(2) / 5), ('HLOG2PI', log(2 * pi) / 2), ('2/sqrtpi', 2 / sqrt(pi)), ('sqrt2pi', sqrt(2 * pi)), ('lnpi', log(pi)), ('sqrtpi/2', sqrt(pi) / 2), ('1/pi', 1 / pi)] + [(f'atan{c}', atan(mpf(c))) for c in (0.5, 1, 1.5)]:
    print(nm, repr(float(v)), repr(float(v - mpf(float(v)))))
mp.dps = 420
print('TWO_OVER_PI', hex(int(mp.floor(2 / pi * mpf(2) ** 1216))))
