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

type Floats = TypedArrayOf<'float64' | 'float32'>;

interface Places {
  /** Whether the places of a plane all differ. */
  readonly apart: boolean;
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
  jvp: ([dx], [, at], _y, { apart }) => [dx && pickPlaces(dx, at, apart)],
  vjp: ([ct], [x, at], _y, { apart }) => [addAtPlaces(ct!, at, x.shape[x.shape.length - 1], apart), null],
  batch: (inputs, batched, p, size) => [bind1(pickPrimitive, spread(inputs, batched, size), p)],
};

interface Size extends Places {
  readonly size: number;
}
const addPrimitive: Primitive<Size> = {
  name: 'addAtPlaces',
  abstract: ([y], { size }) => [{ shape: [...y.shape.slice(0, -1), size], dtype: y.dtype }],
  evaluate: ([y, at], { size, apart }) => {
    const count = at.shape[at.shape.length - 1];
    const planes = count === 0 ? 0 : at.size / count;
    const values = y.packed();
    const places = at.packed();
    const out = allocate(y.dtype as 'float32', planes * size) as Floats;
    for (let i = 0, plane = 0; i < values.length; i += count, plane += size)
      if (apart) setPlane(out, plane, values, places, i, i + count);
      else addPlane(out, plane, values, places, i, i + count);
    return [adoptBuffer(out, [...y.shape.slice(0, -1), size])];
  },
  jvp: ([dy], [, at], _x, { size, apart }) => [dy && addAtPlaces(dy, at, size, apart)],
  vjp: ([ct], [, at], _x, { apart }) => [pickPlaces(ct!, at, apart), null],
  batch: (inputs, batched, p, size) => [bind1(addPrimitive, spread(inputs, batched, size), p)],
};

/* A function for each plane: one that is called often is compiled sooner than a long loop. */
type PlaneWork = (out: Floats, plane: number, values: AnyTypedArray, places: AnyTypedArray, from: number, end: number) => void;
const setPlane: PlaneWork = (out, plane, values, places, from, end) => {
  for (let i = from; i < end; i++) out[plane + places[i]] = values[i];
};
const addPlane: PlaneWork = (out, plane, values, places, from, end) => {
  for (let i = from; i < end; i++) out[plane + places[i]] += values[i];
};

const spread = (inputs: readonly Tensor[], batched: readonly boolean[], size: number): Tensor[] =>
  inputs.map((x, i) => (batched[i] ? x : x.broadcastTo([size, ...x.shape])));

/** @param x [..., size]  @param at [..., count], int32 in [0, size), all different in a plane if they are said to be `apart` */
export const pickPlaces = (x: Tensor, at: Tensor, apart: boolean): Tensor => bind1(pickPrimitive, [x, at], { apart });

/** @param y [..., count]  @param at [..., count], as in `pickPlaces`  @returns [..., size] */
export const addAtPlaces = (y: Tensor, at: Tensor, size: number, apart: boolean): Tensor => bind1(addPrimitive, [y, at], { size, apart });
