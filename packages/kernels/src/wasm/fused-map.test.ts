import { expect, test } from 'vitest';
import fc from 'fast-check';
import { evaluateSteps, linearise, type Expression } from './expression.ts';
import { createFuser } from './index.ts';

const input = (index: number): Expression => ({ op: 'input', index });
const constant = (value: number): Expression => ({ op: 'constant', value });
const x = input(0);
/** tanh(ax + b)·σ(x) + exp(−x²) */
const chain: Expression = {
  op: 'add',
  x: { op: 'mul', x: { op: 'tanh', x: { op: 'add', x: { op: 'mul', x: input(1), y: x }, y: constant(0.25) } }, y: { op: 'sigmoid', x } },
  y: { op: 'exp', x: { op: 'neg', x: { op: 'square', x } } },
};
const reference = (e: Expression, n: number, inputs: readonly (Float64Array | Float32Array)[], steps: readonly (0 | 1)[]): number[] => {
  const list = linearise(e);
  const values = new Float64Array(list.length);
  return Array.from({ length: n }, (_, i) => evaluateSteps(list, values, (k) => inputs[k][i * steps[k]]));
};

test('a chain equals its steps bit by bit, NaN and infinities among ordinary numbers too', () => {
  const f = createFuser({ deterministic: true })(chain, [1, 0]);
  for (const n of [0, 1, 15, 16, 17, 1023, 3001]) {
    const a = Float64Array.from({ length: n }, (_, i) => (i % 401 === 7 ? [NaN, Infinity, -Infinity, 1e200, -0][i % 5] : 6 * Math.sin(i)));
    const s = Float64Array.of(1.5);
    const out = new Float64Array(n);
    f(out, [a, s]);
    expect([...out]).toEqual(reference(chain, n, [a, s], [1, 0]));
  }
});

test('float32 rounds once, and the fused form stays within a few units', () => {
  const a = Float32Array.from({ length: 2000 }, (_, i) => 6 * Math.sin(i));
  const s = Float32Array.of(1.5);
  const out = new Float32Array(2000);
  const exact = reference(chain, 2000, [a, s], [1, 0]);
  createFuser({ deterministic: true })(chain, [1, 0])(out, [a, s]);
  out.forEach((v, i) => {
    expect(v).toBe(Math.fround(exact[i]));
  });
  const wide = Float64Array.from(a);
  const result = new Float64Array(2000);
  createFuser()(chain, [1, 0])(result, [wide, Float64Array.of(1.5)]);
  result.forEach((v, i) => {
    expect(Math.abs(v - exact[i])).toBeLessThanOrEqual(2 ** -50);
  }); // terms below 2, a few units each
});

test('float32 lanes stay within a few units, hostile values among them', () => {
  const a = Float32Array.from({ length: 3001 }, (_, i) => (i % 401 === 7 ? [NaN, Infinity, -Infinity, 1e30, -0][i % 5] : 6 * Math.sin(i)));
  const s = Float32Array.of(1.5);
  const out = new Float32Array(3001);
  createFuser()(chain, [1, 0])(out, [a, s]);
  reference(chain, 3001, [a, s], [1, 0]).forEach((e, i) => {
    if (e !== e) expect(out[i]).toBeNaN();
    else expect(Math.abs(out[i] - e), `at ${a[i]}`).toBeLessThanOrEqual(2 ** -20.5); // |tanh′| a x ε + |2x²e^(−x²)| ε + a few units of terms below 2
  });
});

test('random expressions equal their steps', () => {
  const tree = fc.letrec<{ e: Expression }>((tie) => ({
    e: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(input(0), input(1)),
      fc.double({ noNaN: true, min: -10, max: 10 }).map(constant),
      fc.record({
        op: fc.constantFrom(
          'exp',
          'log',
          'sin',
          'cos',
          'tanh',
          'neg',
          'abs',
          'sqrt',
          'square',
          'reciprocal',
          'expm1',
          'log1p',
          'sigmoid',
          'softplus',
          'tan',
          'erf',
          'erfc',
          'lgamma',
          'digamma',
        ),
        x: tie('e'),
      }),
      fc.record({ op: fc.constantFrom('add', 'sub', 'mul', 'div', 'maximum', 'minimum'), x: tie('e'), y: tie('e') }),
    ),
  })).e;
  const fuse = createFuser({ deterministic: true });
  const p = Float64Array.from({ length: 200 }, (_, i) => 5 * Math.sin(i));
  const q = Float64Array.from({ length: 200 }, (_, i) => 9 * Math.cos(3 * i));
  fc.assert(
    fc.property(tree, (e) => {
      const out = new Float64Array(200);
      fuse(e, [1, 1])(out, [p, q]);
      expect([...out]).toEqual(reference(e, 200, [p, q], [1, 1]));
    }),
    { numRuns: 60 },
  );
});

test('operands that are too short are refused', () => {
  const f = createFuser()(chain, [1, 0]);
  expect(() => {
    f(new Float64Array(20), [new Float64Array(19), Float64Array.of(1)]);
  }).toThrow(RangeError);
  expect(() => {
    f(new Float64Array(20), [new Float64Array(20)]);
  }).toThrow(/operand 1/);
});

test('an expression that the tables of constants could not hold is refused', () => {
  let e: Expression = x;
  for (let k = 0; k < 100; k++) e = { op: 'sin', x: e };
  expect(() => createFuser()(e, [1])).toThrow(/101 steps, at most 100/);
});
