/**
 * A checkpoint of training as a safetensors file: parameters, state, optimizer and key as tensors, the position as
 * metadata. A resumed run equals an uninterrupted one bit for bit, since every number is stored exactly.
 *
 * The structure of the trees is not stored: the model and the optimizer that go on give it.
 */
import type { OptimizerV1 } from '@adjoint/plugin';
import { type Key, key, keyFrom } from '@adjoint/random';
import { type FloatDType, FormatError, type Shape, type Tensor, flatten, leafPaths, sameShape, unflatten } from '@adjoint/tensor';
import type { Module } from '../core/module.ts';
import type { Checkpoint } from '../training/checkpoint.ts';
import { readSafetensors, writeSafetensors, type ReadOptions } from './safetensors.ts';

const POSITION = ['step', 'epoch', 'batch', 'lossSum', 'lossCount', 'bestLoss', 'epochsSinceBest'] as const;
const FORMAT = 'adjoint-checkpoint-1';

/** @example await writeFile('run.safetensors', saveCheckpoint(event.checkpoint)) */
export function saveCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const tensors: Record<string, Tensor> = { key: checkpoint.key.words };
  for (const part of ['params', 'state', 'optimizer'] as const) {
    const { leaves, def } = flatten(checkpoint[part], part);
    const paths = leafPaths(def, part);
    leaves.forEach((leaf, i) => {
      tensors[paths[i]] = leaf;
    });
  }
  return writeSafetensors(tensors, {
    format: FORMAT,
    generator: checkpoint.key.generator,
    ...Object.fromEntries(POSITION.map((name) => [name, String(checkpoint[name])])),
  });
}

export interface LoadOptions extends ReadOptions {
  readonly dtype?: FloatDType;
}

/**
 * @param shape of one input example, as the training data have it
 * @throws FormatError when the file is damaged, no checkpoint, or of another model or optimizer; it names the tensor
 */
export function loadCheckpoint<P, S>(
  bytes: Uint8Array,
  model: Module<P, S>,
  optimizer: OptimizerV1,
  shape: Shape,
  options: LoadOptions = {},
): Checkpoint<P, S> {
  const { tensors, metadata } = readSafetensors(bytes, options);
  if (metadata.format !== FORMAT)
    throw new FormatError(
      { byte: 8 },
      `not a checkpoint: format ${JSON.stringify(metadata.format)}`,
      `expected ${FORMAT}; read other files with readSafetensors`,
    );
  const like = model.init(key(0), shape, { dtype: options.dtype ?? 'float32' });
  const used = new Set(['key']);
  const restore = (part: 'params' | 'state' | 'optimizer', tree: unknown): unknown => {
    const { leaves, def } = flatten(tree, part);
    return unflatten(
      def,
      leafPaths(def, part).map((path, i) => {
        const found = Object.hasOwn(tensors, path) ? tensors[path] : undefined;
        if (found === undefined || !sameShape(found.shape, leaves[i].shape) || found.dtype !== leaves[i].dtype) {
          throw new FormatError(
            { byte: 8 },
            `checkpoint: ${path} is ${found === undefined ? 'missing' : `${found.dtype} [${found.shape.join(', ')}]`} where ${leaves[i].dtype} [${leaves[i].shape.join(', ')}] is needed`,
            'give the model, optimizer, shape and dtype that the checkpoint was saved with',
          );
        }
        used.add(path);
        return found;
      }),
    );
  };
  const params = restore('params', like.params) as P;
  const state = restore('state', like.state) as S;
  const optimizerState = restore('optimizer', optimizer.init(params));
  const extra = Object.keys(tensors).find((name) => !used.has(name));
  if (extra !== undefined)
    throw new FormatError(
      { byte: 8 },
      `checkpoint: ${JSON.stringify(extra)} belongs to no part of this model or optimizer`,
      'give those that the checkpoint was saved with',
    );
  const numbers = Object.fromEntries(POSITION.map((name) => [name, positionNumber(name, metadata[name])])) as Record<
    (typeof POSITION)[number],
    number
  >;
  return { version: 1, params, state, optimizer: optimizerState, key: storedKey(tensors.key, metadata.generator), ...numbers };
}

function storedKey(words: Tensor | undefined, generator: string | undefined): Key {
  try {
    return keyFrom(words!, { generator: generator as 'threefry2x32' });
  } catch (cause) {
    throw new FormatError(
      { byte: 8 },
      `checkpoint: no key (${cause instanceof Error ? cause.message.split('\n')[0] : 'unreadable'})`,
      'the file is damaged',
    );
  }
}

function positionNumber(name: string, text: string | undefined): number {
  const value = Number(text);
  const whole = name === 'lossSum' || name === 'bestLoss';
  if (text === undefined || text === '' || Number.isNaN(value) || (!whole && !(Number.isSafeInteger(value) && value >= 0)))
    throw new FormatError({ byte: 8 }, `checkpoint: ${name} is ${JSON.stringify(text)}`, 'the file is damaged');
  return value;
}
