/**
 * Special functions with their derivatives.
 *
 * Olver et al. (eds.), NIST Digital Library of Mathematical Functions: 7.2 (erf), 5.2 and 5.15 (gamma family),
 * 10.6.1 (Bessel), 4.13 (Lambert W).
 */
import * as kernels from '@adjoint/kernels';
import { asTensor } from '../core/as-tensor.ts';
import { bind, bind1 } from '../core/bind.ts';
import { type AnyTypedArray, allocate, isFloat } from '../core/dtype.ts';
import type { Primitive } from '../core/primitive.ts';
import { sizeOf } from '../core/shape.ts';
import type { Tensor, TensorLike } from '../core/tensor.ts';
import { DenseTensor } from '../core/tensor-class.ts';
import { ArgumentError } from '../errors.ts';
import { astype } from './astype.ts';
import { elementwise1, floatUnary, kernelOf } from './construct.ts';
import { where } from './where.ts';

const TWO_OVER_ROOT_PI = 1.1283791670955126;
const HALF_ROOT_PI = 0.886226925452758;
const INVERSE_ROOT_TWO_PI = 0.3989422804014327;

export const erfPrimitive: Primitive = /* @__PURE__ */ elementwise1('erf', 'erf', kernels.erf, (x) =>
  x.square().neg().exp().mul(TWO_OVER_ROOT_PI),
);
export const erfcPrimitive: Primitive = /* @__PURE__ */ elementwise1('erfc', 'erfc', kernels.erfc, (x) =>
  x.square().neg().exp().mul(-TWO_OVER_ROOT_PI),
);
export const erfinvPrimitive: Primitive = /* @__PURE__ */ elementwise1('erfinv', 'erfinv', kernels.erfinv, (_x, y) =>
  y.square().exp().mul(HALF_ROOT_PI),
);
export const lgammaPrimitive: Primitive = /* @__PURE__ */ elementwise1('lgamma', 'lgamma', kernels.lgamma, (x) => digamma(x));
export const digammaPrimitive: Primitive = /* @__PURE__ */ elementwise1('digamma', 'digamma', kernels.digamma, (x) => polygamma(1, x));
/** W′ = 1 / (x + e^W), regular at 0 */
export const lambertWPrimitive: Primitive = /* @__PURE__ */ elementwise1('lambertW', 'lambertW', kernels.lambertW, (x, w) =>
  x.add(w.exp()).reciprocal(),
);
export const logNdtrPrimitive: Primitive = /* @__PURE__ */ elementwise1('logNdtr', 'logNdtr', kernels.logNdtr, inverseMills);

/**
 * φ(x)/Φ(x). Below −12 by the asymptotic series Φ(x) ≈ φ(x)/|x|·(1 − 1/x² + 3/x⁴ − …), whose first omitted term is
 * below 1e-17 there; above as a product, since an exponential of a sum would carry the rounding of its largest term.
 */
function inverseMills(x: Tensor, logCdf: Tensor): Tensor {
  const far = x.less(-12);
  const z = where(far, x, -12);
  const t = z.square().reciprocal();
  let series = t.mul(-31);
  for (let k = 15; k >= 1; k--) series = series.add(1).mul(t.mul(-(2 * k - 1)));
  return where(far, z.neg().div(series.add(1)), x.square().mul(-0.5).exp().mul(logCdf.neg().exp()).mul(INVERSE_ROOT_TWO_PI));
}

type Indexed = (out: AnyTypedArray, n: number, x: AnyTypedArray) => void;
/* @__NO_SIDE_EFFECTS__ */
function ordered(name: string, map: Indexed, derivative: (n: number, x: Tensor) => Tensor): Primitive<{ readonly n: number }> {
  const self: Primitive<{ readonly n: number }> = {
    name,
    broadcasts: true,
    abstract: ([x]) => [{ shape: x.shape, dtype: x.dtype }],
    evaluate: ([x], { n }) => {
      const out = allocate(x.dtype, sizeOf(x.shape));
      kernelOf(name, map)(out, n, x.packed());
      return [new DenseTensor(x.shape, x.dtype, out)];
    },
    jvp: ([t], [x], _y, { n }) => [t!.mul(derivative(n, x))],
    vjp: ([ct], [x], _y, { n }) => [ct!.mul(derivative(n, x))],
    batch: (inputs, _b, p) => bind(self, inputs, p),
  };
  return self;
}
export const polygammaPrimitive: Primitive<{ readonly n: number }> = /* @__PURE__ */ ordered('polygamma', kernels.polygamma, (n, x) =>
  polygamma(n + 1, x),
);
export const besselJPrimitive: Primitive<{ readonly n: number }> = /* @__PURE__ */ ordered('besselJ', kernels.besselJ, (n, x) =>
  n === 0
    ? besselJ(1, x).neg()
    : besselJ(n - 1, x)
        .sub(besselJ(n + 1, x))
        .mul(0.5),
);

function applyOrdered(p: Primitive<{ readonly n: number }>, n: number, x: TensorLike): Tensor {
  if (!Number.isInteger(n) || n < 0) throw new ArgumentError(`${p.name}: order ${n}`, 'the order is an integer ≥ 0');
  const a = asTensor(x);
  return bind1(p, [isFloat(a.dtype) ? a : astype(a, 'float64')], { n });
}

/** 2/√π ∫₀ˣ e^(−t²) dt */
export const erf = (x: TensorLike): Tensor => floatUnary(erfPrimitive, x);
/** 1 − erf x, with all its digits in the right tail */
export const erfc = (x: TensorLike): Tensor => floatUnary(erfcPrimitive, x);
/** Inverse of erf on (−1, 1). */
export const erfinv = (x: TensorLike): Tensor => floatUnary(erfinvPrimitive, x);
/** log |Γ(x)| */
export const lgamma = (x: TensorLike): Tensor => floatUnary(lgammaPrimitive, x);
/** ψ = (log Γ)′ */
export const digamma = (x: TensorLike): Tensor => floatUnary(digammaPrimitive, x);
/** ψ⁽ⁿ⁾, the n-th derivative of ψ. @throws ArgumentError unless n is an integer ≥ 0 */
export const polygamma = (n: number, x: TensorLike): Tensor => (n === 0 ? digamma(x) : applyOrdered(polygammaPrimitive, n, x));
/** Bessel function of the first kind, integer order n ≥ 0. @throws ArgumentError otherwise */
export const besselJ = (n: number, x: TensorLike): Tensor => applyOrdered(besselJPrimitive, n, x);
/** The principal branch of W·e^W = x, x ≥ −1/e. */
export const lambertW = (x: TensorLike): Tensor => floatUnary(lambertWPrimitive, x);
/** log of the standard normal distribution function, with all its digits in the left tail */
export const logNdtr = (x: TensorLike): Tensor => floatUnary(logNdtrPrimitive, x);
