/**
 * The code of a convolution over planes that lie in scratch with their padding.
 *
 * Row r of the patches of such planes is the plane itself, moved by table[r] bytes, so a convolution is a product of
 * matrices whose right side is never made:
 *
 *   sweep       Y[o, q] = b[o] + Σ_r A[o, r] · X[table[r] + q]      tiles of 4 outputs × 2 vectors
 *   correlate   K[o, r] += Σ_q Y[o, q] · X[table[r] + q]            tiles of 4 outputs × 2 rows
 *   lines       copies rows of a plane to rows of another width, with zeros before, between and after
 *
 * Columns q run over the padded width; those between the rows of the result are computed and dropped.
 */
import {
  addI32,
  doWhile,
  i32,
  lessI32,
  loadV128,
  mulI32,
  sequence,
  storeV128,
  subI32,
  unsigned,
  zeroV128,
  type Statement,
  type Value,
  type Variable,
} from './assembler.ts';
import { loopWhile, scalar } from './assembler-scalar.ts';
import type { Precision } from './gemm-module.ts';
import { type Lanes, lanesOf } from './lanes.ts';
import { assemble, defineFunction, type FunctionCode } from './module.ts';

/** Outputs of a tile, and rows of the kernel matrix of a tile of its gradient. */
export const TILE_OUTPUTS = 4;
export const TILE_ROWS = 2;
/** Columns are counted in groups of so many bytes. */
export const COLUMN_BYTES = 32;

const loadI32 = (at: Value<'i32'>, offset = 0): Value<'i32'> => ({ type: 'i32', code: [...at.code, 0x28, 0x00, ...unsigned(offset)] });
const advance = (v: Variable<'i32'>, by: Value<'i32'>): Statement => v.set(addI32(v.get(), by));
const decrease = (v: Variable<'i32'>): Statement => v.set(subI32(v.get(), i32(1)));

function sweep(lanes: Lanes): FunctionCode {
  return defineFunction(
    'sweep',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    ([a, bias, table, tableEnd, x, y, ldY, tiles, panels], local) => {
      const px = local('i32');
      const py = local('i32');
      const row = local('i32');
      const left = local('i32');
      const pa = local('i32');
      const t = local('i32');
      const at = local('i32');
      const b0 = local('v128');
      const b1 = local('v128');
      const w = local('v128');
      const sums = Array.from({ length: TILE_OUTPUTS }, () => [local('v128'), local('v128')] as const);
      const step = sequence(
        at.set(addI32(px.get(), loadI32(t.get()))),
        b0.set(loadV128(at.get())),
        b1.set(loadV128(at.get(), 16)),
        ...sums.map(([s0, s1], r) =>
          sequence(
            w.set(lanes.loadSplat(pa.get(), r * lanes.bytes)),
            s0.set(lanes.plus(w.get(), b0.get(), s0.get())),
            s1.set(lanes.plus(w.get(), b1.get(), s1.get())),
          ),
        ),
        advance(pa, i32(TILE_OUTPUTS * lanes.bytes)),
        advance(t, i32(4)),
      );
      return doWhile(
        sequence(
          px.set(x.get()),
          py.set(y.get()),
          left.set(tiles.get()),
          doWhile(
            sequence(
              pa.set(a.get()),
              t.set(table.get()),
              ...sums.flatMap(([s0, s1], r) => [s0.set(lanes.loadSplat(bias.get(), r * lanes.bytes)), s1.set(s0.get())]),
              doWhile(step, lessI32(t.get(), tableEnd.get())),
              row.set(py.get()),
              ...sums.map(([s0, s1]) =>
                sequence(storeV128(row.get(), s0.get()), storeV128(row.get(), s1.get(), 16), advance(row, ldY.get())),
              ),
              advance(px, i32(COLUMN_BYTES)),
              advance(py, i32(COLUMN_BYTES)),
              decrease(left),
            ),
            left.get(),
          ),
          a.set(pa.get()),
          advance(bias, i32(TILE_OUTPUTS * lanes.bytes)),
          advance(y, mulI32(ldY.get(), i32(TILE_OUTPUTS))),
          decrease(panels),
        ),
        panels.get(),
      );
    },
  );
}

function correlate(lanes: Lanes): FunctionCode {
  return defineFunction(
    'correlate',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    ([out, y, ldY, x, table, tableEnd, bytes, panels], local) => {
      const t = local('i32');
      const end = local('i32');
      const x0 = local('i32');
      const x1 = local('i32');
      const rows = Array.from({ length: TILE_OUTPUTS }, () => local('i32'));
      const b0 = local('v128');
      const b1 = local('v128');
      const w = local('v128');
      const sums = Array.from({ length: TILE_OUTPUTS }, () => [local('v128'), local('v128')] as const);
      const vector = (offset: number): Statement =>
        sequence(
          b0.set(loadV128(x0.get(), offset)),
          b1.set(loadV128(x1.get(), offset)),
          ...sums.map(([s0, s1], r) =>
            sequence(
              w.set(loadV128(rows[r].get(), offset)),
              s0.set(lanes.plus(w.get(), b0.get(), s0.get())),
              s1.set(lanes.plus(w.get(), b1.get(), s1.get())),
            ),
          ),
        );
      const add = (s: Variable<'v128'>, at: number): Statement =>
        lanes.store(out.get(), scalar.add(lanes.load(out.get(), at), lanes.sum(s)), at);
      return doWhile(
        sequence(
          t.set(table.get()),
          doWhile(
            sequence(
              x0.set(addI32(x.get(), loadI32(t.get()))),
              x1.set(addI32(x.get(), loadI32(t.get(), 4))),
              rows[0].set(y.get()),
              ...rows.slice(1).map((row, r) => row.set(addI32(rows[r].get(), ldY.get()))),
              end.set(addI32(y.get(), bytes.get())),
              ...sums.flatMap(([s0, s1]) => [s0.set(zeroV128()), s1.set(zeroV128())]),
              doWhile(
                sequence(vector(0), vector(16), ...[...rows, x0, x1].map((p) => advance(p, i32(COLUMN_BYTES)))),
                lessI32(rows[0].get(), end.get()),
              ),
              ...sums.flatMap(([s0, s1], r) => [add(s0, r * TILE_ROWS * lanes.bytes), add(s1, (r * TILE_ROWS + 1) * lanes.bytes)]),
              advance(out, i32(TILE_OUTPUTS * TILE_ROWS * lanes.bytes)),
              advance(t, i32(4 * TILE_ROWS)),
            ),
            lessI32(t.get(), tableEnd.get()),
          ),
          advance(y, mulI32(ldY.get(), i32(TILE_OUTPUTS))),
          decrease(panels),
        ),
        panels.get(),
      );
    },
  );
}

/**
 * Whole vectors are written, in the order of addresses: what one writes too much is overwritten by the next. After the
 * last row `tail` vectors of zeros follow.
 */
function lines(): FunctionCode {
  return defineFunction(
    'lines',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    ([from, fromStep, to, head, first, toStep, width, gapEnd, rows, tailEnd], local) => {
      const at = local('i32');
      const source = local('i32');
      const end = local('i32');
      const zeros = (until: Value<'i32'>): Statement =>
        loopWhile(lessI32(at.get(), until), sequence(storeV128(at.get(), zeroV128()), advance(at, i32(16))));
      return sequence(
        at.set(to.get()),
        zeros(addI32(to.get(), head.get())),
        to.set(addI32(to.get(), first.get())),
        loopWhile(
          rows.get(),
          sequence(
            at.set(to.get()),
            source.set(from.get()),
            end.set(addI32(to.get(), width.get())),
            loopWhile(
              lessI32(at.get(), end.get()),
              sequence(storeV128(at.get(), loadV128(source.get())), advance(source, i32(16)), advance(at, i32(16))),
            ),
            at.set(end.get()),
            zeros(addI32(to.get(), gapEnd.get())),
            advance(to, toStep.get()),
            advance(from, fromStep.get()),
            decrease(rows),
          ),
        ),
        at.set(to.get()),
        zeros(tailEnd.get()),
      );
    },
  );
}

/** The module of one precision, with or without fused multiply-add. */
export function convolutionModule(precision: Precision, fused: boolean): Uint8Array<ArrayBuffer> {
  const lanes = lanesOf(precision, fused);
  return assemble([sweep(lanes), correlate(lanes), lines()]);
}
