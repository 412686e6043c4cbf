/**
 * How the planes of one group of channels lie in scratch so that a convolution, or its transpose, becomes a sweep over
 * them: where each element goes, by how much each row of the kernel matrix moves, and which columns are results.
 */
import type { Floats } from '../contract.ts';
import type { ConvolutionShape } from '../convolution-contract.ts';
import { reached, windowsAlong } from '../convolution/shape.ts';

/** Sizes in elements. */
export interface Layout {
  /** Planes read for one group, and their size. */
  readonly planes: number;
  readonly height: number;
  readonly width: number;
  /** Planes made for one group, and their size. */
  readonly results: number;
  readonly rows: number;
  readonly columns: number;
  /** From one row of a result to the next. */
  readonly rowStep: number;
  /** For each row of the kernel matrix, how far it reads ahead. */
  readonly offsets: Int32Array;
  /** What the planes take in scratch, with room for reads past the end. */
  readonly size: number;
  /** A plane inside its padding, rows spread apart by zeros; null: patches are made. */
  readonly padded: {
    readonly top: number;
    readonly left: number;
    readonly height: number;
    readonly width: number;
    readonly spread: readonly [number, number];
  } | null;
}

const up8 = (n: number): number => Math.ceil(n / 8) * 8;

/** K ∗ x: planes inside their padding, or patches where the window moves by more than one. */
export function forwardLayout(s: ConvolutionShape): Layout {
  const {
    kernel: [kh, kw],
    stride: [sy, sx],
    dilation: [dy, dx],
    padding: [top, left],
    groups,
  } = s;
  const rows = windowsAlong(s, 0);
  const columns = windowsAlong(s, 1);
  const planes = s.channels / groups;
  const count = planes * kh * kw;
  const common = { planes, height: s.height, width: s.width, results: s.outputs / groups, rows, columns };
  if (sy !== 1 || sx !== 1) {
    const area = up8(rows * columns);
    return {
      ...common,
      rowStep: columns,
      offsets: Int32Array.from({ length: count }, (_, r) => r * area),
      size: count * area,
      padded: null,
    };
  }
  const height = s.height + 2 * top;
  const width = s.width + 2 * left;
  const plane = height * width;
  const offsets = Int32Array.from(
    { length: count },
    (_, r) => Math.floor(r / (kh * kw)) * plane + (Math.floor(r / kw) % kh) * dy * width + (r % kw) * dx,
  );
  return {
    ...common,
    rowStep: width,
    offsets,
    size: planes * plane + up8(width + 16),
    padded: { top, left, height, width, spread: [1, 1] },
  };
}

/** Kᵀ ∗ ȳ: the rows of ȳ spread by the stride inside a padding, the kernel read backwards. */
export function transposedLayout(s: ConvolutionShape): Layout {
  const {
    kernel: [kh, kw],
    dilation: [dy, dx],
    groups,
  } = s;
  const planes = s.outputs / groups;
  const count = planes * kh * kw;
  const height = s.height + dy * (kh - 1);
  const width = s.width + dx * (kw - 1);
  const plane = height * width;
  const offsets = Int32Array.from(
    { length: count },
    (_, r) => Math.floor(r / (kh * kw)) * plane + (kh - 1 - (Math.floor(r / kw) % kh)) * dy * width + (kw - 1 - (r % kw)) * dx,
  );
  return {
    planes,
    height: windowsAlong(s, 0),
    width: windowsAlong(s, 1),
    results: s.channels / groups,
    rows: s.height,
    columns: s.width,
    rowStep: width,
    offsets,
    size: planes * plane + up8(width + 16),
    padded: { top: dy * (kh - 1) - s.padding[0], left: dx * (kw - 1) - s.padding[1], height, width, spread: s.stride },
  };
}

/** Planes with their rows spread apart by zeros, written to `to`; `from` is where they start in `view`. */
export function placeSpread(view: Floats, from: number, to: number, l: Layout): void {
  const {
    top,
    left,
    height,
    width,
    spread: [sy, sx],
  } = l.padded!;
  view.fill(0, to, to + l.size);
  for (let c = 0; c < l.planes; c++)
    for (let y = 0; y < l.height; y++) {
      const row = top + y * sy;
      if (row < 0 || row >= height) continue;
      const source = from + (c * l.height + y) * l.width;
      const target = to + (c * height + row) * width + left;
      const [first, last] = reached(left, sx, width, l.width);
      for (let x = first; x < last; x++) view[target + x * sx] = view[source + x];
    }
}

/** Patches, one row for each row of the kernel matrix, written to `to`. */
export function placePatches(view: Floats, from: number, to: number, l: Layout, s: ConvolutionShape): void {
  const {
    kernel: [kh, kw],
    stride: [sy, sx],
    dilation: [dy, dx],
    padding,
  } = s;
  view.fill(0, to, to + l.size);
  for (let r = 0; r < l.offsets.length; r++) {
    const c = Math.floor(r / (kh * kw));
    const y0 = (Math.floor(r / kw) % kh) * dy - padding[0];
    const x0 = (r % kw) * dx - padding[1];
    const [top, bottom] = reached(y0, sy, s.height, l.rows);
    const [first, last] = reached(x0, sx, s.width, l.columns);
    for (let oy = top; oy < bottom; oy++) {
      const source = from + (c * s.height + oy * sy + y0) * s.width + x0;
      const target = to + l.offsets[r] + oy * l.columns;
      for (let ox = first; ox < last; ox++) view[target + ox] = view[source + ox * sx];
    }
  }
}
