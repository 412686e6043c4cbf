/** `where` of a set that offers it: each element is that of the operand chosen, whatever the other one holds there. */
import type { AnyArray, ChoiceKernel } from '../contract.ts';
import { filled, guarded, HOSTILE, uniforms } from './samples.ts';
import { identicalOf, type TestRunner } from './test-runner.ts';

const SIZES = [0, 1, 2, 3, 4, 5, 7, 8, 31, 63, 64, 65, 300, 5003];
const TYPES = [Float64Array, Float32Array, Int32Array, Uint32Array, Uint8Array];
/** Everything but zero holds. */
const TRUTHS = [0, 1, 0, 255, 2];

const operand = (n: number, seed: number): Float64Array =>
  uniforms(n, seed).map((v, i) => (i % 5 === seed ? HOSTILE[i % HOSTILE.length] : 100 * v));

export function choiceSuite(runner: TestRunner, where: ChoiceKernel): void {
  const { test, expect } = runner;
  const identical = identicalOf(runner);

  test('where takes each element from the operand chosen, in every type', () => {
    for (const Type of TYPES)
      for (const n of SIZES) {
        const what = `where of ${n}, ${Type.name}`;
        const [x, y]: AnyArray[] = [1, 2].map((seed) => filled(Type as new (n: number) => AnyArray, operand(n, seed)));
        const condition = Uint8Array.from(uniforms(n, 3), (v) => TRUTHS[Math.floor(2.5 * (v + 1))]);
        const { out, spoilt } = guarded<AnyArray>(Type, n);
        where(out, condition, x, y);
        identical(
          out,
          Array.from(condition, (c, i) => (c !== 0 ? x[i] : y[i])),
          what,
        );
        expect(spoilt(), `${what}: elements beside the result have changed`).toBe(false);
      }
  });

  test('where refuses operands that are shorter than the result', () => {
    for (const n of [5, 300])
      for (const short of [0, 1, 2]) {
        const [c, x, y] = [0, 1, 2].map((k) => (k === short ? n - 1 : n));
        expect(() => {
          where(new Float64Array(n), new Uint8Array(c), new Float64Array(x), new Float64Array(y));
        }, `where of ${n}, operand ${short} shorter`).toThrow(RangeError);
      }
  });
}
