/**
 * safetensors: named tensors in one file that holds no code.
 *
 *   8 bytes: length n of the header, little-endian;  n bytes: JSON { name: { dtype, shape, data_offsets }, __metadata__ };
 *   then the data, little-endian, without gaps.
 *
 * Every length and offset is compared with the bytes that are there before anything is allocated; overlaps, gaps,
 * repeated names and values of a wrong type are refused. F64, F32, F16, BF16, F8_E5M2, F8_E4M3, I64, U64, I32, U32, I16, U16,
 * I8, U8, BOOL are read; numbers of a type that Tensor lacks come as the next wider one, and I64 and U64 only where they fit a
 * float64 exactly.
 *
 * Hugging Face (2022), "safetensors format".
 */
import { ArgumentError, type DType, FormatError, type Tensor, TreeError } from '@adjoint/tensor';
import { DECODERS, bytesOf } from './element-types.ts';

export interface SafetensorsFile {
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}
export interface ReadOptions {
  /** Largest size of the file in bytes (default 1 GiB). */
  readonly maxBytes?: number;
}

const MAX_HEADER = 100_000_000;
const HOSTILE = new Set(['__proto__', 'constructor', 'prototype']);
const fail = (byte: number, what: string, hint = 'the file is damaged, or no safetensors file'): never => {
  throw new FormatError({ byte }, `safetensors: ${what}`, hint);
};

/** @throws FormatError with the byte, for anything that the format does not allow */
export function readSafetensors(bytes: Uint8Array, { maxBytes = 2 ** 30 }: ReadOptions = {}): SafetensorsFile {
  if (bytes.length > maxBytes) fail(0, `${bytes.length} bytes, more than ${maxBytes}`, 'raise maxBytes if this is meant');
  if (bytes.length < 8) fail(bytes.length, `${bytes.length} bytes, a header has at least 8`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const long = view.getBigUint64(0, true);
  if (long > BigInt(MAX_HEADER) || Number(long) > bytes.length - 8) fail(0, `a header of ${long} bytes in a file of ${bytes.length}`);
  const length = Number(long);
  const start = 8 + length;
  const header = parseHeader(bytes.subarray(8, start));

  const entries = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => describe(name, entry, bytes.length - start));
  let end = 0;
  for (const e of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (e.begin !== end)
      fail(
        start + e.begin,
        `${JSON.stringify(e.name)} starts at ${e.begin}, the data before it end at ${end}`,
        'data follow each other without gap or overlap',
      );
    end = e.end;
  }
  if (end !== bytes.length - start) fail(start + end, `${bytes.length - start} bytes of data, the header speaks of ${end}`);

  const tensors: Record<string, Tensor> = {};
  for (const e of entries) tensors[e.name] = DECODERS[e.dtype].decode(view, start + e.begin, e.shape);
  return { tensors, metadata: metadataOf(header.__metadata__) };
}

interface Entry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function parseHeader(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    header = JSON.parse(text);
  } catch {
    return fail(8, 'the header is no JSON in UTF-8');
  }
  if (!text.startsWith('{') || typeof header !== 'object' || header === null) return fail(8, 'the header is no JSON object');
  const names = Object.keys(header);
  const written = topLevelKeys(text);
  if (written !== names.length) return fail(8, `${written} names in the header, ${names.length} different ones`, 'a name may occur once');
  for (const name of names)
    if (HOSTILE.has(name)) return fail(8, `a tensor named ${JSON.stringify(name)}`, 'this name has a meaning of its own in JavaScript');
  return header as Readonly<Record<string, unknown>>;
}

/** How many keys the outermost object has as written: JSON.parse keeps only the last of equal ones. */
function topLevelKeys(text: string): number {
  let depth = 0;
  let keys = 0;
  for (let i = 0; i < text.length; i++) {
    const ch = text[i];
    if (ch === '"') {
      for (i++; text[i] !== '"'; i++) if (text[i] === '\\') i++;
    } else if (ch === '{' || ch === '[') depth++;
    else if (ch === '}' || ch === ']') depth--;
    else if (ch === ':' && depth === 1) keys++;
  }
  return keys;
}

function describe(name: string, entry: unknown, available: number): Entry {
  const where = `tensor ${JSON.stringify(name.slice(0, 80))}`;
  const {
    dtype,
    shape,
    data_offsets: offsets,
  } = (typeof entry === 'object' && entry !== null ? entry : {}) as { dtype?: unknown; shape?: unknown; data_offsets?: unknown };
  if (typeof dtype !== 'string' || !Object.hasOwn(DECODERS, dtype))
    return fail(8, `${where}: dtype ${JSON.stringify(dtype)?.slice(0, 40)}`, `known are ${Object.keys(DECODERS).join(', ')}`);
  if (!Array.isArray(shape) || shape.length > 32 || !shape.every(isCount))
    return fail(8, `${where}: shape ${JSON.stringify(shape)?.slice(0, 80)}`, 'a shape is a list of at most 32 lengths ≥ 0');
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount))
    return fail(8, `${where}: offsets ${JSON.stringify(offsets)?.slice(0, 80)}`, 'offsets are two integers ≥ 0');
  const [begin, end] = offsets as [number, number];
  const lengths = shape as number[];
  if (begin > end || end > available) return fail(8, `${where}: offsets ${begin} to ${end} of ${available} bytes of data`);
  if (!Number.isSafeInteger(lengths.reduce((n, length) => n * Math.max(1, length), 1)))
    return fail(8, `${where}: shape [${lengths.join(', ')}]`, 'such a shape has more places than can be counted');
  const size = lengths.includes(0) ? 0 : lengths.reduce((a, b) => a * b, DECODERS[dtype].bytes);
  if (size !== end - begin) return fail(8, `${where}: ${dtype} [${lengths.join(', ')}] needs ${size} bytes, ${end - begin} are given`);
  return { name, dtype, shape: lengths, begin, end };
}
const isCount = (x: unknown): boolean => Number.isSafeInteger(x) && (x as number) >= 0;

function metadataOf(x: unknown): Readonly<Record<string, string>> {
  if (x === undefined) return {};
  if (
    typeof x !== 'object' ||
    x === null ||
    Array.isArray(x) ||
    !Object.values(x).every((v) => typeof v === 'string') ||
    Object.keys(x).some((k) => HOSTILE.has(k))
  )
    return fail(8, 'metadata that are no texts by name');
  return x as Readonly<Record<string, string>>;
}

const DTYPE_NAMES: Readonly<Record<DType, string>> = { float64: 'F64', float32: 'F32', int32: 'I32', uint32: 'U32', bool: 'BOOL' };

/**
 * @param tensors by name; the widest elements first, so that all lie aligned, and then in the order of their names: equal content
 *   gives equal bytes
 * @throws TreeError for a hostile name; ArgumentError for metadata that are no texts
 */
export function writeSafetensors(tensors: Readonly<Record<string, Tensor>>, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const width = (name: string): number => bytesOf(tensors[name].dtype);
  const names = Object.keys(tensors)
    .sort()
    .sort((a, b) => width(b) - width(a));
  const header: Record<string, unknown> = {};
  if (!Object.values(metadata).every((v) => typeof v === 'string'))
    throw new ArgumentError('writeSafetensors: metadata', 'they are texts by name');
  if (Object.keys(metadata).length > 0) header.__metadata__ = metadata;
  let at = 0;
  for (const name of names) {
    if (HOSTILE.has(name) || name === '__metadata__')
      throw new TreeError(name, `writeSafetensors: a tensor named ${JSON.stringify(name)}`, 'rename it');
    const x = tensors[name];
    const size = x.size * bytesOf(x.dtype);
    header[name] = { dtype: DTYPE_NAMES[x.dtype], shape: x.shape, data_offsets: [at, (at += size)] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(text.length / 8) * 8;
  const out = new Uint8Array(8 + padded + at);
  new DataView(out.buffer).setBigUint64(0, BigInt(padded), true);
  out.fill(0x20, 8, 8 + padded);
  out.set(text, 8);
  let to = 8 + padded;
  for (const name of names) {
    const bytes = littleEndian(tensors[name]);
    out.set(bytes, to);
    to += bytes.length;
  }
  return out;
}

function littleEndian(x: Tensor): Uint8Array {
  const values = x.toTypedArray();
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const width = bytesOf(x.dtype);
  if (width > 1 && new Uint8Array(Uint16Array.of(1).buffer)[0] === 0)
    for (let i = 0; i < bytes.length; i += width) bytes.subarray(i, i + width).reverse();
  return bytes;
}
