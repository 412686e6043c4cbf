/**
 * a = max(0, z) with its derivative in one pass:  z̄ = ā where a > 0, else 0.
 *
 * The derivative at 0 is 0; NaN stays NaN. Signs of activations are hard to foretell, so float32 is taken by its bits,
 * without branches.
 */
import {
  type DenseTensor,
  type Primitive,
  type Tensor,
  type TypedArrayOf,
  adoptBuffer,
  allocate,
  bind1,
  relu,
  where,
} from '@adjoint/tensor';

type Floats = TypedArrayOf<'float64' | 'float32'>;

const reluPrimitive: Primitive = {
  name: 'relu',
  inline: true,
  abstract: ([z]) => [{ shape: z.shape, dtype: z.dtype }],
  evaluate: ([z]) => [z.dtype === 'float32' ? adoptBuffer(rectified(z), z.shape) : relu(z)],
  expand: ([z]) => [relu(z)],
  jvp: ([dz], _inputs, [a]) => [dz && throughPositive(dz, a)],
  vjp: ([ct], _inputs, [a]) => [throughPositive(ct!, a)],
  batch: (inputs) => [bind1(reluPrimitive, inputs, undefined)],
};

/** Linear in its first operand, piecewise constant in the second. */
const throughPositivePrimitive: Primitive = {
  name: 'throughPositive',
  inline: true,
  abstract: ([t]) => [{ shape: t.shape, dtype: t.dtype }],
  evaluate: ([t, a]) => [adoptBuffer(passed(t, a), t.shape)],
  expand: ([t, a]) => [where(a.greater(0), t, 0)],
  jvp: ([dt], [, a]) => [dt && throughPositive(dt, a)],
  vjp: ([ct], [, a], _y, _p, wanted) => [wanted[0] ? throughPositive(ct!, a) : null, null],
  batch: (inputs, batched, _p, size) => [
    bind1(
      throughPositivePrimitive,
      inputs.map((x, i) => (batched[i] ? x : x.broadcastTo([size, ...x.shape]))),
      undefined,
    ),
  ],
};

function passed(t: DenseTensor, a: DenseTensor): Floats {
  if (t.dtype === 'float32' && a.dtype === 'float32') return passed32(t, a);
  const ts = t.packed();
  const as = a.packed();
  const out = allocate(t.dtype as 'float32', ts.length) as Floats;
  for (let i = 0; i < out.length; i++) out[i] = as[i] > 0 ? ts[i] : 0;
  return out;
}

const INFINITY_BITS = 0x7f800000;
const bitsOf = (x: DenseTensor): Int32Array => {
  const values = x.packed() as TypedArrayOf<'float32'>;
  return new Int32Array(values.buffer, values.byteOffset, values.length);
};

/** max(0, z): z without its bits where the sign is set, but for NaN. */
function rectified(z: DenseTensor): Floats {
  const bits = bitsOf(z);
  const out = allocate('float32', bits.length);
  const to = new Int32Array(out.buffer, out.byteOffset, out.length);
  for (let i = 0; i < to.length; i++) {
    const b = bits[i];
    to[i] = (b & 0x7fffffff) > INFINITY_BITS ? b : b & ~(b >> 31);
  }
  return out;
}

/** t where 0 < bits of a ≤ those of infinity: three sign bits, one mask. */
function passed32(t: DenseTensor, a: DenseTensor): Floats {
  const ts = bitsOf(t);
  const as = bitsOf(a);
  const out = allocate('float32', ts.length);
  const to = new Int32Array(out.buffer, out.byteOffset, out.length);
  for (let i = 0; i < to.length; i++) {
    const b = as[i];
    to[i] = ts[i] & ((~b & -b & ((b - (INFINITY_BITS + 1)) | 0)) >> 31);
  }
  return out;
}

const throughPositive = (t: Tensor, a: Tensor): Tensor => bind1(throughPositivePrimitive, [t, a], undefined);

/** @param z float */
export const reluMap = (z: Tensor): Tensor => bind1(reluPrimitive, [z], undefined);
