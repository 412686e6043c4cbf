/** Elementwise kernels against the plain tier: sizes around every tail, hostile values, types, steps, results in place, bounds. */
import type { AnyArray, Kernels } from '../contract.ts';
import { BINARY_NAMES, TRUTH_NAMES, UNARY_NAMES } from '../kernel-names.ts';
import * as plain from '../plain.ts';
import { EPSILON, filled, guarded, HOSTILE, uniforms } from './samples.ts';
import { type SuiteOptions, type TestRunner, testOf, withinOf } from './test-runner.ts';

const SIZES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 31, 300];
const STEPS = [
  [1, 1],
  [0, 1],
  [1, 0],
  [0, 0],
] as const;
const LARGE = 5003;
/** Rounded correctly or chosen, so the same in every tier; of the first group IEEE 754 defines the sign of zero too. */
const IEEE = ['neg', 'abs', 'sqrt', 'reciprocal', 'square', 'floor', 'ceil', 'add', 'sub', 'mul', 'div'];
const PRECISE: ReadonlySet<string> = new Set([...IEEE, 'sign', 'relu', 'round', 'maximum', 'minimum', 'remainder', ...TRUTH_NAMES]);
const SIGNED: ReadonlySet<string> = new Set(IEEE);

type ArrayType = new (n: number) => AnyArray;
const operand = (n: number, seed: number): Float64Array =>
  Float64Array.from(uniforms(n, seed), (v, i) => (i % 5 === 0 ? HOSTILE[(i / 5) % HOSTILE.length] : i % 3 === 0 ? 40 * v : v));
/** Operand and result: floats, bytes of a truth, and integers where a set may have ways of its own. */
const typesOf = (name: string): readonly (readonly [ArrayType, ArrayType])[] => [
  [Float64Array, Float64Array],
  [Float32Array, Float32Array],
  [Int32Array, Float64Array],
  [Float64Array, Float32Array],
  ...(TRUTH_NAMES.includes(name)
    ? ([
        [Float64Array, Uint8Array],
        [Float32Array, Uint8Array],
        [Int32Array, Uint8Array],
      ] as const)
    : ([
        [Int32Array, Int32Array],
        [Float32Array, Float64Array],
      ] as const)),
];

export function elementwiseSuite(runner: TestRunner, kernels: Kernels, options: SuiteOptions = {}): void {
  const { expect } = runner;
  const { exact = false, ulps = 4 } = options;
  const test = testOf(runner, options);
  const within = withinOf(runner);
  const same = (name: string, actual: AnyArray, expected: AnyArray, what: string): void => {
    const unit = 2 * ulps * (expected instanceof Float64Array ? EPSILON : 2 ** -24);
    for (let i = 0; i < expected.length; i++) {
      const [a, e] = [actual[i], expected[i]];
      if (Object.is(a, e)) continue;
      if (exact || SIGNED.has(name)) expect(a, `${what} [${i}]`).toBe(e);
      else within(a, e, PRECISE.has(name) ? 0 : unit * Math.abs(e), `${what} [${i}]`);
    }
  };
  /** One result within guards, one of the plain tier. */
  const compared = (name: string, Out: ArrayType, n: number, what: string, run: (set: Kernels, out: AnyArray) => void): void => {
    const { out, spoilt } = guarded(Out, n);
    const expected = new Out(n);
    run(kernels, out);
    run(plain, expected);
    same(name, out, expected, what);
    expect(spoilt(), `${what}: elements beside the result have changed`).toBe(false);
  };

  for (const name of UNARY_NAMES) {
    test([name], `${name} agrees with the plain tier`, () => {
      for (const [In, Out] of typesOf(name))
        for (const n of In === Out ? [...SIZES, LARGE] : SIZES) {
          const x = filled(In, operand(n, n + 1));
          compared(name, Out, n, `${name} of ${n}, ${In.name} to ${Out.name}`, (set, out) => {
            set[name](out, x);
          });
        }
      for (const Type of [Float64Array, Float32Array]) {
        const x = Type.from(operand(37, 2));
        const expected = new Type(37);
        plain[name](expected, x);
        kernels[name](x, x);
        same(name, x, expected, `${name} in place`);
      }
      expect(() => {
        kernels[name](new Float64Array(5), new Float64Array(4));
      }).toThrow(RangeError);
    });
  }

  for (const name of BINARY_NAMES)
    test([name], `${name} agrees with the plain tier, one value repeated or not`, () => {
      for (const [In, Out] of typesOf(name))
        for (const n of In === Out ? [...SIZES, LARGE] : SIZES)
          for (const [xStep, yStep] of STEPS) {
            const x = filled(In, operand(Math.max(n, 1), n + 1));
            const y = filled(In, operand(Math.max(n, 1), n + 2).reverse());
            compared(name, Out, n, `${name} of ${n}, steps ${xStep} and ${yStep}, ${In.name} to ${Out.name}`, (set, out) => {
              set[name](out, x, xStep, y, yStep);
            });
          }
      for (const a of HOSTILE) {
        const x = Float64Array.of(a);
        const y = Float64Array.from(HOSTILE);
        compared(name, Float64Array, y.length, `${name} of ${a} and every hostile value`, (set, out) => {
          set[name](out, x, 0, y, 1);
        });
      }
      const [short, long] = [new Float64Array(4), new Float64Array(5)];
      for (const [x, y] of [
        [long, short],
        [short, long],
      ])
        expect(() => {
          kernels[name](new Float64Array(5), x, 1, y, 1);
        }).toThrow(RangeError);
    });

  for (const name of ['besselJ', 'polygamma'] as const)
    test([name], `${name} of every order agrees with the plain tier`, () => {
      for (const order of [0, 1, 2, 7])
        for (const Type of [Float64Array, Float32Array]) {
          const x = filled(Type, operand(97, order + 1));
          const unit = 8 * (Type === Float64Array ? EPSILON : 2 ** -24);
          const [out, expected] = [new Type(97), new Type(97)];
          kernels[name](out, order, x);
          plain[name](expected, order, x);
          for (let i = 0; i < 97; i++)
            within(out[i], expected[i], exact ? 0 : unit * Math.max(1, Math.abs(expected[i])), `${name} of order ${order} at ${i}`);
        }
      expect(() => {
        kernels[name](new Float64Array(5), 1, new Float64Array(4));
      }).toThrow(RangeError);
    });
}
