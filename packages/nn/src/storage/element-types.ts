/** How the element types of a file become those of tensors. Bytes are little-endian whatever the machine is. */
import { type DType, FormatError, type Shape, type Tensor, type TypedArrayOf, allocate, tensor } from '@adjoint/tensor';

export interface Decoder {
  /** Of one element. */
  readonly bytes: number;
  decode(view: DataView, at: number, shape: Shape): Tensor;
}

function decoder<D extends DType>(bytes: number, dtype: D, read: (view: DataView, at: number) => number): Decoder {
  return {
    bytes,
    decode(view, at, shape) {
      const n = shape.reduce((a, b) => a * b, 1);
      const out = allocate(dtype, n) as TypedArrayOf;
      for (let i = 0; i < n; i++) out[i] = read(view, at + i * bytes);
      return tensor(out as never, dtype).reshape(shape);
    },
  };
}

/** IEEE half precision: 1 sign, 5 exponent and 10 fraction bits. */
function half(bits: number): number {
  const sign = bits >> 15 === 1 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

/** Eight bits with 4 of exponent and 3 of fraction: no infinity, and one NaN of each sign. */
function quarter(bits: number): number {
  const sign = bits >> 7 === 1 ? -1 : 1;
  const exponent = (bits >> 3) & 15;
  const fraction = bits & 7;
  if (exponent === 15 && fraction === 7) return NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -9 : (8 + fraction) * 2 ** (exponent - 10));
}

const scratch = (): DataView => new DataView(new ArrayBuffer(4));
/** bfloat16: the upper half of a float32. */
function brain(bits: number): number {
  const view = scratch();
  view.setUint32(0, (bits << 16) >>> 0);
  return view.getFloat32(0);
}

const long = (view: DataView, at: number): number => exactly(view.getBigInt64(at, true), at);
const unsignedLong = (view: DataView, at: number): number => exactly(view.getBigUint64(at, true), at);
function exactly(value: bigint, at: number): number {
  const x = Number(value);
  if (BigInt(x) !== value)
    throw new FormatError({ byte: at }, `safetensors: the integer ${value}`, 'integers above 2^53 do not fit a float64');
  return x;
}

function truth(view: DataView, at: number): number {
  const value = view.getUint8(at);
  if (value > 1) throw new FormatError({ byte: at }, `safetensors: a truth value of ${value}`, 'truth values are 0 and 1');
  return value;
}

export const DECODERS: Readonly<Record<string, Decoder>> = {
  F64: decoder(8, 'float64', (v, at) => v.getFloat64(at, true)),
  F32: decoder(4, 'float32', (v, at) => v.getFloat32(at, true)),
  F16: decoder(2, 'float32', (v, at) => half(v.getUint16(at, true))),
  BF16: decoder(2, 'float32', (v, at) => brain(v.getUint16(at, true))),
  F8_E5M2: decoder(1, 'float32', (v, at) => half(v.getUint8(at) << 8)), // the upper half of half precision
  F8_E4M3: decoder(1, 'float32', (v, at) => quarter(v.getUint8(at))),
  I64: decoder(8, 'float64', long),
  U64: decoder(8, 'float64', unsignedLong),
  I32: decoder(4, 'int32', (v, at) => v.getInt32(at, true)),
  U32: decoder(4, 'uint32', (v, at) => v.getUint32(at, true)),
  I16: decoder(2, 'int32', (v, at) => v.getInt16(at, true)),
  U16: decoder(2, 'int32', (v, at) => v.getUint16(at, true)),
  I8: decoder(1, 'int32', (v, at) => v.getInt8(at)),
  U8: decoder(1, 'int32', (v, at) => v.getUint8(at)),
  BOOL: decoder(1, 'bool', truth),
};

/** Bytes of one element in a file. */
export const bytesOf = (dtype: DType): number => (dtype === 'float64' ? 8 : dtype === 'bool' ? 1 : 4);
