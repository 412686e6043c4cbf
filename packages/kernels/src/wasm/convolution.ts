/**
 * Convolution in WebAssembly: images are copied into scratch a block at a time, each inside its padding, and swept over.
 *
 * Padding is zeros that are multiplied; where an infinite weight, or a result that is not finite, could tell this from
 * leaving them out, the plain tier answers. Mixed types and what does not fit into scratch are the plain tier's too.
 */
import type { Floats } from '../contract.ts';
import type { ConvolutionKernels, ConvolutionShape } from '../convolution-contract.ts';
import * as plain from '../convolution/index.ts';
import { requireConvolution } from '../convolution/shape.ts';
import type { Arena } from './arena.ts';
import { forwardLayout, type Layout, placePatches, placeSpread, transposedLayout } from './convolution-layout.ts';
import { COLUMN_BYTES, convolutionModule, TILE_OUTPUTS, TILE_ROWS } from './convolution-module.ts';
import type { Precision } from './gemm-module.ts';
import { createMaxPoolByInput } from './pooling-gradient.ts';
import { createMaxPool } from './pooling.ts';

interface Code {
  sweep(a: number, bias: number, table: number, tableEnd: number, x: number, y: number, ldY: number, tiles: number, panels: number): void;
  correlate(out: number, y: number, ldY: number, x: number, table: number, tableEnd: number, bytes: number, panels: number): void;
  lines(
    from: number,
    fromStep: number,
    to: number,
    head: number,
    first: number,
    toStep: number,
    width: number,
    filled: number,
    rows: number,
    tailEnd: number,
  ): void;
}

/** About as many elements of images and results are in scratch at once. */
const BLOCK = 2 ** 16;
const up = (n: number, to: number): number => Math.ceil(n / to) * to;
const finite = (x: Floats, n: number): boolean => {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += x[i] * 0;
  return sum === 0;
};

/** Where things lie in scratch, in elements, and how many images are taken at once. */
interface Plan {
  readonly perBlock: number;
  readonly read: number;
  readonly made: number;
  readonly x: number;
  readonly y: number;
  readonly ldY: number;
  readonly table: number;
  readonly weights: number;
  readonly bias: number;
  readonly stageX: number;
  readonly stageY: number;
  readonly total: number;
}

function planOf(l: Layout, s: ConvolutionShape, bytes: number): Plan {
  const read = s.groups * l.planes * l.height * l.width;
  const made = s.groups * l.results * l.rows * l.columns;
  const perBlock = Math.max(1, Math.min(s.images, Math.floor(BLOCK / (read + made))));
  const ldY = up(l.rows * l.rowStep, COLUMN_BYTES / bytes);
  const panels = up(l.results, TILE_OUTPUTS);
  const rows = up(l.offsets.length, TILE_ROWS);
  const table = 0;
  const weights = table + up(rows, 8);
  const bias = weights + s.groups * panels * rows;
  const x = bias + up(s.groups * panels, 8);
  const y = x + l.size;
  const stageX = y + panels * ldY + 8;
  const stageY = stageX + perBlock * read + 8;
  return { perBlock, read, made, x, y, ldY, table, weights, bias, stageX, stageY, total: stageY + perBlock * made + 16 };
}

function createEngine(arena: Arena, precision: Precision, fused: boolean): ConvolutionKernels {
  const code = new WebAssembly.Instance(new WebAssembly.Module(convolutionModule(precision, fused)), { scratch: { memory: arena.memory } })
    .exports as unknown as Code;
  const bytes = precision === 'float64' ? 8 : 4;
  const viewOf = (): Floats => (precision === 'float64' ? arena.float64() : arena.float32());

  /** The planes of group g of image i of the block, from the staging area to where they are swept. */
  function place(view: Floats, i: number, g: number, l: Layout, p: Plan, s: ConvolutionShape): void {
    const area = l.height * l.width;
    const from = p.stageX + i * p.read + g * l.planes * area;
    const { padded } = l;
    if (padded === null) {
      placePatches(view, from, p.x, l, s);
      return;
    }
    if (padded.spread[0] !== 1 || padded.spread[1] !== 1) {
      placeSpread(view, from, p.x, l);
      return;
    }
    const { top, left, height, width } = padded;
    const cropTop = Math.max(0, -top);
    const cropLeft = Math.max(0, -left);
    const rows = Math.max(0, Math.min(l.height, height - top) - cropTop);
    const columns = Math.min(l.width, width - left) - cropLeft;
    const first = (top + cropTop) * width + left + cropLeft;
    if (rows === 0 || columns <= 0) {
      view.fill(0, p.x, p.x + l.size);
      return;
    }
    for (let c = 0; c < l.planes; c++) {
      const end = c === l.planes - 1 ? p.x + l.size : p.x + (c + 1) * height * width;
      code.lines(
        (from + c * area + cropTop * l.width + cropLeft) * bytes,
        l.width * bytes,
        (p.x + c * height * width) * bytes,
        first * bytes,
        first * bytes,
        width * bytes,
        columns * bytes,
        width * bytes,
        rows,
        end * bytes,
      );
    }
  }

  const writeTable = (l: Layout, p: Plan): number => {
    const table = new Int32Array(arena.memory.buffer);
    const at = (p.table * bytes) / 4;
    const rows = up(l.offsets.length, TILE_ROWS);
    for (let r = 0; r < rows; r++) table[at + r] = r < l.offsets.length ? l.offsets[r] * bytes : 0;
    return p.table * bytes;
  };

  /** out = A · moved planes + b for every image; `weight(result, row)` of a group indexes K. False when scratch is too small. */
  function run(
    out: Floats,
    input: Floats,
    K: Floats,
    bias: Floats | null,
    l: Layout,
    s: ConvolutionShape,
    weight: (g: number, result: number, row: number) => number,
  ): boolean {
    const p = planOf(l, s, bytes);
    if (!arena.reserve(p.total * bytes)) return false;
    const view = viewOf();
    const panels = up(l.results, TILE_OUTPUTS) / TILE_OUTPUTS;
    const depth = l.offsets.length;
    const table = writeTable(l, p);
    for (let g = 0, at = p.weights; g < s.groups; g++)
      for (let panel = 0; panel < panels; panel++)
        for (let r = 0; r < depth; r++)
          for (let k = 0; k < TILE_OUTPUTS; k++, at++) {
            const o = panel * TILE_OUTPUTS + k;
            view[at] = o < l.results ? K[weight(g, o, r)] : 0;
          }
    for (let g = 0, at = p.bias; g < s.groups; g++)
      for (let o = 0; o < panels * TILE_OUTPUTS; o++, at++) view[at] = bias !== null && o < l.results ? bias[g * l.results + o] : 0;
    const whole = l.rowStep === l.columns;
    const area = l.rows * l.columns;
    const perGroup = panels * TILE_OUTPUTS;
    for (let first = 0; first < s.images; first += p.perBlock) {
      const n = Math.min(p.perBlock, s.images - first);
      view.set(input.subarray(first * p.read, (first + n) * p.read), p.stageX);
      for (let i = 0; i < n; i++)
        for (let g = 0; g < s.groups; g++) {
          place(view, i, g, l, p, s);
          code.sweep(
            (p.weights + g * perGroup * depth) * bytes,
            (p.bias + g * perGroup) * bytes,
            table,
            table + 4 * depth,
            p.x * bytes,
            p.y * bytes,
            p.ldY * bytes,
            (p.ldY * bytes) / COLUMN_BYTES,
            panels,
          );
          for (let o = 0; o < l.results; o++) {
            const to = p.stageY + i * p.made + (g * l.results + o) * area;
            code.lines(
              (p.y + o * p.ldY) * bytes,
              l.rowStep * bytes,
              to * bytes,
              0,
              0,
              l.columns * bytes,
              (whole ? area : l.columns) * bytes,
              0,
              whole ? 1 : l.rows,
              0,
            );
          }
        }
      out.set(view.subarray(p.stageY, p.stageY + n * p.made), first * p.made);
    }
    return true;
  }

  return {
    ...plain,
    convolve(y, x, K, bias, s) {
      const l = forwardLayout(s);
      const depth = l.offsets.length;
      if (!finite(K, s.outputs * depth) || !run(y, x, K, bias, l, s, (g, o, r) => (g * l.results + o) * depth + r))
        plain.convolve(y, x, K, bias, s);
    },
    convolveByInput(x, y, K, s) {
      const l = transposedLayout(s);
      const area = s.kernel[0] * s.kernel[1];
      const inputs = s.channels / s.groups;
      const weight = (g: number, c: number, r: number): number => ((g * l.planes + Math.floor(r / area)) * inputs + c) * area + (r % area);
      if (!finite(K, s.outputs * inputs * area) || !run(x, y, K, null, l, s, weight)) plain.convolveByInput(x, y, K, s);
    },
    convolveByKernel(K, x, y, s) {
      const l = forwardLayout(s);
      const p = planOf(l, s, bytes);
      const depth = l.offsets.length;
      if (!arena.reserve(p.total * bytes)) {
        plain.convolveByKernel(K, x, y, s);
        return;
      }
      const view = viewOf();
      const table = writeTable(l, p);
      const pairs = up(depth, TILE_ROWS);
      const panels = up(l.results, TILE_OUTPUTS) / TILE_OUTPUTS;
      const perGroup = panels * TILE_OUTPUTS * pairs;
      const size = s.groups * perGroup;
      const sums = new Float64Array(size);
      const area = l.rows * l.columns;
      const whole = l.rowStep === l.columns;
      view.fill(0, p.y, p.stageX);
      for (let first = 0; first < s.images; first += p.perBlock) {
        const n = Math.min(p.perBlock, s.images - first);
        view.set(x.subarray(first * p.read, (first + n) * p.read), p.stageX);
        view.set(y.subarray(first * p.made, (first + n) * p.made), p.stageY);
        view.fill(0, p.weights, p.weights + size);
        for (let i = 0; i < n; i++)
          for (let g = 0; g < s.groups; g++) {
            place(view, i, g, l, p, s);
            for (let o = 0; o < l.results; o++) {
              const to = p.y + o * p.ldY;
              const from = p.stageY + i * p.made + (g * l.results + o) * area;
              const width = whole ? area : l.columns;
              const step = whole ? area : l.rowStep;
              code.lines(
                from * bytes,
                l.columns * bytes,
                to * bytes,
                0,
                0,
                step * bytes,
                width * bytes,
                step * bytes,
                whole ? 1 : l.rows,
                (to + p.ldY) * bytes,
              );
            }
            // what the last row wrote too much
            if (l.results % TILE_OUTPUTS !== 0) view.fill(0, p.y + l.results * p.ldY, p.y + l.results * p.ldY + 8);
            code.correlate(
              (p.weights + g * perGroup) * bytes,
              p.y * bytes,
              p.ldY * bytes,
              p.x * bytes,
              table,
              table + 4 * pairs,
              p.ldY * bytes,
              panels,
            );
          }
        for (let i = 0; i < size; i++) sums[i] += view[p.weights + i];
      }
      if (!finite(sums, size)) {
        plain.convolveByKernel(K, x, y, s);
        return;
      }
      // tiles [group, panel, pair, 4, 2] → [outputs, depth]
      for (let g = 0, at = 0; g < s.groups; g++)
        for (let panel = 0; panel < panels; panel++)
          for (let r = 0; r < pairs; r += TILE_ROWS)
            for (let k = 0; k < TILE_OUTPUTS; k++)
              for (let d = 0; d < TILE_ROWS; d++, at++) {
                const o = panel * TILE_OUTPUTS + k;
                if (o < l.results && r + d < depth) K[(g * l.results + o) * depth + r + d] = sums[at];
              }
    },
  };
}

/** Convolution of one tier; arrays are all float64 or all float32, else the plain tier answers. */
export function createConvolution(arena: Arena, fused: boolean): ConvolutionKernels {
  let wide: ConvolutionKernels | undefined;
  let narrow: ConvolutionKernels | undefined;
  const engine = (...arrays: readonly (Floats | null)[]): ConvolutionKernels => {
    if (arrays.every((a) => a === null || a instanceof Float64Array)) return (wide ??= createEngine(arena, 'float64', fused));
    if (arrays.every((a) => a === null || a instanceof Float32Array)) return (narrow ??= createEngine(arena, 'float32', fused));
    return plain;
  };
  const empty = (s: ConvolutionShape): boolean => s.images * s.channels * s.outputs === 0;
  return {
    ...plain,
    maxPool: createMaxPool(arena),
    maxPoolByInput: createMaxPoolByInput(arena),
    convolve(y, x, K, bias, s) {
      requireConvolution('convolve', s, x, K, y, bias);
      (empty(s) ? plain : engine(y, x, K, bias)).convolve(y, x, K, bias, s);
    },
    convolveByInput(x, y, K, s) {
      requireConvolution('convolveByInput', s, x, K, y);
      (empty(s) ? plain : engine(x, y, K)).convolveByInput(x, y, K, s);
    },
    convolveByKernel(K, x, y, s) {
      requireConvolution('convolveByKernel', s, x, K, y);
      (empty(s) ? plain : engine(K, x, y)).convolveByKernel(K, x, y, s);
    },
  };
}
