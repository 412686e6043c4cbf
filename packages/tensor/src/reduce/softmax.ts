/**
 * Softmax along one axis and its logarithm. One kernel where the set in force has it, whose bits are those of the steps
 * it stands for; a compiler takes the steps.
 *
 *   s = exp(x − max x)/Σ exp(x − max x);   ds = s∘(dx − Σ s∘dx),   d log s = dx − Σ s∘dx
 *
 * Blanchard, Higham, Higham (2021), "Accurately computing the log-sum-exp and softmax functions".
 */
import * as kernels from '@adjoint/kernels';
import { asTensor } from '../core/as-tensor.ts';
import { bind1 } from '../core/bind.ts';
import { type AnyTypedArray, allocate, isFloat } from '../core/dtype.ts';
import type { Primitive } from '../core/primitive.ts';
import { normalizeAxis, sizeOf } from '../core/shape.ts';
import type { Tensor, TensorLike } from '../core/tensor.ts';
import { DenseTensor } from '../core/tensor-class.ts';
import { astype } from '../elementwise/astype.ts';
import { kernelOf } from '../elementwise/construct.ts';
import { logSumExp, shifted, weights } from './log-sum-exp.ts';
import type { ReductionMap } from './reduction.ts';

interface Along {
  readonly axis: number;
}
type Rules = Required<Pick<Primitive<Along>, 'jvp' | 'vjp'>>;

/* @__NO_SIDE_EFFECTS__ */
function along(name: string, steps: (x: Tensor, axis: number) => Tensor, map: () => ReductionMap, rules: Rules): Primitive<Along> {
  const self: Primitive<Along> = {
    name,
    inline: true,
    ...rules,
    abstract: ([x]) => [{ shape: x.shape, dtype: x.dtype }],
    evaluate: ([x], { axis }) => {
      const out: AnyTypedArray = allocate(x.dtype, sizeOf(x.shape));
      kernelOf(name, map())(out, x.packed(), sizeOf(x.shape.slice(0, axis)), x.shape[axis], sizeOf(x.shape.slice(axis + 1)));
      return [new DenseTensor(x.shape, x.dtype, out)];
    },
    expand: ([x], { axis }) => [steps(x, axis)],
    batch: (inputs, _b, { axis }) => [bind1(self, inputs, { axis: axis + 1 })],
  };
  return self;
}
/** The kernels in force that a softmax is made of. */
const parts = (): Pick<kernels.Kernels, 'max' | 'exp' | 'sum' | 'logSumExp'> => ({
  max: kernelOf('max', kernels.max),
  exp: kernelOf('exp', kernels.exp),
  sum: kernelOf('sum', kernels.sum),
  logSumExp: kernelOf('logSumExp', kernels.logSumExp),
});
const total = (x: Tensor, axis: number): Tensor => x.sum(axis, { keepDims: true });

const softmaxPrimitive: Primitive<Along> = /* @__PURE__ */ along(
  'softmax',
  (x, axis) => weights(x, [axis]),
  () =>
    (out, x, ...extents) =>
      kernels.softmaxBy(parts(), out as kernels.Floats, x as kernels.Floats, ...extents),
  {
    jvp: ([t], _x, [s], { axis }) => [s.mul(t!.sub(total(s.mul(t!), axis)))],
    vjp: ([ct], _x, [s], { axis }) => [s.mul(ct!.sub(total(s.mul(ct!), axis)))],
  },
);
const logSoftmaxPrimitive: Primitive<Along> = /* @__PURE__ */ along(
  'logSoftmax',
  (x, axis) => {
    const y = shifted(x, [axis]);
    return y.sub(logSumExp(y, axis, { keepDims: true }));
  },
  () =>
    (out, x, ...extents) =>
      kernels.logSoftmaxBy(parts(), out as kernels.Floats, x as kernels.Floats, ...extents),
  {
    jvp: ([t], [x], _y, { axis }) => [t!.sub(total(softmax(x, axis).mul(t!), axis))],
    vjp: ([ct], [x], _y, { axis }) => [ct!.sub(softmax(x, axis).mul(total(ct!, axis)))],
  },
);

function apply(p: Primitive<Along>, x: TensorLike, axis: number): Tensor {
  const a = asTensor(x);
  const b = isFloat(a.dtype) ? a : astype(a, 'float64');
  const d = normalizeAxis(p.name, axis, a.shape.length);
  return a.size === 0 ? b : bind1(p, [b], { axis: d });
}
/** exp x / Σ exp x along one axis (default the last); 0 where all x are −∞. */
export const softmax = (x: TensorLike, axis = -1): Tensor => apply(softmaxPrimitive, x, axis);
/** x − log Σ exp x along one axis (default the last). */
export const logSoftmax = (x: TensorLike, axis = -1): Tensor => apply(logSoftmaxPrimitive, x, axis);
