/**
 * IDX, the format of the MNIST files: a typed array with its shape.
 *
 *   byte 0, 1: zero;  2: element type;  3: number of axes d;  then d lengths as 32-bit integers;  then the elements,
 *   all big-endian, in row-major order.
 *
 * LeCun, Cortes, Burges (1998), "The MNIST database", section "File formats".
 */
import { FormatError } from '@adjoint/tensor';

export interface IdxArray {
  readonly shape: readonly number[];
  readonly values: Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;
}

const TYPES: Readonly<Record<number, { readonly bytes: number; read(view: DataView, n: number, at: number): IdxArray['values'] }>> = {
  0x08: { bytes: 1, read: (v, n, at) => new Uint8Array(v.buffer, v.byteOffset + at, n).slice() },
  0x09: { bytes: 1, read: (v, n, at) => new Int8Array(v.buffer, v.byteOffset + at, n).slice() },
  0x0b: { bytes: 2, read: (v, n, at) => Int16Array.from({ length: n }, (_, i) => v.getInt16(at + 2 * i)) },
  0x0c: { bytes: 4, read: (v, n, at) => Int32Array.from({ length: n }, (_, i) => v.getInt32(at + 4 * i)) },
  0x0d: { bytes: 4, read: (v, n, at) => Float32Array.from({ length: n }, (_, i) => v.getFloat32(at + 4 * i)) },
  0x0e: { bytes: 8, read: (v, n, at) => Float64Array.from({ length: n }, (_, i) => v.getFloat64(at + 8 * i)) },
};

/**
 * The array in an IDX file. Every length is compared with the bytes that are there before anything is allocated.
 *
 * @param name of the file, for messages
 * @throws FormatError with the byte, for a wrong magic number, an unknown type, or lengths that the bytes contradict
 */
export function parseIdx(bytes: Uint8Array, name = 'IDX file'): IdxArray {
  const fail = (byte: number, what: string, hint: string): never => {
    throw new FormatError({ byte }, `${name}: ${what}`, hint);
  };
  if (bytes.length < 4) return fail(bytes.length, `${bytes.length} bytes, a header has 4 or more`, 'the file is cut off or empty');
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return fail(0, 'compressed with gzip', 'decompress it first');
  if (bytes[0] !== 0 || bytes[1] !== 0) return fail(0, `starts with ${bytes[0]}, ${bytes[1]}, not with two zeros`, 'this is no IDX file');
  const type = TYPES[bytes[2]] ?? fail(2, `element type ${bytes[2]}`, 'known types are 8, 9, 11, 12, 13 and 14');

  const rank = bytes[3];
  const header = 4 + 4 * rank;
  if (bytes.length < header)
    return fail(bytes.length, `${bytes.length} bytes, the header of ${rank} axes has ${header}`, 'the file is cut off');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));

  const present = bytes.length - header;
  const n = shape.includes(0) ? 0 : shape.reduce((product, length) => product * length, 1); // an inexact product is far above `present`
  if (n * type.bytes !== present) {
    return fail(
      Math.min(bytes.length, header + n * type.bytes),
      `shape [${shape.join(', ')}] needs ${n * type.bytes} bytes, ${present} are there`,
      'the file is cut off, or has more than one array',
    );
  }
  return { shape, values: type.read(view, n, header) };
}
