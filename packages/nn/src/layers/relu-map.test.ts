import { expect, test } from 'vitest';
import { vjp } from '@adjoint/calculus';
import { tensor } from '@adjoint/tensor';
import { reluMap } from './relu-map.ts';

const VALUES = [0, -0, 1, -1, 1.5e-45, -1.5e-45, 3e38, -3e38, Infinity, -Infinity, NaN];

test('max(0, z) and its derivative at every kind of number, by the bits in float32 as by comparison in float64', () => {
  const negativeNaN = new Float32Array(new Int32Array([0xffc00000 | 0]).buffer)[0]; // the sign that arithmetic gives
  for (const dtype of ['float32', 'float64'] as const)
    for (const cotangent of [...VALUES, negativeNaN]) {
      const z = tensor([...VALUES, NaN], dtype);
      const { value, pullback } = vjp(reluMap, z);
      expect(value.toArray()).toEqual([
        0,
        0,
        1,
        0,
        Math.fround(1.5e-45) > 0 && dtype === 'float32' ? Math.fround(1.5e-45) : 1.5e-45,
        0,
        dtype === 'float32' ? Math.fround(3e38) : 3e38,
        0,
        Infinity,
        0,
        NaN,
        NaN,
      ]);
      const back = pullback(tensor(new Array<number>(12).fill(cotangent), dtype)) as unknown as { toArray(): number[] };
      const c = dtype === 'float32' ? Math.fround(cotangent) : cotangent;
      expect(back.toArray()).toEqual([0, 0, c, 0, c, 0, c, 0, c, 0, 0, 0]);
    }
});

test('a NaN with its sign set stays NaN', () => {
  const inf = tensor([Infinity, 1], 'float32');
  const z = inf.sub(inf);
  expect(reluMap(z).toArray()).toEqual([NaN, 0]);
});
