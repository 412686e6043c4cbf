/**
 * Elements of planes picked by place, and the adjoint: what max pooling does once it knows where the largest are.
 *
 *   pick: y[p, k] = x[p, place[p, k]],   add: x[p, place[p, k]] += y[p, k]
 *
 * Places come from `maxPool2d`, so they are inside.
 */
import { type Primitive, type Tensor, type TypedArrayOf, adoptBuffer, allocate, bind1, takeAlongAxis } from '@adjoint/tensor';

type Floats = TypedArrayOf<'float64' | 'float32'>;

const pickPrimitive: Primitive = {
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
  jvp: ([dx], [, at]) => [dx && pickPlaces(dx, at)],
  vjp: ([ct], [x, at]) => [addAtPlaces(ct!, at, x.shape[x.shape.length - 1]), null],
  batch: (inputs, batched, _p, size) => [bind1(pickPrimitive, spread(inputs, batched, size), undefined)],
};

interface Size {
  readonly size: number;
}
const addPrimitive: Primitive<Size> = {
  name: 'addAtPlaces',
  abstract: ([y], { size }) => [{ shape: [...y.shape.slice(0, -1), size], dtype: y.dtype }],
  evaluate: ([y, at], { size }) => {
    const count = at.shape[at.shape.length - 1];
    const planes = count === 0 ? 0 : at.size / count;
    const values = y.packed();
    const places = at.packed();
    const out = allocate(y.dtype as 'float32', planes * size) as Floats;
    for (let i = 0, plane = 0; i < values.length; plane += size)
      for (const end = i + count; i < end; i++) out[plane + places[i]] += values[i];
    return [adoptBuffer(out, [...y.shape.slice(0, -1), size])];
  },
  jvp: ([dy], [, at], _x, { size }) => [dy && addAtPlaces(dy, at, size)],
  vjp: ([ct], [, at]) => [pickPlaces(ct!, at), null],
  batch: (inputs, batched, p, size) => [bind1(addPrimitive, spread(inputs, batched, size), p)],
};

const spread = (inputs: readonly Tensor[], batched: readonly boolean[], size: number): Tensor[] =>
  inputs.map((x, i) => (batched[i] ? x : x.broadcastTo([size, ...x.shape])));

/** @param x [..., size]  @param at [..., count], int32 in [0, size) */
export const pickPlaces = (x: Tensor, at: Tensor): Tensor => bind1(pickPrimitive, [x, at], undefined);

/** @param y [..., count]  @param at [..., count], int32 in [0, size)  @returns [..., size] */
export const addAtPlaces = (y: Tensor, at: Tensor, size: number): Tensor => bind1(addPrimitive, [y, at], { size });
