/**
 * A draw made differentiable by its parameters: the value is the draw, the derivative the velocity of the quantile.
 *
 * Figurnov, Mohamed, Mnih (2018), "Implicit reparameterization gradients".
 */
import { type Maybe, type Primitive, type Tensor, bind1, interpreterOf, stopGradient } from '@adjoint/tensor';
import { elementwise } from './elementwise.ts';

export type Velocity = (x: Tensor, parameters: readonly Tensor[], i: number) => Maybe;

/* @__NO_SIDE_EFFECTS__ */
export function implicitDraw(
  name: string,
  velocity: Velocity,
): (draw: (parameters: readonly Tensor[]) => Tensor, parameters: readonly Tensor[]) => Tensor {
  const attach: Primitive = elementwise(
    `${name}.draw`,
    (x) => x,
    ([x, ...θ], _y, i) => (i === 0 ? null : velocity(x, θ, i)),
  );
  return (draw, parameters) => {
    if (parameters.every((p) => interpreterOf(p) === null)) return draw(parameters);
    return bind1(attach, [draw(parameters.map((p) => stopGradient(p))), ...parameters], undefined);
  };
}
