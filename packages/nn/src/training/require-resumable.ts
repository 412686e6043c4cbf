/** Whether training can go on from a checkpoint with this model, optimizer and sampler: seen before the first step. */
import type { Batch, OptimizerV1 } from '@adjoint/plugin';
import { ArgumentError, ShapeError, type Shape, TreeError, flatten, leafPaths, sameShape, sameStructure } from '@adjoint/tensor';
import { key } from '@adjoint/random';
import type { Module } from '../core/module.ts';
import type { Checkpoint } from './checkpoint.ts';

/** @throws ArgumentError for a checkpoint of another version; TreeError, ShapeError that names what belongs to another model or optimizer */
export function requireResumable(at: Checkpoint, model: Module, optimizer: OptimizerV1, inputShape: Shape): void {
  if ((at.version as number) !== 1)
    throw new ArgumentError(`resume: a checkpoint of version ${String(at.version)}`, 'this version of the package goes on from version 1');
  const like = model.init(key(0), inputShape);
  requireLike('params', at.params, like.params, 'model');
  requireLike('state', at.state, like.state, 'model');
  requireLike('optimizer', at.optimizer, optimizer.init(at.params), 'optimizer');
}

function requireLike(part: string, given: unknown, needed: unknown, whose: string): void {
  const mine = flatten(needed, part);
  const theirs = flatten(given, part);
  const paths = leafPaths(mine.def, part);
  if (!sameStructure(mine.def, theirs.def)) {
    const others = leafPaths(theirs.def, part);
    const missing = paths.find((path) => !others.includes(path));
    const extra = others.find((path) => !paths.includes(path));
    throw new TreeError(
      missing ?? extra ?? part,
      `resume: the checkpoint ${missing === undefined ? `has ${extra ?? part}, which this ${whose} does not` : `lacks ${missing}, which this ${whose} needs`}`,
      `go on with the ${whose} that the checkpoint comes from`,
    );
  }
  for (const [i, leaf] of mine.leaves.entries()) {
    const { shape } = theirs.leaves[i];
    if (!sameShape(shape, leaf.shape))
      throw new ShapeError(
        `resume: ${paths[i]} has the shape [${shape.join(', ')}] where this ${whose} needs [${leaf.shape.join(', ')}]`,
        `go on with the ${whose} that the checkpoint comes from`,
      );
  }
}

/** @throws ArgumentError when the batches done are not the first of these: another sampler, batch size or data */
export function requireSameBatches(at: Checkpoint, batches: readonly Batch[]): void {
  const done = batches.slice(0, at.batch).reduce((n, b) => n + b.indices.length, 0);
  if (at.batch > batches.length || done !== at.lossCount) {
    throw new ArgumentError(
      `resume: ${at.batch} batches of ${at.lossCount} examples are done, but the first ${Math.min(at.batch, batches.length)} of this epoch's ${batches.length} have ${done}`,
      'within an epoch go on with the same data, batch size and sampler',
    );
  }
}
