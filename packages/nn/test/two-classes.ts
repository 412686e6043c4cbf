/** A small training that tests share. */
import { key, uniform } from '@adjoint/random';
import { type Tensor, tensor, treeLeaves } from '@adjoint/tensor';
import {
  type EndEvent,
  type TrainEvent,
  type TrainOptions,
  adam,
  linear,
  sequential,
  softmaxCrossEntropy,
  tanh,
  train,
} from '../src/index.ts';
import { shuffled } from './batch-samplers.ts';

/** Two classes, apart along the sum of the coordinates. */
export function classes(n: number): { x: Tensor; y: Tensor } {
  const x = uniform(key(7), [n, 4], { low: -2, high: 2 });
  const sums = x.sum(1);
  return { x, y: sums.greater(0).astype('int32') };
}
export const model = sequential(linear(4, 8), tanh(), linear(8, 2));
export const options = {
  model,
  loss: softmaxCrossEntropy,
  data: classes(60),
  optimizer: adam({ learningRate: 0.02 }),
  batchSampler: shuffled,
  key: key(1),
  epochs: 3,
  batchSize: 16,
};

export async function collect<P, S>(o: TrainOptions<P, S>): Promise<TrainEvent<P, S>[]> {
  const events: TrainEvent<P, S>[] = [];
  for await (const e of train(o)) events.push(e);
  return events;
}
export const ended = <P, S>(events: readonly TrainEvent<P, S>[]): EndEvent<P, S> => events.at(-1) as EndEvent<P, S>;
export const bits = (params: unknown): number[][] => treeLeaves(params).map((p) => [...p.data()]);
export const numbers = (x: number[][], y: number[][]): { x: Tensor; y: Tensor } => ({ x: tensor(x), y: tensor(y) });
