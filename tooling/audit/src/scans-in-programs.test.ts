/** All turns of a scan in one program against the same scan turn by turn, bit for bit. */
import { expect, test } from 'vitest';
import { grad, scan, vmap } from '@adjoint/calculus';
import { jit } from '@adjoint/jit';
import { wasmKernels } from '@adjoint/kernels/wasm';
import { bernoulli, key, split, type Key } from '@adjoint/random';
import { type DType, type Tensor, flatten, matmul, or, sort, tensor, where, withKernels, zeros } from '@adjoint/tensor';

const numbers = (shape: readonly number[], seed: number, dtype: DType = 'float64'): Tensor =>
  tensor(Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(1.7 * i + seed)))
    .reshape(shape)
    .astype(dtype);
const kernels = { 'plain': {}, 'WebAssembly, deterministic': wasmKernels({ deterministic: true }), 'WebAssembly': wasmKernels() };
const data = (x: unknown): readonly (readonly number[])[] =>
  flatten(x).leaves.map((l) => [...((l as Tensor & { data(): ArrayLike<number> }).data() as ArrayLike<number> & Iterable<number>)]);

/** Two calls: the second finds the memory as the first has left it. */
function same<A extends readonly Tensor[]>(f: (...xs: A) => unknown, ...xs: A): void {
  for (const set of Object.values(kernels))
    withKernels(set, () => {
      const expected = data(f(...xs));
      const g = jit(f as (...xs: A) => Tensor);
      for (let k = 0; k < 2; k++) expect(data(g(...(xs as never)))).toEqual(expected);
    });
}

test.each(['float64', 'float32'] as const)('a recurrent unit, its results and its gradient, %s', (dtype) => {
  const xs = numbers([7, 4, 8], 1, dtype);
  const w = numbers([8, 8], 2, dtype);
  const u = numbers([8, 8], 3, dtype);
  const start = zeros([4, 8], dtype);
  const run = (a: Tensor, b: Tensor, h0: Tensor): { carry: Tensor; ys: readonly [Tensor, Tensor] } =>
    scan(
      (h: Tensor, x: Tensor) => {
        const r = matmul(h, a.mT()).add(x).sigmoid();
        const next = r.mul(h).add(matmul(h.mul(r), b).tanh().mul(r.neg().add(1)));
        return [next, [h, next.square().sum()]] as const;
      },
      h0,
      xs,
    );
  same(run, w, u, start);
  same(
    (a, b, h0) => {
      const { carry, ys } = run(a, b, h0);
      return [carry.sum(), ys[0].mean(0), ys[1]];
    },
    w,
    u,
    start,
  );
  const loss = (a: Tensor, b: Tensor, h0: Tensor): Tensor => run(a, b, h0).ys[1].sum();
  same((a, b, h0) => [grad(loss, 0)(a, b, h0), grad(loss, 1)(a, b, h0), grad(loss, 2)(a, b, h0)], w, u, start);
});

test('states that change places, stay, are views of another or come from outside', () => {
  const xs = numbers([5, 6], 1);
  const c = numbers([6], 2);
  same(
    (a, b) =>
      scan(
        ([p, q, r, , k]: readonly Tensor[], x: Tensor) => [
          [q, p, r, p.add(x).reshape([2, 3]).mT().reshape([6]), k],
          [p.mul(x), q, c, r, k],
        ],
        [a, b, c, c, tensor(2)],
        xs,
      ),
    numbers([6], 3),
    numbers([6], 4),
  );
  same((a) => scan((p: Tensor, x: Tensor) => [p.reshape([2, 3]).mT().reshape([6]).add(x.mul(2)), p.slice([1, 4])], a, xs), numbers([6], 5));
  same(
    (a) =>
      scan(
        (p: Tensor, x: Tensor) => {
          const z = p.add(x).exp();
          return [z.flip(0).mul(0.1), z.sum()];
        },
        a,
        xs,
      ),
    numbers([6], 5),
  );
  same(
    (a) =>
      scan(
        ({ m, t }: { m: Tensor; t: Tensor }, x: Tensor) => [
          {
            m: m.mT(),
            t: matmul(m, x.reshape([6, 1]))
              .reshape([6])
              .add(t),
          },
          m,
        ],
        { m: a, t: c },
        xs,
      ),
    numbers([6, 6], 6),
  );
});

test('integers, truth values, keys, other primitives and empty leaves go along', () => {
  const xs = numbers([9, 5], 1);
  const empty = zeros([0, 3]);
  same(
    (a) =>
      scan(
        ([p, n, seen]: readonly Tensor[], x: Tensor) => {
          const better = x.greater(p);
          const q = where(better, x, p).add(sort(x).mul(0.25));
          return [
            [q, n.add(1), or(seen, better)],
            [q.mul(n.astype('float64')), n, better, sort(q)],
          ];
        },
        [a, tensor(0, 'int32'), a.less(-5)],
        xs,
      ),
    numbers([5], 2),
  );
  same((a) => scan(([p, e]: readonly Tensor[], x: Tensor) => [[p.mul(x).tanh(), e.mul(2)], e.sum()], [a, empty], xs), numbers([5], 2));
  const noisy = (a: Tensor): { carry: Tensor; ys: Tensor } => {
    const {
      carry: [p],
      ys,
    } = scan(
      ([h, k]: readonly [Tensor, Key], x: Tensor) => {
        const [next, use] = split(k, 2);
        return [[where(bernoulli(use, 0.5, h.shape), h.mul(2), 0).add(x.mul(0.5)), next] as const, h.exp()] as const;
      },
      [a, key(7)] as const,
      xs,
    );
    return { carry: p, ys };
  };
  same(noisy, numbers([5], 3));
  same(
    grad((a: Tensor) => noisy(a).ys.sum()),
    numbers([5], 3),
  );
});

test('one step, no step, no state, a scan inside a scan, a batch of scans', () => {
  for (const length of [0, 1, 2])
    same((a) => scan((p: Tensor, x: Tensor) => [p.mul(x).add(1).sin(), p], a, numbers([length, 3], 1)), numbers([3], 2));
  same((a) => scan((_: null, x: Tensor) => [null, x.mul(a).exp()], null, numbers([4, 3], 1)).ys, numbers([3], 2));
  same((a) => scan((p: Tensor) => [p.mul(1.5).cos(), p.sum()], a, 6), numbers([3], 2));
  same(
    (a) =>
      scan(
        (p: Tensor, x: Tensor) => {
          const inner = scan((q: Tensor, y: Tensor) => [q.mul(y).add(p).sin(), q.sum()], p, x);
          return [inner.carry.mul(0.5), inner.ys];
        },
        a,
        numbers([4, 3, 5], 1),
      ),
    numbers([5], 2),
  );
  const last = (a: Tensor): Tensor =>
    scan(
      (p: Tensor, x: Tensor) => [
        matmul(numbers([3, 3], 5), p)
          .add(x)
          .tanh(),
        null,
      ],
      a,
      numbers([4, 3], 1),
    ).carry;
  same((a) => [vmap(last)(a), vmap(grad((x: Tensor) => last(x).sum()))(a)], numbers([6, 3], 2));
});

test('an error in a turn names its operation, and the program works again afterwards', () => {
  const f = jit((a: Tensor) => scan((p: Tensor, x: Tensor) => [p.mul(x).add(1), p.mul(2).astype('int32')], a, tensor([1, 1e10, 1])));
  expect(() => f(tensor(1))).toThrow(/astype/);
  expect(f(tensor(-1)).ys.shape).toEqual([3]);
});
