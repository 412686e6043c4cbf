/**
 * Elements of planes picked by place, and the adjoint: what max pooling does once it knows where the largest are.
 *
 *   pick: y[p, k] = x[p, place[p, k]],   add: x[p, place[p, k]] += y[p, k]
 *
 * Places come from `maxPool2d`, so they are inside. Where its windows do not overlap no place is met twice, and nothing
 * need be read to be added to.
 */
import {
  type AnyTypedArray,
  type Primitive,
  type Tensor,
  type TypedArrayOf,
  adoptBuffer,
  allocate,
  bind1,
  takeAlongAxis,
} from '@adjoint/tensor';
import { convolutionKernels, type PoolShape } from './kernels.ts';

type Floats = TypedArrayOf<'float64' | 'float32'>;

export interface Places {
  /** Whether the places of a plane all differ. */
  readonly apart: boolean;
  /** The windows that chose the places. */
  readonly windows: Omit<PoolShape, 'planes'>;
}
const pickPrimitive: Primitive<Places> = {
  name: 'pickPlaces',
  abstract: ([x, at]) => [{ shape: at.shape, dtype: x.dtype }],
  evaluate: ([x, at]) => {
    const size = x.shape[x.shape.length - 1];
    const count = at.shape[at.shape.length - 1];
    const values = x.packed();
    const places = at.packed();
    const out = allocate(x.dtype as 'float32', places.length) as Floats;
    for (let i = 0, plane = 0; i < out.length; plane += size) for (const end = i + count; i < end; i++) out[i] = values[plane + places[i]];
    return [adoptBuffer(out, at.shape)];
  },
  expand: ([x, at]) => [takeAlongAxis(x, at, -1)],
  jvp: ([dx], [, at], _y, p) => [dx && pickPlaces(dx, at, p)],
  vjp: ([ct], [, at], _y, p) => [addAtPlaces(ct!, at, p), null],
  batch: (inputs, batched, p, size) => [bind1(pickPrimitive, spread(inputs, batched, size), p)],
};

const sizeOfPlane = ({ windows: { height, width } }: Places): number => height * width;
const addPrimitive: Primitive<Places> = {
  name: 'addAtPlaces',
  abstract: ([y], p) => [{ shape: [...y.shape.slice(0, -1), sizeOfPlane(p)], dtype: y.dtype }],
  evaluate: ([y, at], p) => {
    const size = sizeOfPlane(p);
    const count = at.shape[at.shape.length - 1];
    const planes = count === 0 ? 0 : at.size / count;
    const values = y.packed();
    const places = at.packed();
    const out = allocate(y.dtype as 'float32', planes * size) as Floats;
    const kernels = convolutionKernels();
    if (kernels?.maxPoolByInput !== undefined && y.dtype === 'float32')
      kernels.maxPoolByInput(out, values as Floats, places as Int32Array, { planes, ...p.windows });
    else
      for (let i = 0, plane = 0; i < values.length; i += count, plane += size)
        if (p.apart) setPlane(out, plane, values, places, i, i + count);
        else addPlane(out, plane, values, places, i, i + count);
    return [adoptBuffer(out, [...y.shape.slice(0, -1), size])];
  },
  jvp: ([dy], [, at], _x, p) => [dy && addAtPlaces(dy, at, p)],
  vjp: ([ct], [, at], _x, p) => [pickPlaces(ct!, at, p), null],
  batch: (inputs, batched, p, size) => [bind1(addPrimitive, spread(inputs, batched, size), p)],
};

/* A function for each plane: one that is called often is compiled sooner than a long loop. */
type PlaneWork = (out: Floats, plane: number, values: AnyTypedArray, places: AnyTypedArray, from: number, end: number) => void;
const setPlane: PlaneWork = (out, plane, values, places, from, end) => {
  for (let i = from; i < end; i++) out[plane + places[i]] = values[i] + 0; // 0 + (−0) is 0, as in a sum
};
const addPlane: PlaneWork = (out, plane, values, places, from, end) => {
  for (let i = from; i < end; i++) out[plane + places[i]] += values[i];
};

const spread = (inputs: readonly Tensor[], batched: readonly boolean[], size: number): Tensor[] =>
  inputs.map((x, i) => (batched[i] ? x : x.broadcastTo([size, ...x.shape])));

/** @param x [..., height·width]  @param at [..., count], int32, places of the windows of `p`, all different in a plane if they are said to be `apart` */
export const pickPlaces = (x: Tensor, at: Tensor, p: Places): Tensor => bind1(pickPrimitive, [x, at], p);

/** @param y [..., count]  @param at [..., count], as in `pickPlaces`  @returns [..., height·width] */
export const addAtPlaces = (y: Tensor, at: Tensor, p: Places): Tensor => bind1(addPrimitive, [y, at], p);
