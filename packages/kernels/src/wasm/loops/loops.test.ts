import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TRUTH_NAMES } from '../../kernel-names.ts';
import * as math from '../../math/index.ts';
import { compileLoops } from './compile-loops.ts';
import { type Loop, type LoopStep, type LoopType, bytesOf } from './loop.ts';

const UNARY: Readonly<Record<string, (x: number) => number>> = {
  exp: math.exp,
  expm1: math.expm1,
  log: math.log,
  log1p: math.log1p,
  sigmoid: math.sigmoid,
  softplus: math.softplus,
  sin: math.sin,
  cos: math.cos,
  tanh: math.tanh,
  tan: math.tan,
  erf: math.erf,
  erfc: math.erfc,
  lgamma: math.lgamma,
  digamma: math.digamma,
  neg: (x) => -x,
  abs: Math.abs,
  sign: Math.sign,
  sqrt: Math.sqrt,
  square: (x) => x * x,
  reciprocal: (x) => 1 / x,
  floor: Math.floor,
  ceil: Math.ceil,
  isNaN: (x) => +(x !== x),
  isFinite: (x) => +(x - x === 0),
  truth: (x) => +(x !== 0),
  same: (x) => x,
  number: (x) => x,
  not: (x) => 1 - x,
};
const BINARY: Readonly<Record<string, (x: number, y: number) => number>> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  maximum: Math.max,
  minimum: Math.min,
  equal: (x, y) => +(x === y),
  notEqual: (x, y) => +(x !== y),
  less: (x, y) => +(x < y),
  lessEqual: (x, y) => +(x <= y),
  greater: (x, y) => +(x > y),
  greaterEqual: (x, y) => +(x >= y),
  and: (x, y) => x & y,
  or: (x, y) => x | y,
  xor: (x, y) => x ^ y,
};
const MASKS = [...TRUTH_NAMES, 'truth'];
const HOSTILE = [Number.NaN, Infinity, -Infinity, -0, 0, 1e30, -1e30, 1e-40, 800, -800, 2.5, -0.5];
const value = (i: number): number => (i % 5 === 3 ? HOSTILE[i % HOSTILE.length] : 6 * Math.sin(i * 1.7));
const at = (
  memory: WebAssembly.Memory,
  type: Loop['precision'] | 'bool',
  address: number,
  n: number,
): Float64Array | Float32Array | Uint8Array =>
  type === 'float64'
    ? new Float64Array(memory.buffer, address, n)
    : type === 'float32'
      ? new Float32Array(memory.buffer, address, n)
      : new Uint8Array(memory.buffer, address, n);

/** Runs the steps one element at a time, rounding each in the precision. */
function reference(loop: Loop, read: (operand: number, index: readonly number[]) => number): number[][] {
  const round = loop.precision === 'float32' ? Math.fround : (x: number): number => x;
  const n = loop.shape.reduce((a, b) => a * b, 1);
  return Array.from({ length: n }, (_, k) => {
    const index: number[] = [];
    for (let d = loop.shape.length - 1, rest = k; d >= 0; rest = Math.floor(rest / loop.shape[d]), d--) index.unshift(rest % loop.shape[d]);
    const values: number[] = [];
    for (const s of loop.steps) {
      values.push(
        s.op === 'input'
          ? read(s.operand, index)
          : s.op === 'constant'
            ? round(s.value)
            : s.op === 'select'
              ? values[s.mask] === 1
                ? values[s.x]
                : values[s.y]
              : 'y' in s
                ? round(BINARY[s.op](values[s.x], values[s.y]))
                : round(UNARY[s.op](values[s.x])),
      );
    }
    return values;
  });
}

function check(
  precision: Loop['precision'],
  shape: readonly number[],
  operands: readonly (readonly number[])[],
  steps: readonly LoopStep[],
): void {
  const n = shape.reduce((a, b) => a * b, 1);
  const size = 64 * Math.ceil(((n + 8) * 8) / 64);
  const types = steps.map((s): LoopType => (MASKS.includes(s.op) ? 'bool' : precision));
  const inputs = operands.map((strides, k) => ({ address: k * size, type: precision, strides }));
  const outputs = steps
    .map((_, step) => ({ step, address: (operands.length + step) * size, type: types[step] }))
    .filter((o) => steps[o.step].op !== 'input' && steps[o.step].op !== 'constant');
  const loop: Loop = { precision, shape, steps, inputs, outputs, exact: true, fused: false };
  const { memory, run } = compileLoops([loop], (operands.length + steps.length) * size);
  const data = inputs.map((x, k) => {
    const v = at(memory, precision, x.address, n + 4);
    for (let i = 0; i < v.length; i++) v[i] = value(i + 31 * k);
    return Float64Array.from(v);
  });
  const expected = reference(loop, (k, index) => data[k][index.reduce((o, i, d) => o + i * operands[k][d], 0)]);
  run[0]();
  for (const o of outputs) expect([...at(memory, o.type, o.address, n)], steps[o.step].op).toEqual(expected.map((v) => v[o.step]));
  expect(bytesOf(precision)).toBe(precision === 'float64' ? 8 : 4);
}

const input = (operand: number): LoopStep => ({ op: 'input', operand });

test.each(['float64', 'float32'] as const)(
  '%s: every operation has the bits of the plain tier on hostile values, in rows, columns and scalars',
  (precision) => {
    const x = 0;
    const y = 1;
    const unary = Object.keys(UNARY).filter((op) => !['number', 'not'].includes(op));
    const binary = Object.keys(BINARY).filter((op) => !['and', 'or', 'xor'].includes(op));
    const steps = [
      input(0),
      input(1),
      input(2),
      { op: 'constant', value: -1.25 },
      ...unary.map((op) => ({ op, x })),
      ...binary.map((op) => ({ op, x, y })),
    ] as LoopStep[];
    const less = steps.findIndex((s) => s.op === 'less');
    const nan = steps.findIndex((s) => s.op === 'isNaN');
    const more = [
      { op: 'and', x: less, y: nan },
      { op: 'or', x: less, y: nan },
      { op: 'xor', x: less, y: nan },
      { op: 'not', x: less },
      { op: 'number', x: less },
      { op: 'select', mask: less, x: 2, y: 3 },
      { op: 'round', x: 3 },
    ] as LoopStep[];
    check(
      precision,
      [3, 5, 7],
      [
        [35, 7, 1],
        [0, 0, 1],
        [0, 1, 0],
      ],
      [...steps, ...more.filter((s) => s.op !== 'round')],
    );
    check(precision, [150], [[1], [0], [1]], [...steps, ...more.filter((s) => s.op !== 'round')]);
    check(
      precision,
      [1, 1],
      [
        [1, 1],
        [0, 0],
        [1, 0],
      ],
      [...steps, ...more.filter((s) => s.op !== 'round')],
    );
  },
);

test('rounding goes to even', () => {
  const { memory, run } = compileLoops(
    [
      {
        precision: 'float64',
        shape: [6],
        exact: true,
        fused: false,
        inputs: [{ address: 0, type: 'float64', strides: [1] }],
        steps: [input(0), { op: 'round', x: 0 }],
        outputs: [{ step: 1, address: 128, type: 'float64' }],
      },
    ],
    256,
  );
  new Float64Array(memory.buffer).set([0.5, 1.5, -0.5, 2.5, -1.5, 1e300]);
  run[0]();
  expect([...new Float64Array(memory.buffer, 128, 6)]).toEqual([0, 2, -0, 2, -2, 1e300]);
});

test('truth values are read from bytes', () => {
  for (const precision of ['float64', 'float32'] as const)
    for (const stride of [0, 1]) {
      const { memory, run } = compileLoops(
        [
          {
            precision,
            shape: [7],
            exact: true,
            fused: false,
            inputs: [{ address: 3, type: 'bool', strides: [stride] }],
            steps: [input(0), { op: 'number', x: 0 }, { op: 'not', x: 0 }],
            outputs: [
              { step: 1, address: 64, type: precision },
              { step: 2, address: 192, type: 'bool' },
            ],
          },
        ],
        256,
      );
      new Uint8Array(memory.buffer, 3, 7).set([1, 0, 1, 1, 0, 0, 1]);
      run[0]();
      const expected = stride === 0 ? [1, 1, 1, 1, 1, 1, 1] : [1, 0, 1, 1, 0, 0, 1];
      expect([...at(memory, precision, 64, 7)]).toEqual(expected);
      expect([...at(memory, 'bool', 192, 7)]).toEqual(expected.map((v) => 1 - v));
    }
});

test('random loops equal their steps', () => {
  const op = fc.constantFrom(
    'exp',
    'log',
    'tanh',
    'sigmoid',
    'neg',
    'abs',
    'sqrt',
    'square',
    'sin',
    'add',
    'sub',
    'mul',
    'div',
    'maximum',
    'minimum',
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(op, fc.nat(30), fc.nat(30)), { minLength: 1, maxLength: 12 }),
      fc.constantFrom<Loop['precision']>('float64', 'float32'),
      fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 9 })),
      (lines, precision, [m, n]) => {
        const steps: LoopStep[] = [input(0), input(1)];
        for (const [o, x, y] of lines)
          steps.push((o in BINARY ? { op: o, x: x % steps.length, y: y % steps.length } : { op: o, x: x % steps.length }) as LoopStep);
        check(
          precision,
          [m, n],
          [
            [n, 1],
            [1, 0],
          ],
          steps,
        );
      },
    ),
    { numRuns: 60 },
  );
});
