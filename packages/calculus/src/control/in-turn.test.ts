import { expect, test } from 'vitest';
import { DTypeError, type Tensor, tensor } from '@adjoint/tensor';
import { grad, scan, vmap, whileLoop } from '../index.ts';

/** Fails where x is 0: NaN is no integer. */
const failing = (x: Tensor): Tensor => x.div(x).astype('int32').astype('float64');
const xs = tensor([2, 1, 0, 3]);

test('an error inside scan keeps its type and says the turn, also under a derivative and a batch', () => {
  const run = (x: Tensor): Tensor => scan((c: Tensor, v: Tensor) => [c.add(failing(v).mul(v)), c], tensor(0), x).carry;
  for (const f of [
    () => run(xs),
    () => grad(run)(xs),
    () =>
      vmap(run)(
        tensor([
          [1, 2, 3, 4],
          [2, 1, 0, 3],
        ]),
      ),
  ]) {
    expect(f).toThrow(DTypeError);
    expect(f).toThrow(/scan, turn 2: .*NaN/);
  }
});

test('an error inside whileLoop keeps its type and says the turn', () => {
  const f = (): unknown =>
    whileLoop(
      (x: Tensor) => x.greater(-5),
      (x: Tensor) => x.sub(failing(x)),
      tensor(3),
    );
  expect(f).toThrow(DTypeError);
  expect(f).toThrow(/whileLoop, turn 3: .*NaN/);
});
