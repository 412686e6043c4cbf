/**
 * Strided views packed by way of scratch memory: the stretch of the array that a view covers is copied in as it lies,
 * packed there without a check at each element, and copied out. A view too large for the nearer caches is taken in
 * parts along its outer axis; a plane whose parts would lie apart, such as a large transpose, in blocks. Numbers of eight
 * bytes stay with the strips: two copies cost as much as the checks.
 */
import type { AnyArray, Kernels } from '../contract.ts';
import { copyPlane, gatherByStrips, joinedAxes, nearest, overAxes, type Axis } from '../strided/gather-by-strips.ts';
import { requireView } from '../strided/require-view.ts';
import type { Arena } from './arena.ts';
import { gatherCode, transposeCode, type Width } from './gather-code.ts';
import { assemble } from './module.ts';

interface Code {
  gather(from: number, to: number, n0: number, s0: number, n1: number, s1: number, n2: number, s2: number): void;
  transpose(
    from: number,
    to: number,
    count: number,
    fromStep: number,
    toStep: number,
    rows: number,
    columns: number,
    stride: number,
    pitch: number,
  ): void;
}

/** Below this many elements plain loops are faster; rows of neighbours from LONG_ROW on are copied one by one. */
const SMALLEST = 400;
const LONG_ROW = 200;
const SHORT_ROW = 32;
/** Bytes of a part of a result. The stretch it is taken from may be twice as long. */
const PART = 1 << 19;
const SLACK = 64;
const OUT = 2 * PART + 2 * SLACK;
/** Columns of a block: so many elements are copied out at a time. */
const BLOCK_COLUMNS = 256;
/** Rows from here on are transposed in registers. */
const LEAST_ROWS = 4;

const sizeOf = (axes: readonly Axis[]): number => axes.reduce((a, { n }) => a * n, 1);
/** From the first to the last element in memory. */
const stretchOf = (axes: readonly Axis[]): number => axes.reduce((a, { n, step }) => a + (n - 1) * Math.abs(step), 1);
const lowestOf = (axes: readonly Axis[]): number => axes.reduce((a, { n, step }) => a + Math.min(0, (n - 1) * step), 0);
const isDense = (axes: readonly Axis[]): boolean => stretchOf(axes) <= 2 * sizeOf(axes);

/** One view being packed. The arrays are seen as the type of the scratch memory. */
interface Task {
  readonly code: Code;
  readonly scratch: AnyArray;
  readonly out: AnyArray;
  readonly x: AnyArray;
  readonly width: Width;
}

/** Packs within scratch memory, from byte `from` to byte `to`. */
function pack({ code, width: w }: Task, axes: readonly Axis[], from: number, to: number): void {
  const columns = axes[axes.length - 1];
  const others = axes.slice(0, -1);
  const rows = columns.step === 1 ? undefined : others.find((a) => a.step === 1 && a.n >= LEAST_ROWS);
  const inner = rows === undefined ? others.slice(-2) : [others.filter((a) => a !== rows).at(-1)].filter((a) => a !== undefined);
  const outer = others.filter((a) => a !== rows && !inner.includes(a));
  overAxes(outer, to / w, from / w, (t, f) => {
    if (rows === undefined) {
      const [a, b] = inner.length === 2 ? inner : [undefined, ...inner];
      code.gather(f * w, t * w, a?.n ?? 1, (a?.step ?? 0) * w, b?.n ?? 1, (b?.step ?? 0) * w, columns.n, columns.step * w);
    } else {
      const [a] = inner;
      code.transpose(
        f * w,
        t * w,
        a?.n ?? 1,
        (a?.step ?? 0) * w,
        (a?.packed ?? 0) * w,
        rows.n,
        columns.n,
        columns.step * w,
        rows.packed * w,
      );
    }
  });
}

/** A dense view that fits, by one copy in and one out. */
function packPart(t: Task, axes: readonly Axis[], to: number, from: number): void {
  const { scratch, x, out, width } = t;
  const low = from + lowestOf(axes);
  const first = SLACK / width;
  const size = sizeOf(axes);
  scratch.set(x.subarray(low, low + stretchOf(axes)), first);
  pack(t, axes, (first + from - low) * width, OUT);
  out.set(scratch.subarray(OUT / width, OUT / width + size), to);
}

/** A long row with room behind it. */
const padded = (n: number, width: Width): number => (n * width < SLACK ? n : n + SLACK / width);

/** A plane whose rows lie side by side and whose columns lie apart, in blocks; each is copied in and out by rows where it must be. */
function packPlane(t: Task, rows: Axis, columns: Axis, to: number, from: number): void {
  const { code, scratch, x, out, width: w } = t;
  const most = PART / w;
  const blockColumns = Math.min(columns.n, Math.max(BLOCK_COLUMNS, Math.floor(most / rows.n)));
  const blockRows = Math.min(rows.n, Math.floor(most / blockColumns));
  const first = SLACK / w;
  const together = Math.abs(columns.step) <= 2 * blockRows;
  const whole = blockColumns === columns.n && rows.packed === columns.n;
  for (let i = 0; i < rows.n; i += blockRows) {
    const height = Math.min(blockRows, rows.n - i);
    for (let j = 0; j < columns.n; j += blockColumns) {
      const breadth = Math.min(blockColumns, columns.n - j);
      const source = from + i + j * columns.step;
      const target = to + i * rows.packed + j;
      // a pitch that is no power of two: lines of neighbouring rows do not compete for one place in the cache
      const stride = together ? columns.step : padded(height, w);
      const pitch = whole ? breadth : padded(breadth, w);
      let at = first;
      if (together) {
        const low = Math.min(0, (breadth - 1) * columns.step);
        scratch.set(x.subarray(source + low, source + height + Math.max(0, (breadth - 1) * columns.step)), first);
        at -= low;
      } else for (let k = 0, p = source; k < breadth; k++, p += columns.step) scratch.set(x.subarray(p, p + height), first + k * stride);
      code.transpose(at * w, OUT, 1, 0, 0, height, breadth, stride * w, pitch * w);
      if (whole) out.set(scratch.subarray(OUT / w, OUT / w + height * breadth), target);
      else for (let k = 0, p = OUT / w; k < height; k++, p += pitch) out.set(scratch.subarray(p, p + breadth), target + k * rows.packed);
    }
  }
}

/** Rows one after the other, without scratch memory. */
function copyRows(out: AnyArray, to: number, rows: Axis, { n, step }: Axis, x: AnyArray, from: number): void {
  if (step === 1 && n >= SHORT_ROW)
    for (let i = 0, k = to, p = from; i < rows.n; i++, k += rows.packed, p += rows.step) out.set(x.subarray(p, p + n), k);
  else
    for (let i = 0; i < rows.n; i++)
      for (let k = to + i * rows.packed, p = from + i * rows.step, end = k + n; k < end; k++, p += step) out[k] = x[p];
}
/** All rows of a view in this way. */
function copyAxes({ out, x }: Task, axes: readonly Axis[], to: number, from: number): void {
  const columns = axes[axes.length - 1];
  const rows = axes.length > 1 ? axes[axes.length - 2] : { n: 1, step: 0, packed: 0 };
  overAxes(axes.slice(0, -2), to, from, (k, p) => {
    copyRows(out, k, rows, columns, x, p);
  });
}

function packAxes(t: Task, axes: readonly Axis[], to: number, from: number): void {
  const most = PART / t.width;
  const [outer, ...inner] = axes;
  const columns = axes[axes.length - 1];
  const size = sizeOf(inner);
  if (columns.step === 1 && columns.n >= LONG_ROW) copyAxes(t, axes, to, from);
  else if (size * outer.n <= most && isDense(axes)) packPart(t, axes, to, from);
  else if (isDense(inner)) {
    const sparse = Math.abs(outer.step) > 2 * size;
    const length = sparse ? 1 : Math.floor(most / size);
    if (sparse && size < SMALLEST) copyAxes(t, axes, to, from);
    else
      for (let i = 0; i < outer.n; i += Math.max(1, length)) {
        const n = Math.min(length, outer.n - i);
        packAxes(t, n > 1 || inner.length === 0 ? [{ ...outer, n }, ...inner] : inner, to + i * outer.packed, from + i * outer.step);
      }
  } else if (columns.step === 1) copyAxes(t, axes, to, from);
  else {
    const rows = nearest(axes.slice(0, -1));
    overAxes(
      axes.filter((a) => a !== rows && a !== columns),
      to,
      from,
      (k, p) => {
        if (rows.step === 1) packPlane(t, rows, columns, k, p);
        else copyPlane(t.out, k, rows, columns, t.x, p);
      },
    );
  }
}

/** One axis of elements far from one another, or repeats of one element, need no code of their own. */
function packable(axes: readonly Axis[]): boolean {
  const columns = axes.at(-1);
  return columns !== undefined && columns.step !== 0 && (axes.length > 1 || Math.abs(columns.step) === 2 || columns.step === -1);
}
/** The same bytes as the type in which they are copied. */
const seen = (x: AnyArray): AnyArray =>
  x instanceof Float32Array || x instanceof Uint8Array ? x : new Float32Array(x.buffer, x.byteOffset, x.length);

/** The kernel `gatherStrided`; the code for each size of elements is compiled on first use. */
export function createGather(arena: Arena): Kernels['gatherStrided'] {
  const compiled = new Map<Width, Code>();
  let bytes = new Uint8Array(0);
  /** Undefined where the engine refuses the memory. */
  const codeOf = (width: Width): Code | undefined => {
    let code = compiled.get(width);
    if (code === undefined) {
      if (!arena.reserve(OUT + 2 * PART + SLACK)) return undefined;
      bytes = new Uint8Array(arena.memory.buffer);
      const module = new WebAssembly.Module(assemble([gatherCode(width), transposeCode(width)]));
      code = new WebAssembly.Instance(module, { scratch: { memory: arena.memory } }).exports as unknown as Code;
      compiled.set(width, code);
    }
    return code;
  };
  return (out, x, shape, strides, offset) => {
    const size = shape.reduce((a, n) => a * n, 1);
    const width = x.BYTES_PER_ELEMENT;
    if (size < SMALLEST || width === 8 || out.constructor !== x.constructor) {
      gatherByStrips(out, x, shape, strides, offset);
      return;
    }
    const axes = joinedAxes(shape, strides);
    if (!packable(axes)) {
      gatherByStrips(out, x, shape, strides, offset);
      return;
    }
    requireView('gatherStrided', out, x, shape, strides, offset);
    const code = codeOf(width as Width);
    if (code === undefined) {
      gatherByStrips(out, x, shape, strides, offset);
      return;
    }
    const scratch = width === 4 ? arena.float32() : bytes;
    packAxes({ code, scratch, out: seen(out), x: seen(x), width: width as Width }, axes, 0, offset);
  };
}
