/** Score and velocity of a family in z = (x − location)/scale, from the derivative of the standard log density. */
import { type Maybe, type Tensor, ones } from '@adjoint/tensor';
import type { Family } from './family.ts';

/* @__NO_SIDE_EFFECTS__ */
export function locationScale(logDensitySlope: (z: Tensor) => Tensor): Pick<Family, 'score' | 'velocity'> {
  return {
    score: (x, [μ, σ], i): Maybe => {
      const z = x.sub(μ).div(σ);
      const s = logDensitySlope(z);
      return i === 0 ? s.div(σ) : i === 1 ? s.div(σ).neg() : s.mul(z).add(1).div(σ).neg();
    },
    velocity: (x, [μ, σ], i) => (i === 1 ? ones([]) : x.sub(μ).div(σ)),
  };
}
