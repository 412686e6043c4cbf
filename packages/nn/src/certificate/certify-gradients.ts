/**
 * Evidence that the gradient of a model's loss is right, parameter by parameter.
 *
 *   ⟨g, v⟩ = d/dt L(params + t·v)   for random v in one parameter tensor at a time
 *
 * so that a wrong backward rule is found in the layer that has it. Everything is computed in float64, whatever the
 * parameters are; the differences know nothing of the backward pass.
 */
import { grad } from '@adjoint/calculus';
import { type Key, key, uniform } from '@adjoint/random';
import {
  type Certificate,
  type Check,
  TreeError,
  type Tensor,
  certificate,
  check,
  flatten,
  isFloat,
  leafPaths,
  sameStructure,
  unflatten,
  withVerdict,
} from '@adjoint/tensor';
import { defaultLoss } from '../backprop/backprop-trace.ts';
import { emptyState } from '../core/empty-state.ts';
import type { Module } from '../core/module.ts';
import { pathKey } from '../core/path-key.ts';
import type { Loss } from '../losses/loss.ts';
import { directionalDifference } from './directional-difference.ts';

export interface GradientBatch<P = unknown, S = unknown> {
  readonly params: P;
  readonly x: Tensor;
  readonly y: Tensor;
  /** Default: softmax cross-entropy for integer targets, mean squared error for others. */
  readonly loss?: Loss;
  readonly state?: S;
}

export interface CertifyGradientsOptions<P = unknown> {
  /** The gradient to be judged; default: the one that reverse mode gives. */
  readonly grads?: P;
  /** Random directions for each parameter tensor (default 2). */
  readonly directions?: number;
  /** Chooses the directions (default `key(0)`), and is given to layers that draw. */
  readonly key?: Key;
  /** Whether the model is applied as in training (default false). */
  readonly train?: boolean;
}

/** A difference whose own error is above this, relative, decides nothing, */
const UNDECIDED_ABOVE = 1e-4;
/** unless it is this small beside the largest derivative: the loss does not react to the parameter, as to the key's b of attention. */
const NEGLIGIBLE = 1e-9;
/** In float32 a given gradient is right to about 10⁻⁶; this much of it is forgiven. */
const SINGLE = 2e-5;

/**
 * @returns claim 'gradient', strength 'evidence': one check for each direction, named by its parameter
 * @throws TreeError when `grads` has another structure than the parameters; ShapeError when model and batch do not fit
 * @example certifyGradients(model, { params, x, y }).verdict // 'holds'
 */
export function certifyGradients<P, S>(
  model: Module<P, S>,
  batch: GradientBatch<P, S>,
  options: CertifyGradientsOptions<P> = {},
): Certificate {
  const { directions = 2, key: root = key(0), train = false } = options;
  const { loss = defaultLoss(batch.y), state = emptyState(model) as S } = batch;
  const { leaves, def } = flatten(batch.params, 'params');
  const paths = leafPaths(def, 'params');
  const at = leaves.map(toFloat64);
  const x = toFloat64(batch.x);
  const y = toFloat64(batch.y);
  const context = { train, key: pathKey(root, 'apply') };
  const lossAt = (params: P): Tensor => loss(model.apply(params, state, x, context).y, y);
  const tree = unflatten(def, at) as P;

  const given = flatten(options.grads ?? grad(lossAt)(tree), 'grads');
  if (!sameStructure(given.def, def))
    throw new TreeError(
      'grads',
      `certifyGradients: grads has the leaves ${leafPaths(given.def, 'grads').join(', ')}`,
      `the parameters have ${paths.join(', ')}`,
    );

  const compared: { readonly one: Check; readonly error: number; readonly size: number }[] = [];
  for (const [i, p] of at.entries()) {
    if (p.size === 0) continue;
    const g = given.leaves[i].astype('float64');
    const forgiven = given.leaves[i].dtype === 'float32' ? SINGLE : 0;
    for (let k = 0; k < directions; k++) {
      const v = uniform(pathKey(root, `${paths[i]}:${k}`), p.shape, { low: -1 });
      const phi = (t: number): number =>
        lossAt(
          unflatten(
            def,
            at.map((q, j) => (j === i ? q.add(v.mul(t)) : q)),
          ) as P,
        ).item();
      const { value, error } = directionalDifference(phi, stepScale(p));
      const terms = g.mul(v);
      const size = Math.max(Math.abs(value), terms.abs().sum().item());
      const one = check(`difference-${k}:${paths[i]}`, Math.abs(terms.sum().item() - value), '<=', 10 * error + forgiven * size);
      compared.push({ one, error, size });
    }
  }
  const largest = compared.reduce((most, { size }) => Math.max(most, size), 0);
  // size 0: the gradient is exactly zero and no difference was seen, as in a layer that relu has switched off
  const checks = compared.map(({ one, error, size }) =>
    error <= Math.max(UNDECIDED_ABOVE * size, NEGLIGIBLE * largest) || size === 0 ? one : withVerdict(one, 'undecided'),
  );
  return certificate(
    'gradient',
    'evidence',
    `${paths.length} parameter tensors of a model at one point, on ${x.shape[0]} example${x.shape[0] === 1 ? '' : 's'}`,
    checks,
  );
}

const toFloat64 = (x: Tensor): Tensor => (isFloat(x.dtype) ? x.astype('float64') : x);

/** The size of the entries, or 1 where all are 0. */
function stepScale(p: Tensor): number {
  const size = Math.sqrt(p.square().mean().item());
  return size > 0 && Number.isFinite(size) ? size : 1;
}
