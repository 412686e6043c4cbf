import { expect, test } from 'vitest';
import fc from 'fast-check';
import { grad, jvp } from '@adjoint/calculus';
import { key, uniform } from '@adjoint/random';
import { type Tensor, sizeOf } from '@adjoint/tensor';
import { maxPool2d } from '../index.ts';

const one = fc.integer({ min: 1, max: 3 });
const pair = fc.tuple(one, one);
const geometry = fc
  .record({ kernel: pair, stride: pair, dilation: pair, rest: pair, seed: fc.nat(1000), padded: fc.boolean() })
  .map((g) => ({
    ...g,
    padding: g.kernel.map((k) => (g.padded ? Math.floor(k / 2) : 0)) as [number, number],
    size: [0, 1].map((axis) => g.dilation[axis] * (g.kernel[axis] - 1) + g.rest[axis] + 2),
  }));

test('a cotangent goes to the place of the largest element, whether windows overlap or not, and adds up where several windows meet', () => {
  fc.assert(
    fc.property(geometry, ({ kernel, stride, padding, dilation, size: [H, W], seed }) => {
      const planes = 6;
      const x = uniform(key(seed), [2, 3, H, W]);
      const y = maxPool2d(x, kernel, { stride, padding, dilation });
      const c = uniform(key(seed + 1), y.shape);
      const values = x.data();
      const cotangents = c.data();
      const expected = new Float64Array(values.length);
      const [, , rows, columns] = y.shape;
      for (let p = 0, to = 0; p < planes; p++)
        for (let oy = 0; oy < rows; oy++)
          for (let ox = 0; ox < columns; ox++, to++) {
            let best = -1;
            for (let ky = 0; ky < kernel[0]; ky++)
              for (let kx = 0; kx < kernel[1]; kx++) {
                const iy = oy * stride[0] - padding[0] + ky * dilation[0];
                const ix = ox * stride[1] - padding[1] + kx * dilation[1];
                const at = (p * H + iy) * W + ix;
                if (iy >= 0 && iy < H && ix >= 0 && ix < W && (best < 0 || values[at] > values[best])) best = at;
              }
            expected[best] += cotangents[to];
          }
      const gradient = grad((t: Tensor) => maxPool2d(t, kernel, { stride, padding, dilation }).mul(c).sum())(x);
      expect([...gradient.data()]).toEqual([...expected]); // sums of the same numbers in the same order
      // picking is linear: along x itself it gives y
      expect(jvp((t: Tensor) => maxPool2d(t, kernel, { stride, padding, dilation }), x, x).tangent.toArray()).toEqual(y.toArray());
      expect(sizeOf(y.shape)).toBe(planes * rows * columns);
    }),
    { numRuns: 150 },
  );
});
