/** What all batch samplers share: a checked request, an order cut into batches, and the moments of simple schemes. */
import type { Batch, BatchData, BatchRequest, WeightMoments } from '@adjoint/plugin';
import type { Key } from '@adjoint/random';
import { ArgumentError } from '@adjoint/tensor';

/** @throws ArgumentError naming the field that is wrong */
export function requireData(name: string, { size, batchSize }: BatchData): void {
  for (const [field, n] of [
    ['size', size],
    ['batchSize', batchSize],
  ] as const)
    if (!Number.isInteger(n) || n < 1) throw new ArgumentError(`${name}: ${field} = ${n}`, 'sizes are integers ≥ 1');
  if (batchSize > size)
    throw new ArgumentError(`${name}: batches of ${batchSize} from ${size} examples`, 'a batch is at most as large as the data');
}
/** The key of a request: contracts carry it as an opaque leaf. */
export const keyOf = (request: BatchRequest): Key => request.key as unknown as Key;

export const stepsOf = ({ size, batchSize }: BatchData): number => Math.ceil(size / batchSize);
export const sizeOfBatch = ({ size, batchSize }: BatchData, step: number): number => Math.min(batchSize, size - step * batchSize);

/** An order of the examples, cut into batches; the last may be smaller. */
export function cut(order: ArrayLike<number>, data: BatchData): Batch[] {
  return Array.from({ length: stepsOf(data) }, (_, t) => ({
    indices: Int32Array.from({ length: sizeOfBatch(data, t) }, (_x, k) => order[t * data.batchSize + k]),
  }));
}

/** b of n examples without repetition, all sets equally likely. */
export function withoutRepetition(n: number, b: number): WeightMoments {
  const π = b / n;
  return { mean: 1 / n, covariance: { same: (π * (1 - π)) / (b * b), other: n === 1 ? 0 : (((b - 1) / (n - 1)) * π - π * π) / (b * b) } };
}

/** The same among the examples that an epoch has not used yet. */
export function fromTheRest(data: BatchData, past: readonly Batch[]): WeightMoments {
  const used = new Uint8Array(data.size);
  for (const batch of past) for (const i of batch.indices) used[i] = 1;
  const rest = used.reduce((s, u) => s + 1 - u, 0);
  const b = Math.min(data.batchSize, rest);
  const inner = withoutRepetition(rest, b);
  const { same, other } = inner.covariance as { same: number; other: number };
  return {
    mean: Float64Array.from(used, (u) => (u === 1 ? 0 : 1 / rest)),
    covariance: (i, j) => (used[i] === 1 || used[j] === 1 ? 0 : i === j ? same : other),
  };
}

/** A batch that does not depend on the key. */
export function certain(batch: Batch, n: number): WeightMoments {
  const mean = new Float64Array(n);
  for (const i of batch.indices) mean[i] += 1 / batch.indices.length;
  return { mean, covariance: { same: 0, other: 0 } };
}
