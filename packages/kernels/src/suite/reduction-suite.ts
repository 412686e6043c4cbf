/**
 * Reductions and scans against the plain tier: along any axis, in odd sizes, with ties, zeros and values that are not finite.
 *
 *   |Σ − Σ̂| ≤ (n − 1)·u·Σ|xᵢ| in any order of summation (Higham 2002, section 4.2): the bound is taken from the plain tier
 *   on absolute values, for products and logarithms of sums likewise
 */
import type { AnyArray, Kernels } from '../contract.ts';
import { REDUCTION_NAMES, SCAN_NAMES } from '../kernel-names.ts';
import * as plain from '../plain.ts';
import { EPSILON, filled, guarded, HOSTILE, uniforms } from './samples.ts';
import { identicalOf, type SuiteOptions, type TestRunner, testOf, withinOf } from './test-runner.ts';

const EXTENTS = [
  [1, 1, 1],
  [3, 7, 1],
  [2, 5, 4],
  [1, 1, 6],
  [2, 300, 5],
  [1, 1003, 1],
  [4, 129, 3],
  [0, 3, 2],
  [2, 3, 0],
  [3, 1, 37],
  [29, 37, 1],
  [2, 33, 66],
] as const;
/** Chosen rather than computed: compared exactly, whatever the elements are. */
const CHOOSING: ReadonlySet<string> = new Set(['max', 'min', 'argmax', 'argmin', 'any', 'all']);
type ArrayType = new (n: number) => AnyArray;

/** Elements that find what random ones do not: equal ones, mostly zeros or none, everything hostile. */
const CHOICES: readonly (readonly [string, (v: number, i: number, n: number) => number])[] = [
  ['ties', (v) => Math.round(2 * v)],
  ['zeros', () => 0],
  ['few zeros', (v, i) => (i % 61 === 7 ? 0 : v)],
  ['few that are not zero', (v, i) => (i % 61 === 7 ? v : 0)],
  ['one hostile in five', (v, i, n) => (i % 5 === 0 ? HOSTILE[(i / 5 + n) % HOSTILE.length] : v)],
  ['negative infinity', () => -Infinity],
  ['infinity', () => Infinity],
];

export function reductionSuite(runner: TestRunner, kernels: Kernels, options: SuiteOptions = {}): void {
  const { expect } = runner;
  const { exact = false } = options;
  const test = testOf(runner, options);
  const within = withinOf(runner);
  const identical = identicalOf(runner);

  for (const name of [...REDUCTION_NAMES, ...SCAN_NAMES]) {
    const scan = name.startsWith('cum');
    const sizeOf = (outer: number, n: number, inner: number): number => outer * inner * (scan ? n : 1);
    const own = (Type: ArrayType): readonly ArrayType[] =>
      name.startsWith('arg') ? [Type, Int32Array] : name === 'any' || name === 'all' ? [Type, Uint8Array] : [Type];

    test([name], `${name} agrees with the plain tier along any axis`, () => {
      for (const [outer, n, inner] of EXTENTS)
        for (const Type of [Float64Array, Float32Array])
          for (const Out of own(Type)) {
            const what = `${name} of [${outer}, ${n}, ${inner}], ${Type.name} to ${Out.name}`;
            const size = sizeOf(outer, n, inner);
            const unit = Type === Float64Array ? EPSILON : 2 ** -24;
            const x = Type.from(uniforms(outer * n * inner, n));
            const { out, spoilt } = guarded(Out, size);
            const expected = new Out(size);
            const magnitudes = new Out(size);
            kernels[name](out, x, outer, n, inner);
            plain[name](expected, x, outer, n, inner);
            plain[name](magnitudes, x.map(Math.abs), outer, n, inner);
            if (exact || CHOOSING.has(name)) identical(out, expected, what);
            else
              for (let i = 0; i < size; i++)
                within(out[i], expected[i], 2 * (n + 2) * unit * (Math.abs(magnitudes[i]) + Math.abs(expected[i])), `${what} at ${i}`);
            expect(spoilt(), `${what}: elements beside the result have changed`).toBe(false);
            if (!scan) continue;
            const kept = out.slice();
            kernels[name](x, x, outer, n, inner);
            identical(x, kept, `${what} in place`);
          }
      expect(() => {
        kernels[name](new Float64Array(5), new Float64Array(5), 2, 3, 1);
      }).toThrow(RangeError);
      expect(() => {
        kernels[name](new Float64Array(1), new Float64Array(6), 2, 3, 1);
      }).toThrow(RangeError);
    });

    if (CHOOSING.has(name))
      test([name], `${name} chooses among ties, zeros and hostile values as the plain tier does`, () => {
        for (const [outer, n, inner] of EXTENTS)
          for (const Type of [Float64Array, Float32Array])
            for (const [kind, choice] of CHOICES) {
              const x = filled(
                Type,
                uniforms(outer * n * inner, n + 1).map((v, i) => choice(v, i, n)),
              );
              const [out, expected] = [new Type(outer * inner), new Type(outer * inner)];
              kernels[name](out, x, outer, n, inner);
              plain[name](expected, x, outer, n, inner);
              for (let i = 0; i < out.length; i++)
                if (out[i] !== expected[i] && !Object.is(out[i], expected[i]))
                  expect(out[i], `${name} of ${kind}, [${outer}, ${n}, ${inner}] at ${i}`).toBe(expected[i]);
            }
      });
    else
      test([name], `${name} keeps one value that is not finite where the definition puts it`, () => {
        for (const [outer, n, inner] of EXTENTS)
          for (const Type of [Float64Array, Float32Array])
            for (const bad of [NaN, Infinity, -Infinity, 0]) {
              const size = sizeOf(outer, n, inner);
              const at = (n * 5) >> 3;
              const x = filled(
                Type,
                uniforms(outer * n * inner, n + 2).map((v, i) => (Math.floor(i / Math.max(inner, 1)) % n === at ? bad : v)),
              );
              const [out, expected] = [new Type(size), new Type(size)];
              kernels[name](out, x, outer, n, inner);
              plain[name](expected, x, outer, n, inner);
              for (let i = 0; i < size; i++)
                if (!Object.is(out[i], expected[i]) && !(Number.isFinite(out[i]) && Number.isFinite(expected[i])))
                  expect(out[i], `${name} with ${bad}, [${outer}, ${n}, ${inner}] at ${i}`).toBe(expected[i]);
            }
      });

    test([name], `${name} of an empty axis is that of the plain tier`, () => {
      const run = (set: Kernels): Float64Array => {
        const out = new Float64Array(scan ? 0 : 6).fill(3);
        set[name](out, new Float64Array(0), 2, 0, 3);
        return out;
      };
      if (name.startsWith('arg')) expect(() => run(kernels)).toThrow(RangeError);
      else identical(run(kernels), run(plain), name);
    });
  }
}
