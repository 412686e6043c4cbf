/**
 * Tensors as text, as NumPy prints arrays: shape and dtype in the first line, aligned columns, long axes with an
 * elided middle. Eight significant digits at most; one exponent format for all when magnitudes differ by more than 10³
 * or leave [10⁻⁴, 10⁸).
 */
import type { DType } from '../core/dtype.ts';
import { type Shape, showShape, sizeOf } from '../core/shape.ts';
import type { TensorBase } from '../core/tensor-class.ts';

const PRECISION = 8;
const ELIDE_ABOVE = 1000;
const EDGE = 3;

/** The text of a tensor; of a traced one its kind, shape and dtype only. */
export function format(x: TensorBase): string {
  const head = `Tensor ${showShape(x.shape)} ${x.dtype}`;
  if (x.interpreter !== null) return `${head} (traced by ${x.interpreter.kind})`;
  const values = x.data();
  const elide = sizeOf(x.shape) > ELIDE_ABOVE;
  const shown = shownElements(x.shape, elide);
  const cell = formatter(
    x.dtype,
    shown.map((i) => values[i]),
  );
  const texts = shown.map((i) => cell(values[i]));
  const width = Math.max(0, ...texts.map((t) => t.length));
  let k = 0;
  const walk = (axis: number, indent: string): string => {
    if (axis === x.shape.length) return texts[k++].padStart(width);
    const n = x.shape[axis];
    const cut = elide && n > 2 * EDGE;
    const last = axis === x.shape.length - 1;
    const parts: string[] = [];
    for (let i = 0; i < n; i++) {
      if (cut && i === EDGE) {
        parts.push('…');
        i = n - EDGE;
      }
      parts.push(walk(axis + 1, `${indent} `));
    }
    return `[${parts.join(last ? ', ' : `,${'\n'.repeat(x.shape.length - axis - 1)}${indent} `)}]`;
  };
  return `${head}\n${walk(0, '')}`;
}

/** Flat indices of the elements that will be shown, in order. */
function shownElements(shape: Shape, elide: boolean): number[] {
  let indices = [0];
  for (const n of shape) {
    const cut = elide && n > 2 * EDGE;
    const picks: number[] = [];
    for (let i = 0; i < n; i++) if (!cut || i < EDGE || i >= n - EDGE) picks.push(i);
    indices = indices.flatMap((base) => picks.map((i) => base * n + i));
  }
  return indices;
}

function formatter(dtype: DType, values: readonly number[]): (x: number) => string {
  if (dtype === 'bool') return (x) => (x !== 0 ? 'true' : 'false');
  if (dtype === 'int32' || dtype === 'uint32') return String;
  const finite = values.filter((v) => Number.isFinite(v));
  const sizes = finite.filter((v) => v !== 0).map(Math.abs);
  const low = Math.min(...sizes);
  const high = Math.max(...sizes);
  const scientific = sizes.length > 0 && (high >= 1e8 || low < 1e-4 || (high / low > 1e3 && !finite.every(Number.isInteger)));
  if (scientific) {
    const digits = Math.max(...finite.map((v) => mantissaDigits(v)));
    return (x) => (Number.isFinite(x) ? x.toExponential(digits) : special(x));
  }
  const decimals = Math.max(0, ...finite.map((v) => decimalsOf(v)));
  return (x) => (Number.isFinite(x) ? `${negativeZero(x)}${x.toFixed(decimals)}${decimals === 0 ? '.' : ''}` : special(x));
}

const special = (x: number): string => (Number.isNaN(x) ? 'nan' : x > 0 ? 'inf' : '-inf');
const negativeZero = (x: number): string => (Object.is(x, -0) ? '-' : '');
/** Decimals after which x, rounded to the precision, has only zeros. */
function decimalsOf(x: number): number {
  const text = x.toFixed(PRECISION).replace(/0+$/, '');
  return text.length - text.indexOf('.') - 1;
}
function mantissaDigits(x: number): number {
  const digits = x
    .toExponential(PRECISION)
    .split('e')[0]
    .replace(/^-/, '')
    .replace(/\.?0+$/, '');
  return Math.max(0, digits.length - 2);
}
