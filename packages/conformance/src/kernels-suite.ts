/**
 * What a kernels plugin owes: each kernel that it offers does what the plain tier does, to rounding, and stays within its arrays.
 *
 * Elementwise results may differ by `ulps` units in the last place. A sum of products of length k is compared with the bound
 * k·u·Σ|aᵢ||bᵢ| (Higham 2002, section 3.1) that any order of summation keeps, taken from the plain tier on absolute values.
 */
import * as plain from '@adjoint/kernels';
import { type AnyArray, BINARY_NAMES, type Kernels, REDUCTION_NAMES, SCAN_NAMES, TRUTH_NAMES, UNARY_NAMES } from '@adjoint/kernels';
import type { KernelsV1, Plugin } from '@adjoint/plugin';
import { type Key, foldIn, key, normal, uniform } from '@adjoint/random';
import { type Case, type Runner, register } from './case.ts';
import { commonCases, waysOf } from './common.ts';

export interface KernelsSuiteOptions {
  readonly config?: unknown;
  /** Allowed difference of elementwise results, in units of the last place (default 2). */
  readonly ulps?: number;
}
type KernelsPlugin = Plugin<'kernels', string, never>;
type Floats = Float64Array | Float32Array;
type Make = (values: ArrayLike<number>) => Floats;
const FLOATS: readonly (readonly [string, Make, number])[] = [
  ['float64', (v) => Float64Array.from(v), 2 ** -53],
  ['float32', (v) => Float32Array.from(v), 2 ** -24],
];
const reference = plain as unknown as Kernels;

const SPECIAL = [0, -0, 1, -1, 0.5, -0.5, 2, 3.75, -7.25, 1e-8, -1e-8, 1e-30, 700, -700, 1e20, Infinity, -Infinity, NaN];
const PRECISE = new Set([
  'neg',
  'abs',
  'sign',
  'square',
  'sqrt',
  'reciprocal',
  'relu',
  'floor',
  'ceil',
  'round',
  'add',
  'sub',
  'mul',
  'div',
  'maximum',
  'minimum',
  'remainder',
  ...TRUTH_NAMES,
]);

const random = (k: Key, n: number): number[] => Array.from(normal(k, [n]).data() as Float64Array);
const around = (k: Key, n: number, scale: number): number[] =>
  Array.from(uniform(k, [n], { low: -scale, high: scale }).data() as Float64Array);

/** The first element that differs by more than `allowed(i)`, in words. NaN equals NaN; zeros of either sign are equal. */
function firstDifference(name: string, got: ArrayLike<number>, expected: ArrayLike<number>, allowed: (i: number) => number): string[] {
  for (let i = 0; i < expected.length; i++) {
    const a = got[i];
    const b = expected[i];
    if (a === b || (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= allowed(i)) continue;
    return [`${name}: element ${i} is ${a}, the plain tier has ${b}`];
  }
  return [];
}
const GUARD = 17;
/** Output in the middle of a larger array, so that a write beyond it is seen. */
function guarded(make: Make, n: number): { readonly whole: Floats; readonly out: Floats; faults(name: string): string[] } {
  const whole = make(new Float64Array(n + 2 * 8).fill(GUARD));
  const out = whole.subarray(8, 8 + n);
  return {
    whole,
    out,
    faults: (name) =>
      whole.subarray(0, 8).every((v) => v === GUARD) && whole.subarray(8 + n).every((v) => v === GUARD)
        ? []
        : [`${name} writes outside of its output`],
  };
}

/** The cases of a kernels plugin: one of each kernel that it offers. */
export function kernelsCases(plugin: KernelsPlugin, options: KernelsSuiteOptions = {}): Case[] {
  const { config = {}, ulps = 2 } = options;
  const ways = waysOf<'kernels', KernelsV1>(plugin, config);
  const root = key(2026);
  const of = (name: keyof Kernels, check: (kernel: never, make: Make, u: number, dtype: string) => string[]): Case => ({
    name,
    async check() {
      const kernel = (await ways.plain())[name];
      return kernel === undefined ? [] : FLOATS.flatMap(([dtype, make, u]) => check(kernel as never, make, u, `${name}, ${dtype}`));
    },
  });
  const tolerance =
    (name: string, expected: ArrayLike<number>, u: number) =>
    (i: number): number =>
      PRECISE.has(name) ? 0 : ulps * 2 * u * Math.abs(expected[i]);
  return [
    ...commonCases(plugin, config),
    ...UNARY_NAMES.map((name) =>
      of(name, (kernel: Kernels['exp'], make, u, where) =>
        [SPECIAL, around(foldIn(root, 1), 257, 1), around(foldIn(root, 2), 64, 30)].flatMap((values) => {
          const x = make(values);
          const boolean = TRUTH_NAMES.includes(name);
          const g = guarded(make, x.length);
          const bits = new Uint8Array(x.length);
          const out: AnyArray = boolean ? bits : g.out;
          const expected: AnyArray = boolean ? new Uint8Array(x.length) : make(x);
          kernel(out, x);
          reference[name](expected, x);
          return [...firstDifference(where, out, expected, tolerance(name, expected, u)), ...g.faults(where)];
        }),
      ),
    ),
    ...BINARY_NAMES.map((name) =>
      of(name, (kernel: Kernels['add'], make, u, where) =>
        (
          [
            [1, 1],
            [0, 1],
            [1, 0],
          ] as const
        ).flatMap(([xStep, yStep]) => {
          const x = make([...SPECIAL, ...around(foldIn(root, 3), 64, 4)]);
          const y = make([...[...SPECIAL].reverse(), ...around(foldIn(root, 4), 64, 4)]);
          const boolean = TRUTH_NAMES.includes(name);
          const g = guarded(make, x.length);
          const out: AnyArray = boolean ? new Uint8Array(x.length) : g.out;
          const expected: AnyArray = boolean ? new Uint8Array(x.length) : make(x);
          kernel(out, x, xStep, y, yStep);
          reference[name](expected, x, xStep, y, yStep);
          return [
            ...firstDifference(`${where}, steps ${xStep} and ${yStep}`, out, expected, tolerance(name, expected, u)),
            ...g.faults(where),
          ];
        }),
      ),
    ),
    ...[...REDUCTION_NAMES, ...SCAN_NAMES].map((name) =>
      of(name, (kernel: Kernels['sum'], make, u, where) =>
        (
          [
            [1, 100, 1],
            [3, 7, 1],
            [2, 5, 4],
            [1, 1, 6],
          ] as const
        ).flatMap(([outer, n, inner]) => {
          const x = make(random(foldIn(root, 5), outer * n * inner));
          const scan = name.startsWith('cum');
          const size = scan ? outer * n * inner : outer * inner;
          const index = name.startsWith('arg');
          const bits = name === 'any' || name === 'all';
          const g = guarded(make, size);
          const array = (): AnyArray => (index ? new Int32Array(size) : bits ? new Uint8Array(size) : make(new Float64Array(size)));
          const out = index || bits ? array() : g.out;
          const expected = array();
          const size1 = make(x.map(Math.abs));
          const bound = array();
          kernel(out, x, outer, n, inner);
          reference[name](expected, x, outer, n, inner);
          reference[name](bound, size1, outer, n, inner);
          const exact = index || bits || name === 'max' || name === 'min';
          return [
            ...firstDifference(`${where}, [${outer}, ${n}, ${inner}]`, out, expected, (i) =>
              exact ? 0 : 2 * (n + ulps) * u * (Math.abs(bound[i]) + Math.abs(expected[i])),
            ),
            ...g.faults(where),
          ];
        }),
      ),
    ),
    of('gemm', (gemm: Kernels['gemm'], make, u, where) =>
      [
        [1, 1, 1],
        [3, 5, 7],
        [16, 17, 33],
        [4, 4, 0],
      ].flatMap(([m, n, k]) =>
        [false, true].flatMap((tA) =>
          [false, true].flatMap((tB) => {
            const a = make(random(foldIn(root, 6), (m + 1) * (k + 1) + 2));
            const b = make(random(foldIn(root, 7), (k + 1) * (n + 1) + 2));
            const c = random(foldIn(root, 8), m * (n + 2) + 3);
            const run = (f: Kernels['gemm'], x: Floats, y: Floats, z: Floats): Floats => {
              f(tA, tB, m, n, k, 1.5, x, 1, (tA ? m : k) + 1, y, 2, (tB ? k : n) + 1, -0.5, z, 3, n + 2);
              return z;
            };
            const magnitude = run(reference.gemm, make(a.map(Math.abs)), make(b.map((v) => Math.abs(v))), make(c.map((v) => -Math.abs(v))));
            return firstDifference(
              `${where}, ${m}×${n}×${k}${tA ? ', A transposed' : ''}${tB ? ', B transposed' : ''}`,
              run(gemm, a, b, make(c)),
              run(reference.gemm, a, b, make(c)),
              (i) => 2 * (k + 3) * u * Math.abs(magnitude[i]),
            );
          }),
        ),
      ),
    ),
    of('gemm', (gemm: Kernels['gemm'], make, _, where) => {
      const a = make([1, 2, 3, 4]);
      const out = make([0, 0, 0, 0]);
      try {
        gemm(false, false, 2, 2, 2, 1, a, 1, 2, a, 0, 2, 0, out, 0, 2);
        return [`${where}: reads past the end of A without a RangeError`];
      } catch (e) {
        return e instanceof RangeError
          ? []
          : [`${where}: an extent beyond the array throws ${e instanceof Error ? e.name : typeof e}, not RangeError`];
      }
    }),
    of('dot', (dot: Kernels['dot'], make, u, where) =>
      [0, 1, 5, 100].flatMap((n) => {
        const x = make(random(foldIn(root, 9), 2 * n + 1));
        const y = make(random(foldIn(root, 10), n + 2));
        const bound = reference.dot(n, make(x.map(Math.abs)), 1, 2, make(y.map((v) => Math.abs(v))), 2, 1);
        return firstDifference(
          `${where}, n = ${n}`,
          [dot(n, x, 1, 2, y, 2, 1)],
          [reference.dot(n, x, 1, 2, y, 2, 1)],
          () => 2 * (n + 1) * u * bound,
        );
      }),
    ),
  ];
}

/** Makes a test of each case. */
export function kernelsSuite(plugin: KernelsPlugin, runner: Runner, options: KernelsSuiteOptions = {}): void {
  register(`kernels ${plugin.name}`, kernelsCases(plugin, options), runner);
}
