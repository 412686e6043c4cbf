/** ψ((ν + k)/2) − ψ(ν/2), which nearly cancels for large ν: there by the difference of the asymptotic series. DLMF 5.11.2. */
import { math } from '@adjoint/kernels';
import { type Tensor, bind1, polygamma } from '@adjoint/tensor';
import { elementwise } from '../distributions/core/elementwise.ts';

const primitive = elementwise(
  'digammaStep',
  (ν, k) => {
    const a = ν / 2;
    const b = (ν + k) / 2;
    const h = k / 2;
    if (a < 30) return math.digamma(b) - math.digamma(a);
    const power = (n: number): number => math.expm1(-n * math.log1p(h / a)); // (b⁻ⁿ − a⁻ⁿ)·aⁿ
    const r = 1 / (a * a);
    return math.log1p(h / a) + h / (2 * a * b) - r * (power(2) / 12 - r * (power(4) / 120 - r * (power(6) / 252 - (r * power(8)) / 240)));
  },
  ([ν, k], _y, i) =>
    i === 0
      ? polygamma(1, ν.add(k).mul(0.5))
          .sub(polygamma(1, ν.mul(0.5)))
          .mul(0.5)
      : polygamma(1, ν.add(k).mul(0.5)).mul(0.5),
);

export const digammaStep = (ν: Tensor, k: Tensor | number): Tensor => bind1(primitive, [ν, ν.mul(0).add(k)], undefined);
