/**
 * One number added to each channel:  y[n, c, …] = x[n, c, …] + b[c], and its adjoint b̄[c] = Σ ȳ[n, c, …].
 *
 * A primitive of its own, since a bias over channels broadcasts along inner axes, for which it would be copied to the
 * size of the images first.
 */
import {
  type DenseTensor,
  type Primitive,
  type Tensor,
  type TypedArrayOf,
  adoptBuffer,
  allocate,
  bind1,
  currentKernels,
} from '@adjoint/tensor';

type Floats = TypedArrayOf<'float64' | 'float32'>;
/** From so many images on they are summed before the elements of a plane. */
const MANY = 16;
const areaOf = (shape: readonly number[]): number => shape.slice(2).reduce((a, b) => a * b, 1);
/** A vector over channels, [C], in the shape in which it meets [N, C, …]. */
export const overChannels = (b: Tensor, rank: number): Tensor => b.reshape([b.shape[b.rank - 1], ...new Array<number>(rank - 2).fill(1)]);

const biasPrimitive: Primitive = {
  name: 'addChannelBias',
  abstract: ([x]) => [{ shape: x.shape, dtype: x.dtype }],
  evaluate: ([x, b]) => [adoptBuffer(added(x, b), x.shape)],
  expand: ([x, b]) => [x.add(overChannels(b, x.rank))],
  jvp: ([dx, db], [x]) => {
    const spread = db && overChannels(db, x.rank).broadcastTo(x.shape);
    return [dx === null ? spread : spread === null ? dx : dx.add(spread)];
  },
  vjp: ([ct], _inputs, _y, _p, wanted) => [wanted[0] ? ct : null, wanted[1] ? channelSum(ct!) : null],
};

const channelSumPrimitive: Primitive = {
  name: 'channelSum',
  abstract: ([x]) => [{ shape: [x.shape[1]], dtype: x.dtype }],
  evaluate: ([x]) => [currentKernels()?.sum === undefined ? adoptBuffer(summed(x), [x.shape[1]]) : sumByKernels(x)],
  expand: ([x]) => [x.sum(x.shape.map((_, axis) => axis).filter((axis) => axis !== 1))],
  jvp: ([dx]) => [dx && channelSum(dx)],
  vjp: ([ct], [x]) => [overChannels(ct!, x.rank).broadcastTo(x.shape)],
};

function added(x: DenseTensor, b: DenseTensor): Floats {
  const values = x.packed() as Floats;
  const bias = b.packed();
  const area = areaOf(x.shape);
  const channels = x.shape[1];
  const out = allocate(x.dtype as 'float32', values.length) as Floats;
  for (let plane = 0, at = 0; at < out.length; plane++) {
    const shift = bias[plane % channels];
    for (const end = at + area; at < end; at++) out[at] = values[at] + shift;
  }
  return out;
}

/** By the kernels in force: over many images first, which leaves one plane for each channel; else each plane. Few sums are left. */
function sumByKernels(x: DenseTensor): Tensor {
  const [images, channels] = x.shape;
  const area = areaOf(x.shape);
  const sums = new Float64Array(channels);
  const out = allocate(x.dtype as 'float32', channels) as Floats;
  if (images >= MANY) {
    const planes = x
      .reshape([images, channels * area])
      .sum(0)
      .data();
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      for (let at = c * area; at < (c + 1) * area; at++) sum += planes[at];
      sums[c] = sum;
    }
  } else {
    const planes = x
      .reshape([images * channels, area])
      .sum(1)
      .data();
    for (let i = 0; i < planes.length; i++) sums[i % channels] += planes[i];
  }
  out.set(sums);
  return adoptBuffer(out, [channels]);
}

function summed(x: DenseTensor): Floats {
  const values = x.packed();
  const area = areaOf(x.shape);
  const channels = x.shape[1];
  const sums = new Float64Array(channels);
  for (let plane = 0, at = 0; at < values.length; plane++) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0; // four sums side by side: one alone waits for each addition
    const end = at + area;
    for (; at + 3 < end; at += 4) {
      s0 += values[at];
      s1 += values[at + 1];
      s2 += values[at + 2];
      s3 += values[at + 3];
    }
    for (; at < end; at++) s0 += values[at];
    sums[plane % channels] += s0 + s1 + (s2 + s3);
  }
  const out = allocate(x.dtype as 'float32', channels) as Floats;
  out.set(sums);
  return out;
}

/** @param x [N, C, …]  @param b [C] */
export const addChannelBias = (x: Tensor, b: Tensor): Tensor => bind1(biasPrimitive, [x, b], undefined);

/** Σ over all axes but the channels, [N, C, …] → [C]. */
export const channelSum = (x: Tensor): Tensor => bind1(channelSumPrimitive, [x], undefined);
