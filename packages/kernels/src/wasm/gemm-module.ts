/**
 * The code of a matrix product: two packing routines and the tiled product of packed panels.
 *
 * A panel holds W lines side by side, element by element along k. The product keeps a tile of rows × two vectors in
 * registers: 6 rows with fused multiply-add (12 accumulators and 3 operands fill the 16 registers), 4 rows without.
 * k is not unrolled: unrolled code spills on some engines. Rows of A need no packing where they lie `rowStepOf`
 * elements apart, since a load reaches all rows of a tile by constant offsets from one address.
 *
 * Goto & van de Geijn (2008), "Anatomy of high-performance matrix multiplication".
 */
import {
  addI32,
  doWhile,
  f32x4,
  f64x2,
  fusedF32x4,
  fusedF64x2,
  i32,
  lessI32,
  loadF32,
  loadF64,
  loadSplat32,
  loadSplat64,
  loadV128,
  mulI32,
  sequence,
  splatF32,
  splatF64,
  storeF32,
  storeF64,
  storeV128,
  subI32,
  zeroV128,
  type Statement,
  type Value,
  type Variable,
} from './assembler.ts';
import { ifElse } from './assembler-scalar.ts';
import { assemble, defineFunction, type FunctionCode } from './module.ts';

export type Precision = 'float64' | 'float32';
export interface Tile {
  readonly rows: number;
  readonly columns: number;
  readonly bytes: number;
}

export function tileOf(precision: Precision, fused: boolean): Tile {
  return { rows: fused ? 6 : 4, columns: precision === 'float64' ? 4 : 8, bytes: precision === 'float64' ? 8 : 4 };
}

/** Elements from row to row of an A that is not packed: 256 and one line of the cache, so that rows fall on all of its sets. */
export const rowStepOf = (bytes: number): number => 256 + 64 / bytes;

const advance = (v: Variable<'i32'>, by: Value<'i32'>): Statement => v.set(addI32(v.get(), by));

/** Panels of `width` lines that lie `ld` bytes apart, contiguous along k. Lines beyond the last are read as they come. */
function packLines(name: string, width: number, bytes: number): FunctionCode {
  return defineFunction(name, ['i32', 'i32', 'i32', 'i32', 'i32'], ([from, ld, panels, depth, to], local) => {
    const at = local('i32');
    const line = local('i32');
    const end = local('i32');
    const step = i32(bytes);
    const copy = (r: number): Statement =>
      bytes === 8 ? storeF64(to.get(), loadF64(line.get()), r * bytes) : storeF32(to.get(), loadF32(line.get()), r * bytes);
    const lines = Array.from({ length: width }, (_, r) => sequence(copy(r), ...(r < width - 1 ? [advance(line, ld.get())] : [])));
    return doWhile(
      sequence(
        at.set(from.get()),
        end.set(addI32(from.get(), mulI32(depth.get(), step))),
        doWhile(sequence(line.set(at.get()), ...lines, advance(to, i32(width * bytes)), advance(at, step)), lessI32(at.get(), end.get())),
        advance(from, mulI32(ld.get(), i32(width))),
        panels.set(subI32(panels.get(), i32(1))),
      ),
      panels.get(),
    );
  });
}

/** Panels of `width` neighbouring elements; the next k lies `ld` bytes further. `gap`: bytes left free after each panel. */
function packColumns(name: string, width: number, bytes: number): FunctionCode {
  return defineFunction(name, ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], ([from, ld, panels, depth, to, gap], local) => {
    const at = local('i32');
    const left = local('i32');
    const size = width * bytes;
    const copies: Statement[] = [];
    for (let b = 0; b < size; b += 16) {
      copies.push(b + 16 <= size ? storeV128(to.get(), loadV128(at.get(), b), b) : storeF64(to.get(), loadF64(at.get(), b), b));
    }
    return doWhile(
      sequence(
        at.set(from.get()),
        left.set(depth.get()),
        doWhile(sequence(...copies, advance(to, i32(size)), advance(at, ld.get()), left.set(subI32(left.get(), i32(1)))), left.get()),
        advance(from, i32(size)),
        advance(to, gap.get()),
        panels.set(subI32(panels.get(), i32(1))),
      ),
      panels.get(),
    );
  });
}

/** C += α · (packed A)(packed B), whole tiles: rowPanels × columnPanels of them. `fresh`: C is taken for zero. */
function product(name: 'product' | 'productOfRows', precision: Precision, fused: boolean): FunctionCode {
  const { rows, columns, bytes } = tileOf(precision, fused);
  const wide = precision === 'float64';
  const lanes = wide ? f64x2 : f32x4;
  const step = rowStepOf(bytes) * bytes;
  const [rowStep, stepOfA, panelOfA] = name === 'product' ? [bytes, rows * bytes, 0] : [step, bytes, rows * step];
  const multiplyAdd = (a: Value<'v128'>, b: Value<'v128'>, c: Value<'v128'>): Value<'v128'> =>
    fused ? (wide ? fusedF64x2 : fusedF32x4)(a, b, c) : lanes.add(c, lanes.mul(a, b));
  return defineFunction(
    name,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'f64', 'i32'],
    ([a, b, c, rowPanels, columnPanels, depth, ldc, alpha, fresh], local) => {
      const panelA = local('i32');
      const pa = local('i32');
      const pb = local('i32');
      const end = local('i32');
      const pc = local('i32');
      const left = local('i32');
      const panelB = local('i32');
      const scale = local('v128');
      const b0 = local('v128');
      const b1 = local('v128');
      const x = local('v128');
      const sums = Array.from({ length: rows }, () => [local('v128'), local('v128')] as const);
      const loadB = (at: number): Value<'v128'> => loadV128(pb.get(), at);
      const multiplyAll = sequence(
        b0.set(loadB(0)),
        b1.set(loadB(16)),
        ...sums.map(([s0, s1], r) =>
          sequence(
            x.set((wide ? loadSplat64 : loadSplat32)(pa.get(), r * rowStep)),
            s0.set(multiplyAdd(x.get(), b0.get(), s0.get())),
            s1.set(multiplyAdd(x.get(), b1.get(), s1.get())),
          ),
        ),
        advance(pa, i32(stepOfA)),
        advance(pb, i32(columns * bytes)),
      );
      const old = (isFresh: boolean, at: number): Value<'v128'> => (isFresh ? zeroV128() : loadV128(pc.get(), at));
      const store = (isFresh: boolean): Statement =>
        sequence(
          ...sums.map(([s0, s1], r) =>
            sequence(
              storeV128(pc.get(), lanes.add(old(isFresh, 0), lanes.mul(scale.get(), s0.get()))),
              storeV128(pc.get(), lanes.add(old(isFresh, 16), lanes.mul(scale.get(), s1.get())), 16),
              ...(r < rows - 1 ? [advance(pc, ldc.get())] : []),
            ),
          ),
        );
      const panelBytes = mulI32(depth.get(), i32(columns * bytes));
      return sequence(
        scale.set(wide ? splatF64(alpha.get()) : splatF32({ type: 'f32', code: [...alpha.get().code, 0xb6] })),
        panelB.set(b.get()),
        doWhile(
          sequence(
            panelA.set(a.get()),
            pc.set(c.get()),
            left.set(rowPanels.get()),
            doWhile(
              sequence(
                ...sums.flatMap(([s0, s1]) => [s0.set(zeroV128()), s1.set(zeroV128())]),
                pa.set(panelA.get()),
                pb.set(panelB.get()),
                end.set(addI32(pb.get(), panelBytes)),
                doWhile(multiplyAll, lessI32(pb.get(), end.get())),
                panelA.set(panelOfA === 0 ? pa.get() : addI32(panelA.get(), i32(panelOfA))),
                ifElse(fresh.get(), store(true), store(false)),
                advance(pc, ldc.get()),
                left.set(subI32(left.get(), i32(1))),
              ),
              left.get(),
            ),
            advance(panelB, panelBytes),
            advance(c, i32(columns * bytes)),
            columnPanels.set(subI32(columnPanels.get(), i32(1))),
          ),
          columnPanels.get(),
        ),
      );
    },
  );
}

type Pack = (from: number, ld: number, panels: number, depth: number, to: number) => void;
type Product = (
  a: number,
  b: number,
  c: number,
  rowPanels: number,
  columnPanels: number,
  depth: number,
  ldc: number,
  alpha: number,
  fresh?: number,
) => void;
/** Addresses, leading dimensions and gaps in bytes. */
export interface GemmCode {
  readonly packRowsOfA: Pack;
  readonly packColumnsOfA: Pack;
  readonly packRowsOfB: Pack;
  packColumnsOfB(from: number, ld: number, panels: number, depth: number, to: number, gap?: number): void;
  /** Of packed A. */
  readonly product: Product;
  /** Of rows of A that lie `rowStepOf` elements apart, whole register tiles of them. */
  readonly productOfRows: Product;
}

/** The module of one precision, with or without fused multiply-add, on a memory that threads share if its most pages are given. */
export function gemmModule(precision: Precision, fused: boolean, sharedPages?: number): Uint8Array<ArrayBuffer> {
  const { rows, columns, bytes } = tileOf(precision, fused);
  return assemble(
    [
      packLines('packRowsOfA', rows, bytes),
      packColumns('packColumnsOfA', rows, bytes),
      packLines('packRowsOfB', columns, bytes),
      packColumns('packColumnsOfB', columns, bytes),
      product('product', precision, fused),
      product('productOfRows', precision, fused),
    ],
    sharedPages,
  );
}
