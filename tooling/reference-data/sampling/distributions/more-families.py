"""Tables of families by their definitions, with mpmath at 80 digits: python3 more-families.py > more-families.json"""
import json
from mpmath import mp, mpf, log, exp, gamma, loggamma, gammainc, betainc, beta, pi, atan2, binomial, sqrt, tan, inf

mp.dps = 80
S = lambda v: mp.nstr(v, 34, min_fixed=1, max_fixed=0) if v not in (0, 1) else mp.nstr(v, 2)

def P(a, x): return gammainc(a, 0, x, regularized=True)
def Q(a, x): return gammainc(a, x, inf, regularized=True)
def I(a, b, x): return betainc(a, b, 0, x, regularized=True)

out = []
def table(name, params, xs, f, quantiles=()):
    points = []
    for x in xs:
        pdf, lo, up = f(mpf(x))
        if pdf <= 0 or lo <= 0 or up <= 0: continue
        llo = mp.log1p(-up) if up < mpf(10) ** -30 else log(lo)
        lup = mp.log1p(-lo) if lo < mpf(10) ** -30 else log(up)
        points.append({'x': x, 'logpdf': S(log(pdf)), 'cdf': S(lo), 'sf': S(up), 'logcdf': S(llo), 'logsf': S(lup)})
    out.append({'family': name, 'params': params, 'points': points, 'quantiles': [{'p': p, 'tail': t, 'x': S(q)} for p, t, q in quantiles]})

ps = [1e-300, 1e-100, 1e-15, 0.001, 0.3, 0.5, 0.9, 0.999]
both = lambda q, r: [(p, 'lower', q(mpf(p))) for p in ps] + [(p, 'upper', r(mpf(p))) for p in ps]

for r in (1.0, 0.3):
    R = mpf(r)
    table('exponential', {'rate': r}, [1e-300, 1e-8, 0.1, 1.0, 3.7, 50.0, 700.0], lambda x: (R * exp(-R * x), -mp.expm1(-R * x), exp(-R * x)),
          both(lambda p: -mp.log1p(-p) / R, lambda q: -log(q) / R))
for a, r in ((0.05, 1.0), (2.5, 2.0), (40.0, 0.1), (5000.0, 1.0)):
    A, R = mpf(a), mpf(r)
    xs = [float(m * A / R) for m in (mpf(1e-200), mpf(1e-5), 0.1, 0.5, 0.9, 1, 1.1, 2, 5, 30)]
    table('gamma', {'shape': a, 'rate': r}, xs, lambda x: (R ** A * x ** (A - 1) * exp(-R * x) / gamma(A), P(A, R * x), Q(A, R * x)))
    table('inverseGamma', {'shape': a, 'scale': r}, [float(R / A / m) for m in (1e-5, 0.1, 0.9, 1, 1.3, 3, 20)], lambda x: (R ** A * x ** (-A - 1) * exp(-R / x) / gamma(A), Q(A, R / x), P(A, R / x)))
for n in (0.5, 1.0, 2.0, 5.0, 30.0, 400.0):
    N = mpf(n)
    def t(x, N=N):
        pdf = gamma((N + 1) / 2) / sqrt(N * pi) / gamma(N / 2) * (1 + x * x / N) ** (-(N + 1) / 2)
        tail = I(N / 2, mpf(1) / 2, N / (N + x * x)) / 2
        return (pdf, tail, 1 - tail) if x < 0 else (pdf, 1 - tail, tail)
    table('studentT', {'degreesOfFreedom': n}, [-1e10, -300.0, -20.0, -3.0, -0.1, 1e-9, 0.7, 2.0, 12.0, 500.0, 1e50], t,
          both(lambda p: -1 / tan(pi * p), lambda q: 1 / tan(pi * q)) if n == 1 else ())
for m, n in ((1.0, 1.0), (2.0, 7.0), (5.0, 3.0), (30.0, 200.0)):
    M, N = mpf(m), mpf(n)
    def f(x, M=M, N=N):
        w = M * x / (M * x + N)
        return (w ** (M / 2) * (1 - w) ** (N / 2) / beta(M / 2, N / 2) / x, I(M / 2, N / 2, w), I(N / 2, M / 2, N / (M * x + N)))
    table('fisherF', {'numerator': m, 'denominator': n}, [1e-60, 1e-10, 0.01, 0.5, 1.0, 2.0, 9.0, 100.0, 1e6, 1e30], f,
          both(lambda p: tan(pi * p / 2) ** 2, lambda q: 1 / tan(pi * q / 2) ** 2) if m == n == 1 else ())
def laplace(x, mu, b):
    z = (x - mu) / b
    return (exp(-abs(z)) / (2 * b), exp(z) / 2 if z < 0 else 1 - exp(-z) / 2, 1 - exp(z) / 2 if z < 0 else exp(-z) / 2)
table('laplace', {'location': 1.0, 'scale': 0.7}, [-400.0, -30.0, 0.5, 1.0, 1.2, 30.0, 450.0], lambda x: laplace(x, mpf(1), mpf(0.7)))
cauchy = lambda x: (1 / (pi * (1 + x * x)), atan2(1, -x) / pi, atan2(1, x) / pi)
table('cauchy', {'location': 0.0, 'scale': 1.0}, [-1e300, -1e8, -2.0, -1e-9, 0.3, 5.0, 1e20], cauchy, both(lambda p: -1 / tan(pi * p), lambda q: 1 / tan(pi * q)))
table('halfCauchy', {'scale': 1.0}, [1e-300, 1e-9, 0.3, 1.0, 5.0, 1e20, 1e300], lambda x: (2 / (pi * (1 + x * x)), 2 * atan2(x, 1) / pi, 2 * atan2(1, x) / pi))
for k, l in ((0.5, 1.0), (3.5, 2.0)):
    K, L = mpf(k), mpf(l)
    def w(x, K=K, L=L):
        h = (x / L) ** K
        return (K / L * (x / L) ** (K - 1) * exp(-h), -mp.expm1(-h), exp(-h))
    table('weibull', {'shape': k, 'scale': l}, [1e-200, 1e-20, 1e-3, 0.5, 1.0, 2.5, 5.0, 12.0], w, both(lambda p: L * (-mp.log1p(-p)) ** (1 / K), lambda q: L * (-log(q)) ** (1 / K)))
for a, m in ((0.5, 1.0), (3.0, 2.0)):
    A, M = mpf(a), mpf(m)
    table('pareto', {'shape': a, 'scale': m}, [float(M * (1 + mpf(2) ** -40)), 2.5, 10.0, 1e5, 1e80], lambda x: (A * M ** A / x ** (A + 1), -mp.expm1(A * log(M / x)), (M / x) ** A),
          [(p, 'upper', M * mpf(p) ** (-1 / A)) for p in (1e-100, 1e-15, 0.3, 0.999)])
for a, b in ((0.5, 0.5), (2.0, 5.0), (10.0, 0.3)):
    A, B = mpf(a), mpf(b)
    table('kumaraswamy', {'a': a, 'b': b}, [1e-200, 1e-10, 0.01, 0.3, 0.7, 0.99, 1 - 2 ** -40], lambda x: (A * B * x ** (A - 1) * (1 - x ** A) ** (B - 1), -mp.expm1(B * log(1 - x ** A)), (1 - x ** A) ** B))
table('uniform', {'low': -1.0, 'high': 3.0}, [-0.9999999, -0.5, 0.0, 1.0, 2.0, 2.9999999], lambda x: (mpf(1) / 4, (x + 1) / 4, (3 - x) / 4))
for N, K, n in ((50, 12, 20), (1000, 30, 400), (100000, 40000, 300)):
    pm = lambda k: binomial(K, k) * binomial(N - K, n - k) / binomial(N, n)
    top = min(K, n)
    ks = sorted({0, 1, top // 4, int(n * K / N), int(n * K / N) + 3, top // 2, top - 1})
    def h(x):
        k = int(x)
        return (pm(k), mp.fsum(pm(j) for j in range(0, k + 1)), mp.fsum(pm(j) for j in range(k + 1, top + 1)))
    table('hypergeometric', {'population': N, 'marked': K, 'drawn': n}, ks, h)
print(json.dumps(out, indent=0))
