/** Short draws take the plain loops and long ones the compiled lanes: both must give the same bits. */
import { expect, test } from 'vitest';
import { detectFeatures, wasmKernels } from '@adjoint/kernels/wasm';
import { tensor, withKernels } from '@adjoint/tensor';
import {
  type GeneratorName,
  type Key,
  beta,
  bits,
  binomial,
  dirichlet,
  exponential,
  foldIn,
  gamma,
  gumbel,
  integers,
  key,
  logGamma,
  multivariateNormal,
  normal,
  permutation,
  poisson,
  split,
  uniform,
  vonMises,
} from '../index.ts';
import { GENERATORS } from '../generators/generator.ts';
import { blocksFor } from './blocks.ts';

const LONG = 5003;
const SHORT = 1500;
const ramp = (n: number) => tensor(Float64Array.from({ length: n }, (_, i) => 0.05 + (i % 97) * 0.9));
const draws: Record<string, (k: Key, n: number) => { data(): Iterable<number> }> = {
  bits,
  uniform,
  uniform32: (k, n) => uniform(k, n, { dtype: 'float32' }),
  normal,
  normal32: (k, n) => normal(k, n, { dtype: 'float32' }),
  exponential,
  gumbel,
  gumbel32: (k, n) => gumbel(k, n, { dtype: 'float32' }),
  integers: (k, n) => integers(k, n, -7, 1000),
  gamma: (k, n) => gamma(k, ramp(n)),
  logGamma: (k, n) => logGamma(k, ramp(n)),
  poisson: (k, n) => poisson(k, ramp(n)),
  binomial: (k, n) => binomial(k, 90, ramp(n).div(100)),
  exponential32: (k, n) => exponential(k, n, { dtype: 'float32' }),
  beta: (k, n) => beta(k, ramp(n), ramp(n).mul(0.3)),
  betaTiny: (k, n) => beta(k, 1e-4, 2e-4, n),
  vonMises: (k, n) => vonMises(k, ramp(n)),
};

test('this engine runs the lanes, so that the comparisons below compare', () => {
  expect(detectFeatures().simd).toBe(true);
});

test.each(['threefry2x32', 'philox4x32'] as const)('long draws of %s begin with the bits of short ones', (generator: GeneratorName) => {
  for (const [name, draw] of Object.entries(draws))
    for (const seed of [0, 77]) {
      const k = key(seed, { generator });
      const long = Array.from(draw(k, LONG).data());
      const short = Array.from(draw(k, SHORT).data());
      expect(long.length).toBe(LONG);
      expect(
        short.findIndex((x, i) => !Object.is(x, long[i])),
        name,
      ).toBe(-1);
    }
});

const lanes = blocksFor(1e6);
const plain = blocksFor(1);

test.each([1, 7, 8, 9, 500, 1024])('blocks of %i elements at any counter have the bits of the plain loop', (n) => {
  const generator = GENERATORS.threefry2x32;
  const [a, b] = [new Float64Array(n), new Float64Array(n)];
  const [c, d] = [new Float32Array(n), new Float32Array(n)];
  const indices = Uint32Array.from({ length: n }, (_, i) => 4294967295 - 31 * i);
  for (const from of [0, 12345, 4294967296 - n, 4294967290, 2 ** 40 + 17]) {
    for (const blocks of [lanes, plain]) {
      blocks.uniforms(blocks === lanes ? a : b, n, generator, 0xdeadbeef, 7, from, 1.1102230246251565e-16);
      blocks.singles(blocks === lanes ? c : d, n, generator, 0xdeadbeef, 7, from);
    }
    expect(a).toEqual(b);
    expect(c).toEqual(d);
  }
  lanes.listed(a, n, generator, 1, 0xffffffff, 3, indices, 0);
  plain.listed(b, n, generator, 1, 0xffffffff, 3, indices, 0);
  expect(a).toEqual(b);
});

test('normal deviates of the lanes have the bits of the plain code near every joint, near 0 and at both ends', () => {
  const joints = [
    0,
    2 ** -60,
    ...Array.from({ length: 13 }, (_, i) => (i + 1) / 16),
    ...[2, 2.5, 3.5, 4.5, 5.5, 6].map((s) => 1 - 2 * Math.exp(-s * s)),
    1 - 2 ** -40,
    1 - 2 ** -53,
  ];
  const v = joints
    .flatMap((x) => [-2, -1, 0, 1, 2].map((step) => Math.min(1 - 2 ** -53, Math.max(-(1 - 2 ** -53), x + step * 2 ** -52))))
    .flatMap((x) => [x, -x]);
  const a = Float64Array.from(v, (x) => x / 2);
  const b = a.slice();
  lanes.normals(a, a.length, 0);
  plain.normals(b, b.length, 0);
  a.forEach((x, i) => {
    expect(Object.is(x, b[i]) || (x === 0 && b[i] === 0), `at ${v[i]}: ${x} against ${b[i]}`).toBe(true);
  });
});

test('all elements of a block may lie in a tail or near zero', () => {
  for (const x of [0.49999, 0.001, -0.45]) {
    const a = new Float64Array(1024).fill(x);
    const b = a.slice();
    lanes.normals(a, 1024, 0);
    plain.normals(b, 1024, 0);
    expect(a).toEqual(b);
  }
});

test('logarithms of the lanes have the bits of the plain code, from the least normal number to 1', () => {
  const a = Float64Array.from({ length: 1001 }, (_, i) =>
    i === 0 ? 2.2250738585072014e-308 : i === 1000 ? 1 : Math.pow(10, -0.3 * (1000 - i)),
  );
  const b = a.slice();
  lanes.logs(a, a.length);
  plain.logs(b, b.length);
  expect(a).toEqual(b);
});

test('logistic values of the lanes have the bits of the plain code, those beyond the range of e⁻ˣ too', () => {
  for (const widest of [745, 1e6]) {
    const a = Float64Array.from({ length: 1001 }, (_, i) => ((i - 500) / 500) * widest);
    const b = a.slice();
    lanes.sigmoids(a, a.length);
    plain.sigmoids(b, b.length);
    expect(a).toEqual(b);
  }
});

test('draws do not depend on the kernels in force: fused ones of WebAssembly give the bits of the plain tier', () => {
  const k = key(5);
  const factor = tensor([
    [1.1, 0, 0],
    [0.3, 0.7, 0],
    [-0.2, 0.9, 1.3],
  ]);
  const wasm = wasmKernels();
  const all = {
    ...draws,
    permutation: (x: Key, n: number) => permutation(x, n),
    dirichlet: (x: Key, n: number) => dirichlet(x, tensor([0.3, 2, 5.5]), n),
    multivariateNormal: (x: Key, n: number) => multivariateNormal(x, tensor([1, 2, 3]), factor, n),
  };
  for (const [name, draw] of Object.entries(all))
    for (const n of [100, LONG]) {
      const expected = Array.from(draw(k, n).data());
      const found = withKernels(wasm, () => Array.from(draw(k, n).data()));
      expect(
        found.findIndex((x, i) => !Object.is(x, expected[i])),
        `${name} of ${n}`,
      ).toBe(-1);
    }
});

test('a beta draw is the logistic of two log-gamma draws of the halves of its key', () => {
  const k = key(31);
  const [first, second] = split(foldIn(k, 2));
  const a = ramp(LONG);
  const b = ramp(LONG).mul(0.3);
  expect(Array.from(beta(foldIn(k, 2), a, b).data())).toEqual(Array.from(logGamma(first, a).sub(logGamma(second, b)).sigmoid().data()));
});
