/** Draws by the quantile of a uniform draw, which makes them differentiable by the parameters. */
import { type Key, uniform } from '@adjoint/random';
import { type Primitive, type Shape, type Tensor, bind1 } from '@adjoint/tensor';
import { elementwise } from './elementwise.ts';
import type { Family } from './family.ts';

/** u in (0, 1): the middle of one of 2⁵² intervals, so that neither end is drawn. */
const HALF_STEP = 1.1102230246251565e-16;

/* @__NO_SIDE_EFFECTS__ */
export function drawByQuantile(family: () => Family): (key: Key, shape: Shape, parameters: readonly Tensor[]) => Tensor {
  let primitive: Primitive | undefined;
  return (key, shape, parameters) => {
    const f = family();
    primitive ??= elementwise(
      `${f.name}.draw`,
      f.quantile,
      f.velocity === undefined || f.discrete ? null : ([, ...θ], x, i) => (i === 0 ? null : f.velocity!(x, θ, i)),
    );
    return bind1(primitive, [uniform(key, shape).add(HALF_STEP), ...parameters], undefined);
  };
}
