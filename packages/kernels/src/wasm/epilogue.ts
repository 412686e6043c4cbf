/** The epilogue of a product in scratch memory, in the arithmetic of the plain tier: see blas/epilogue.ts. */
import { f32x4, f64x2, i32, loadV128, sequence, storeV128, subI32, type Value } from './assembler.ts';
import { loopWhile, scalar } from './assembler-scalar.ts';
import type { Epilogue, Floats } from '../contract.ts';
import type { Arena } from './arena.ts';
import type { Precision } from './gemm-module.ts';
import { lanesOf } from './lanes.ts';
import { assemble, defineFunction, type FunctionCode } from './module.ts';
import { advance, stream } from './stream.ts';

type Finish = (rows: number, columns: number, c: number, ldc: number, scale: number, bias: number, floor: number) => void;

/** c ← max(floor, scale·c + bias), `ldc` bytes from row to row. */
function finish(precision: Precision, along: Epilogue['along']): FunctionCode {
  const lanes = lanesOf(precision, false);
  const wide = precision === 'float64';
  const larger = wide ? f64x2.max : f32x4.max;
  const byRow = along === 'rows';
  const { type, bytes } = lanes;
  const largerOne = (a: Value<typeof type>, b: Value<typeof type>): Value<typeof type> => ({
    type,
    code: [...a.code, ...b.code, wide ? 0xa5 : 0x97],
  });
  return defineFunction(along, ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', type], ([rows, columns, c, ldc, scale, bias, floor], local) => {
    const at = local('i32');
    const ps = local('i32');
    const pb = local('i32');
    const s = local('v128');
    const b = local('v128');
    const low = local('v128');
    const s1 = local(type);
    const b1 = local(type);
    return sequence(
      low.set(lanes.splat(floor.get())),
      loopWhile(
        rows.get(),
        sequence(
          at.set(c.get()),
          ps.set(scale.get()),
          pb.set(bias.get()),
          ...(byRow
            ? [
                s1.set(lanes.load(ps.get())),
                b1.set(lanes.load(pb.get())),
                s.set(lanes.splat(s1.get())),
                b.set(lanes.splat(b1.get())),
                advance(scale, i32(bytes)),
                advance(bias, i32(bytes)),
              ]
            : []),
          stream(lanes, local, columns.get(), byRow ? [at] : [at, ps, pb], 1, {
            vector: (o) =>
              storeV128(
                at.get(),
                larger(
                  lanes.add(
                    lanes.mul(loadV128(at.get(), o), byRow ? s.get() : loadV128(ps.get(), o)),
                    byRow ? b.get() : loadV128(pb.get(), o),
                  ),
                  low.get(),
                ),
                o,
              ),
            element: () =>
              lanes.store(
                at.get(),
                largerOne(
                  scalar.add(
                    scalar.mul(lanes.load(at.get()), byRow ? s1.get() : lanes.load(ps.get())),
                    byRow ? b1.get() : lanes.load(pb.get()),
                  ),
                  floor.get(),
                ),
              ),
          }),
          advance(c, ldc.get()),
          rows.set(subI32(rows.get(), i32(1))),
        ),
      ),
    );
  });
}

/** C, rows × columns, is a part of the result that begins at (row, column); `places`: elements of scratch for scale and bias. */
export type FinishPart = (
  epilogue: Epilogue,
  row: number,
  column: number,
  rows: number,
  columns: number,
  at: number,
  stride: number,
  places: readonly [number, number],
) => void;

export function createFinish(arena: Arena, precision: Precision): FinishPart {
  const module = new WebAssembly.Module(assemble([finish(precision, 'rows'), finish(precision, 'columns')]));
  const bytes = precision === 'float64' ? 8 : 4;
  const code = new WebAssembly.Instance(module, { scratch: { memory: arena.memory } }).exports as unknown as Record<
    Epilogue['along'],
    Finish
  >;
  return ({ scale, bias, along, relu = false }, row, column, rows, columns, at, stride, [scaleAt, biasAt]) => {
    const view: Floats = precision === 'float64' ? arena.float64() : arena.float32();
    const from = along === 'rows' ? row : column;
    const count = along === 'rows' ? rows : columns;
    if (scale) view.set(scale.subarray(from, from + count), scaleAt);
    else view.fill(1, scaleAt, scaleAt + count);
    if (bias) view.set(bias.subarray(from, from + count), biasAt);
    else view.fill(-0, biasAt, biasAt + count); // x + (−0) is x, −0 too
    code[along](rows, columns, at * bytes, stride * bytes, scaleAt * bytes, biasAt * bytes, relu ? 0 : -Infinity);
  };
}
