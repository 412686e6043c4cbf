import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wasmKernels } from '@adjoint/kernels/wasm';
import { DenseTensor, type Tensor, adoptBuffer, capture, matmul, tensor, withKernels } from '@adjoint/tensor';
import { compile } from './compile.ts';
import { isUnread } from './held.ts';
import { jit } from './index.ts';

const wave = (n: number, phase: number, narrow = false): Tensor => {
  const values = Float64Array.from({ length: n }, (_, i) => Math.sin(i * 0.7 + phase));
  return adoptBuffer(narrow ? Float32Array.from(values) : values);
};
const bits = (xs: readonly Tensor[]): readonly number[][] => xs.map((x) => [...x.data()]);

/** States change places, one is only shown, one is a view of another, one grows out of a product, one of a sort. */
const STEPS: Record<string, (s: readonly Tensor[], x: Tensor) => readonly Tensor[]> = {
  inPlace: ([a, b, c], x) => [a.sub(x.mul(0.25)), b.add(a.mul(0.5)), c],
  swapped: ([a, b, c], x) => [b, a, c.mul(x)],
  turned: ([a, b, c], x) => [
    b.reshape([36, 36]).mT().reshape([1296]),
    b.mul(2),
    c.add(a.reshape([36, 36]).mT().reshape([1296])).mul(x.max()),
  ],
  product: ([a, b, c], x) => {
    const g = matmul(b.reshape([36, 36]), c.reshape([36, 36])).reshape([1296]);
    return [a.sub(g.mul(0.01)), b.sub(a.mul(0.1)).tanh(), c.sub(g.mul(0.02)).div(x.abs().add(1))];
  },
  summed: ([a, b, c], x) => [
    a.add(b.sum()).mul(0.5),
    b
      .reshape([72, 18])
      .add(a.reshape([72, 18]).sum(0))
      .tanh()
      .reshape([1296]),
    c.add(x).tanh(),
  ],
  cumulated: ([a, b, c], x) => [a.cumsum().mul(0.01), b.add(a).tanh(), c.mul(0.5).sub(x)],
};

describe.each(Object.keys(STEPS))('state that stays in the memory of a program, %s', (name) => {
  const step = STEPS[name];
  test.each([
    ['the plain tier', null],
    ['WebAssembly', wasmKernels()],
  ] as const)('every order of calls, reads, other states and mixed states gives the bits of separate operations, %s', (_tier, kernels) => {
    const run = (f: () => void): void => (kernels === null ? f() : withKernels(kernels, f));
    run(() => {
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 12 }), fc.boolean(), (moves, narrow) => {
          const f = jit((s: readonly Tensor[], x: Tensor) => step(s, x), { donate: [0] });
          const fresh = (phase: number): Tensor[] => [
            wave(1296, phase, narrow),
            wave(1296, phase + 1, narrow),
            wave(1296, phase + 2, narrow),
          ];
          const x = wave(1296, 9, narrow);
          // two models by turns; each beside its state by separate operations
          const models: { state: readonly Tensor[]; expected: readonly Tensor[] }[] = [0, 5].map((phase) => ({
            state: fresh(phase),
            expected: fresh(phase),
          }));
          for (const [k, move] of moves.entries()) {
            const m = models[move === 1 ? 1 : 0];
            if (move === 2) m.state.at(k % 3)!.data();
            if (move === 3) m.state = m.state.map((s, i) => (i === k % 3 ? tensor(s.toTypedArray()) : s));
            if (move === 4) {
              m.state = [m.state[1], m.state[0], m.state[2]];
              m.expected = [m.expected[1], m.expected[0], m.expected[2]];
            }
            if (move === 5) {
              m.state = [m.state[0], models[1].state[1], m.state[2]];
              m.expected = [m.expected[0], models[1].expected[1], m.expected[2]];
              models[1] = { state: fresh(k), expected: fresh(k) };
            }
            const before = m.state;
            m.state = f(m.state, x);
            m.expected = step(m.expected, x);
            for (const s of before) if (!m.state.includes(s)) expect(() => s.data()).toThrow(/given up/);
            if (move < 6) continue;
            expect(bits(m.state)).toEqual(bits(m.expected));
          }
          for (const m of models) expect(bits(m.state)).toEqual(bits(m.expected));
        }),
        { numRuns: 30 },
      );
    });
  });
});

test('results are held until they are read, then they are ordinary tensors', () => {
  const f = jit((s: Tensor) => s.mul(2), { donate: [0] });
  let s = f(wave(1000, 0)) as DenseTensor;
  expect([s instanceof DenseTensor, isUnread(s), s.shape, s.rank, s.size]).toEqual([true, true, [1000], 1, 1000]);
  const twice = s.add(s);
  expect(isUnread(s)).toBe(false);
  s = f(s) as DenseTensor;
  expect(isUnread(s)).toBe(true);
  expect(bits([s])).toEqual(bits([twice]));
});

test('state that is given up and passed beside that gives the bits of separate operations', () => {
  const square = (x: Tensor): Tensor => x.reshape([36, 36]);
  const next = (a: Tensor): Tensor => a.add(1).mul(2);
  const functions: Record<string, (a: Tensor, b: Tensor) => readonly Tensor[]> = {
    product: (a, b) => [next(a), matmul(square(b), square(next(a)))],
    loop: (a, b) => [next(a), b.mul(next(a).sum()).tanh().sum()],
    host: (a, b) => [next(a), next(a).sum().mul(b).exp().sum(), b.cumsum()],
  };
  for (const kernels of [{}, wasmKernels()])
    withKernels(kernels, () => {
      for (const [name, f] of Object.entries(functions)) {
        const g = jit((a: Tensor, b: Tensor) => f(a, b), { donate: [0] });
        const [s] = g(wave(1296, 0), wave(1296, 1));
        const [t] = f(wave(1296, 0), wave(1296, 1));
        expect(bits(g(s, s)), name).toEqual(bits(f(t, t)));
        expect(() => s.data(), name).toThrow(/given up/);
      }
    });
});

test('state that is held and closed over is not given up', () => {
  const [s] = jit((x: Tensor) => [x.mul(2)] as const, { donate: [0] })(wave(1000, 0));
  const f = jit((x: Tensor) => x.add(s), { donate: [0] });
  expect(() => f(s)).toThrow(/closed over/);
  expect(bits([s])).toEqual(bits([wave(1000, 0).mul(2)]));
});

test('a call that throws gives nothing up, nor one that fails at its last operation', () => {
  const f = jit((s: Tensor, x: Tensor) => [s.add(1), x.mul(1).astype('int32')] as const, { donate: [0] });
  const x = tensor([1, 2]);
  const [s] = f(wave(1000, 0), x);
  const first = wave(1000, 0).add(1);
  expect(() => f(s, tensor([1, Number.NaN]))).toThrow(/astype/);
  expect(isUnread(s)).toBe(true);
  const [t] = f(s, x);
  expect(bits([t])).toEqual(bits([first.add(1)]));
});

test('when kernels of others fail after the state was replaced, it is lost and says so', () => {
  const kernels = wasmKernels();
  let fail = false;
  const failing = {
    ...kernels,
    sum: (...args: Parameters<typeof kernels.sum>) => {
      if (fail) throw new Error('out of order');
      kernels.sum(...args);
    },
  };
  withKernels(failing, () => {
    const f = jit((s: Tensor) => [s.add(1), s.add(1).mul(3).tanh().sum()] as const, { donate: [0] });
    const [s] = f(wave(1000, 0));
    fail = true;
    expect(() => f(s)).toThrow(/out of order/);
    expect(() => s.data()).toThrow(/was lost/);
    fail = false;
    expect(bits([f(wave(1000, 0))[0]])).toEqual(bits([wave(1000, 0).add(1)]));
  });
});

test('a run that gives nothing up leaves held inputs readable, whatever it overwrites', () => {
  const { graph, captured } = capture((s) => [s.add(1)], [wave(1000, 0)], 'test');
  const program = compile(graph, captured, [true]);
  const [s] = program.run([wave(1000, 0) as DenseTensor], captured, true);
  const [t] = program.run([s as DenseTensor], captured, false);
  expect([s, t].map(isUnread)).toEqual([false, false]);
  expect(bits([s, t])).toEqual(bits([wave(1000, 0).add(1), wave(1000, 0).add(1).add(1)]));
});
