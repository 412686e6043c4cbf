import { expect, test } from 'vitest';
import { type Tensor, tensor } from '@adjoint/tensor';
import { grad } from '../index.ts';

test('a million additions in a row need no stack, and the whole process less than a gigabyte', { timeout: 120_000 }, () => {
  const x = tensor([1, 2, 3, 4]);
  const c = tensor([0.1, 0.2, 0.3, 0.4]);
  expect(
    grad((v) => {
      let y: Tensor = v;
      for (let k = 0; k < 1_000_000; k++) y = y.add(c);
      return y.sum();
    })(x).toArray(),
  ).toEqual([1, 1, 1, 1]);
  // kilobytes
  expect(process.resourceUsage().maxRSS).toBeLessThan(1e6);
});
