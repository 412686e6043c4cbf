/**
 * Von Mises draws by rejection from a wrapped Cauchy.
 *
 * Best and Fisher (1979), "Efficient simulation of the von Mises distribution".
 */
import { math } from '@adjoint/kernels';
import type { Primitive, Tensor, TensorLike } from '@adjoint/tensor';
import { type Key } from '../key/key.ts';
import type { ShapeLike } from './draw.ts';
import { type ParametricParams, parametricDraw, parametricPrimitive } from './parametric.ts';

const PI = 3.141592653589793;

const vonMisesPrimitive: Primitive<ParametricParams> = parametricPrimitive('vonMises', (out, streams, [κs]) => {
  const u1 = streams(1);
  const u2 = streams(2);
  const u3 = streams(3);
  for (let i = 0; i < out.length; i++) {
    const κ = κs(i);
    if (κ < 1e-8) {
      out[i] = PI * (2 * u1.at(i, 0) - 1);
      continue;
    }
    // s = (1 + ρ²)/(2ρ) of the envelope; for large κ its excess over 1, 1/(2κ) + …, without cancellation
    const τ = 1 + Math.sqrt(1 + 4 * κ * κ);
    const ρ = (τ - Math.sqrt(2 * τ)) / (2 * κ);
    const excess = ((1 - ρ) * (1 - ρ)) / (2 * ρ);
    for (let attempt = 0; ; attempt++) {
      const z = math.cos(PI * u1.at(i, attempt));
      const rise = (excess * (1 - z)) / (1 + excess + z); // 1 − f, f = (1 + sz)/(s + z)
      const c = κ * (excess + rise);
      const v = u2.at(i, attempt);
      if (c * (2 - c) > v || math.log(c / v) + 1 >= c) {
        const θ = 2 * math.asin(Math.sqrt(0.5 * Math.min(2, rise))); // arccos(1 − rise)
        out[i] = u3.at(i, attempt) < 0.5 ? -θ : θ;
        break;
      }
    }
  }
});

/**
 * Angles in [−π, π] with density e^(κ cos x)/(2π I₀(κ)): concentration κ about 0.
 *
 * @throws ArgumentError unless `concentration` ≥ 0 is finite
 */
export const vonMises = (key: Key, concentration: TensorLike, shape?: ShapeLike): Tensor =>
  parametricDraw(
    vonMisesPrimitive,
    key,
    [concentration],
    [{ name: 'concentration', says: 'finite and ≥ 0', holds: (x) => x >= 0 && x < Infinity }],
    shape,
    'float64',
  );
