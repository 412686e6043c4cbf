/**
 * What draws are made of beyond one element: affine maps of normal vectors, and proportions. Both run on the plain tier
 * whatever kernels are in force, since sums in another order, or fused, would make a draw depend on the machine.
 */
import { type DenseTensor, type Primitive, type Tensor, bind, broadcastShapes, softmax, withKernels } from '@adjoint/tensor';

const mapped = (z: Tensor, factor: Tensor): Tensor => z.expandDims(-2).matmul(factor.mT()).squeeze(-2);
/** [B, …] as [B, 1, …]: an axis for each of the front axes of the draws. */
const spread = (x: Tensor, own: number, rank: number): Tensor =>
  x.reshape([x.shape[0], ...new Array<number>(Math.max(0, rank - own)).fill(1), ...x.shape.slice(1)]);

/** z·Lᵀ + m of z [..., k], L [k, k], m [k]; L and m may have leading axes that broadcast against those of z. */
export const affinePrimitive: Primitive = {
  name: 'normalVectors',
  abstract: ([z, L, m]) => [
    {
      shape: broadcastShapes('normalVectors', z.shape, L.shape.slice(0, -1), m.shape),
      dtype: z.dtype === 'float64' || L.dtype === 'float64' || m.dtype === 'float64' ? 'float64' : 'float32',
    },
  ],
  evaluate: ([z, L, m]) => [withKernels({}, () => mapped(z, L).add(m))],
  jvp: ([dz, dL, dm], [z, L], [y]) => {
    const terms = [dz && mapped(dz, L), dL && mapped(z, dL), dm && dm.broadcastTo(y.shape)].filter((t) => t !== null);
    return [terms.length === 0 ? null : terms.reduce((sum, t) => sum.add(t)).broadcastTo(y.shape)];
  },
  batch: ([z, L, m], [zs, Ls, ms]) => {
    const rank = z.rank - Number(zs);
    return bind(affinePrimitive, [z, Ls ? spread(L, 2, rank + 1) : L, ms ? spread(m, 1, rank) : m], undefined);
  },
};

/** exp x/Σ exp x along the last axis. */
export const proportionsPrimitive: Primitive = {
  name: 'proportions',
  abstract: ([x]) => [{ shape: x.shape, dtype: x.dtype }],
  evaluate: ([x]: readonly DenseTensor[]) => [withKernels({}, () => softmax(x, -1))],
  jvp: ([t], _x, [y]) => [y.mul(t!.sub(y.mul(t!).sum(-1, { keepDims: true })))],
  batch: (inputs) => bind(proportionsPrimitive, inputs, undefined),
};
