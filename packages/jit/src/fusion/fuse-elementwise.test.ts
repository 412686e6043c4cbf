import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Tensor, tensor } from '@adjoint/tensor';
import { jit } from '../index.ts';

const values = (n: number, seed: number): Tensor => tensor(Float64Array.from({ length: n }, (_, i) => i % 97 === 5 ? [Number.NaN, Infinity, -Infinity, -0, 1e200][i % 5] : 4 * Math.sin(seed + i)));
const same = (a: Tensor, b: Tensor): void => expect([...a.data()]).toEqual([...b.data()]);

test('a chain is one node, with the bits of the separate operations', () => {
  const f = (x: Tensor, a: Tensor): Tensor => x.mul(a).add(0.25).tanh().mul(x.sigmoid()).add(x.square().neg().exp()).relu(), g = jit(f), x = values(1000, 1), a = tensor(1.5);
  same(g(x, a), f(x, a));
  expect(g.explain(x, a)).toMatch(/^v0 .*input\nv1 .*input\n(?:v\d+ .*captured\n)+v\d+ \[1000] float64 = fused\(mul add tanh sigmoid mul square neg exp add relu\) v0 v1 v\d+\nreturn/);
});

test('operands that broadcast, views and values read twice stay right', () => {
  const f = (x: Tensor, row: Tensor, column: Tensor): readonly Tensor[] => {
    const shifted = x.mT().sub(row).div(column), e = shifted.exp();
    return [e, e.add(1).log().mul(e), shifted.sum()];
  };
  const x = tensor(Float64Array.from({ length: 200 }, (_, i) => Math.cos(i))).reshape([10, 20]), row = values(10, 3), column = values(20, 4).reshape([20, 1]), g = jit(f);
  g(x, row, column).forEach((y, i) => { same(y, f(x, row, column)[i]); });
});

test('small tensors and float32 keep their separate operations', () => {
  const g = jit((x: Tensor) => x.mul(2).add(1).exp());
  expect(g.explain(values(8, 1))).not.toMatch(/fused/);
  expect(g.explain(values(100, 1).astype('float32'))).not.toMatch(/fused/);
});

test('a chain of thousands is several passes, with the same bits', () => {
  const f = (x: Tensor): Tensor => { let y = x; for (let k = 0; k < 5000; k++) y = (k % 7 === 3 ? y.sin() : y.mul(1 + 1 / (k + 2)).add(x)); return y; };
  same(jit(f)(values(100, 1)), f(values(100, 1)));
});

test('random programs equal their eager runs', () => {
  const unary = ['exp', 'log', 'sin', 'cos', 'tanh', 'neg', 'abs', 'sqrt', 'square', 'reciprocal', 'sigmoid', 'softplus', 'relu', 'expm1', 'log1p', 'floor'] as const, binary = ['add', 'sub', 'mul', 'div', 'maximum', 'minimum'] as const;
  const line = fc.record({ unary: fc.constantFrom(...unary, null), binary: fc.constantFrom(...binary), x: fc.nat(20), y: fc.nat(20) });
  fc.assert(fc.property(fc.array(line, { minLength: 2, maxLength: 12 }), (lines) => {
    const f = (...inputs: Tensor[]): readonly Tensor[] => {
      const known = [...inputs];
      for (const l of lines) {
        const x = known[l.x % known.length], y = known[l.y % known.length];
        known.push(l.unary === null ? x[l.binary](y) : x[l.unary]());
      }
      return known.slice(-2);
    };
    const inputs = [values(70, 1), values(70, 2), tensor(0.5)];
    jit((a: Tensor, b: Tensor, c: Tensor) => f(a, b, c))(inputs[0], inputs[1], inputs[2]).forEach((y, i) => { same(y, f(...inputs)[i]); });
  }), { numRuns: 100 });
});
