/** A million draws of each family, checked by moments before they are timed. */

const n = 1_000_000;
/**
 * mean, variance, and the fourth central moment over the squared variance, which the error of a sample variance needs;
 * `floor` is our speed over NumPy's that the project asks for.
 */
const FAMILIES = {
  'uniform': {
    mean: 0.5,
    variance: 1 / 12,
    kurtosis: 1.8,
    floor: 0.35,
    ours: (r, k) => r.uniform(k, n),
    numpy: 'g.random(N)',
    pure: true,
    stdlib: ['mt19937'],
  },
  'normal': {
    mean: 0,
    variance: 1,
    kurtosis: 3,
    floor: 0.6,
    peer: 1,
    ours: (r, k) => r.normal(k, n),
    numpy: 'g.standard_normal(N)',
    stdlib: ['improved-ziggurat'],
    d3: ['randomNormal'],
  },
  'exponential': {
    mean: 1,
    variance: 1,
    kurtosis: 9,
    floor: 0.4,
    peer: 1,
    ours: (r, k) => r.exponential(k, n),
    numpy: 'g.standard_exponential(N)',
    stdlib: ['exponential', 1],
    d3: ['randomExponential', 1],
  },
  'gamma 2.5': {
    mean: 2.5,
    variance: 2.5,
    kurtosis: 3 + 6 / 2.5,
    floor: 0.4,
    peer: 1,
    ours: (r, k) => r.gamma(k, 2.5, n),
    numpy: 'g.standard_gamma(2.5,N)',
    stdlib: ['gamma', 2.5, 1],
    d3: ['randomGamma', 2.5, 1],
  },
  'gamma 0.5': {
    mean: 0.5,
    variance: 0.5,
    kurtosis: 15,
    peer: 1,
    ours: (r, k) => r.gamma(k, 0.5, n),
    numpy: 'g.standard_gamma(0.5,N)',
    stdlib: ['gamma', 0.5, 1],
    d3: ['randomGamma', 0.5, 1],
  },
  'beta 2 3': {
    mean: 0.4,
    variance: 0.04,
    kurtosis: 3 - 9 / 14,
    floor: 0.4,
    peer: 1,
    ours: (r, k) => r.beta(k, 2, 3, n),
    numpy: 'g.beta(2,3,N)',
    stdlib: ['beta', 2, 3],
    d3: ['randomBeta', 2, 3],
  },
  'poisson 20': {
    mean: 20,
    variance: 20,
    kurtosis: 3.05,
    floor: 0.4,
    peer: 1,
    ours: (r, k) => r.poisson(k, 20, n),
    numpy: 'g.poisson(20,N)',
    stdlib: ['poisson', 20],
    d3: ['randomPoisson', 20],
  },
  'poisson 2': {
    mean: 2,
    variance: 2,
    kurtosis: 3.5,
    floor: 0.4,
    peer: 1,
    ours: (r, k) => r.poisson(k, 2, n),
    numpy: 'g.poisson(2,N)',
    stdlib: ['poisson', 2],
    d3: ['randomPoisson', 2],
  },
  'binomial 100 0.3': {
    mean: 30,
    variance: 21,
    kurtosis: 3 + (1 - 6 * 0.21) / 21,
    floor: 0.4,
    peer: 1,
    ours: (r, k) => r.binomial(k, 100, 0.3, n),
    numpy: 'g.binomial(100,0.3,N)',
    stdlib: ['binomial', 100, 0.3],
    d3: ['randomBinomial', 100, 0.3],
  },
  'bits': {
    mean: 2 ** 31 - 0.5,
    variance: 2 ** 64 / 12,
    kurtosis: 1.8,
    ours: (r, k) => r.bits(k, n),
    numpy: 'g.integers(0,2**32,N,dtype=np.uint32)',
    words: true,
  },
};

/** The worse of mean and variance, in standard errors; right within 5 (1 in 10⁶ by chance). */
const moments =
  ({ mean, variance, kurtosis }) =>
  (x) => {
    let first = 0;
    let second = 0;
    for (let i = 0; i < x.length; i++) {
      const d = x[i] - mean;
      first += d;
      second += d * d;
    }
    const zMean = Math.abs(first / n) / Math.sqrt(variance / n);
    const zVariance = Math.abs(second / n - variance) / (variance * Math.sqrt((kurtosis - 1) / n));
    return { error: x.length === n ? Math.max(zMean, zVariance) : Infinity, limit: 5 };
  };

/** Every number once, and no correlation with its place. */
const isOrder = (x) => {
  const seen = new Uint8Array(n);
  const centre = (n - 1) / 2;
  let product = 0;
  for (let i = 0; i < n; i++) {
    seen[x[i]]++;
    product += (x[i] - centre) * (i - centre);
  }
  return { error: seen.every((count) => count === 1) ? (Math.abs(product) / n / ((n * n - 1) / 12)) * Math.sqrt(n) : Infinity, limit: 5 };
};

const filled =
  (next, Type = Float64Array) =>
  () => {
    const out = new Type(n);
    for (let i = 0; i < n; i++) out[i] = next();
    return out;
  };

async function optional(load) {
  try {
    return await load();
  } catch {
    return null;
  }
}

/** @stdlib (its generators on MT19937), d3-random on xoroshiro128+, pure-rand: each seeded. */
async function peersOf({ stdlib, d3, pure, words }) {
  const out = [];
  const purely = await optional(() => import('pure-rand/generator/xoroshiro128plus'));
  const generator = purely?.xoroshiro128plus(42);
  const bits = () => generator.next() >>> 0;
  const unit = () => ((bits() >>> 5) * 67108864 + (bits() >>> 6)) / 9007199254740992;
  if (generator && pure) out.push({ name: 'pure-rand xoroshiro128+', kind: 'peer', run: filled(unit) });
  if (generator && words) out.push({ name: 'pure-rand xoroshiro128+', kind: 'peer', run: filled(bits, Uint32Array) });
  if (words) {
    const mt = await optional(() => import('@stdlib/random-base-mt19937'));
    if (mt) out.push({ name: '@stdlib mt19937', kind: 'peer', run: filled(mt.default.factory({ seed: 42 }), Uint32Array) });
  }
  if (stdlib) {
    const [name, ...parameters] = stdlib;
    const module = await optional(() => import(`@stdlib/random-base-${name}`));
    const draw = module?.default.factory(...parameters, { seed: 42 });
    if (draw) out.push({ name: `@stdlib ${name}`, kind: 'peer', run: filled(name === 'mt19937' ? draw.normalized : draw) });
  }
  if (d3 && generator) {
    const [name, ...parameters] = d3;
    const module = await optional(() => import('d3-random'));
    if (module) out.push({ name: `d3-random ${name}`, kind: 'peer', run: filled(module[name].source(unit)(...parameters)) });
  }
  return out;
}

const candidatesOf = (random, draw, numpy) => {
  const root = random.key(42);
  let call = 0;
  return [
    { name: 'adjoint', kind: 'ours', run: () => draw(random, random.foldIn(root, call++)), value: (r) => r.data() },
    { name: 'NumPy', kind: 'native', python: { code: `N=${n}\ng=np.random.Generator(np.random.PCG64(42))`, run: `out=${numpy}` } },
  ];
};

export async function randomWorkloads({ ours }) {
  const random = await ours('random');
  const families = Object.entries(FAMILIES).map(([name, family]) => ({
    name: `${name} 1e6`,
    bars: { ...(family.floor ? { native: ['NumPy', 1 / family.floor] } : null), ...(family.peer ? { peer: family.peer } : null) },
    make: async () => ({
      candidates: [...candidatesOf(random, family.ours, family.numpy), ...(await peersOf(family))],
      check: moments(family),
    }),
  }));
  return [
    ...families,
    {
      name: 'permutation 1e6',
      bars: {},
      make: () => ({ candidates: candidatesOf(random, (r, k) => r.permutation(k, n), 'g.permutation(N)'), check: isOrder }),
    },
  ];
}
