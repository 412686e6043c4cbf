/**
 * The code of a product that leaves out the exact zeros of A: for each row a list of its nonzero elements, then one
 * multiply-add of a packed row of B for each. The order of the sums is that of the dense product; a zero times a finite
 * number adds nothing to them, so B must be finite. Only the sign of a sum that underflowed to −0 may differ.
 */
import {
  addI32,
  anyTrue,
  bitsOf,
  i32,
  lessI32,
  loadV128,
  mulI32,
  sequence,
  storeV128,
  subI32,
  zeroV128,
  type Statement,
  type Value,
} from './assembler.ts';
import { atLeastI32, loopWhile, scalar } from './assembler-scalar.ts';
import type { Arena } from './arena.ts';
import { type Precision, tileOf } from './gemm-module.ts';
import { lanesOf } from './lanes.ts';
import { assemble, defineFunction, type FunctionCode } from './module.ts';
import { advance } from './stream.ts';

/** Addresses and steps in bytes. */
export interface SparseCode {
  /** Nonzero if something in these bytes, a multiple of 16, is NaN or infinite. */
  unbounded(from: number, bytes: number): number;
  /** C ← C + α·A·B for `rows` rows and `panels` packed panels of B; `list`: room for `depth` pairs. */
  sparse(
    rows: number,
    depth: number,
    a: number,
    aRow: number,
    aColumn: number,
    b: number,
    panels: number,
    c: number,
    ldc: number,
    alpha: number,
    list: number,
  ): void;
}

const loadI32 = (at: Value<'i32'>, offset: number): Value<'i32'> => ({ type: 'i32', code: [...at.code, 0x28, 0x00, offset] });
const storeI32 = (at: Value<'i32'>, x: Value<'i32'>, offset: number): Statement => ({
  type: 'void',
  code: [...at.code, ...x.code, 0x36, 0x00, offset],
});

function unbounded(precision: Precision): FunctionCode {
  const lanes = lanesOf(precision, false);
  return defineFunction('unbounded', ['i32', 'i32'], ([from, bytes], local) => {
    // 0·x is 0 unless x is NaN or infinite
    const end = local('i32');
    const zero = local('v128');
    const found = local('v128');
    const product = lanes.mul(loadV128(from.get()), zero.get());
    return {
      run: sequence(
        end.set(addI32(from.get(), bytes.get())),
        found.set(zeroV128()),
        loopWhile(
          lessI32(from.get(), end.get()),
          sequence(found.set(bitsOf.or(found.get(), complement(lanes.eq(product, zero.get())))), advance(from, i32(16))),
        ),
      ),
      result: anyTrue(found.get()),
    };
  });
}
const complement = (a: Value<'v128'>): Value<'v128'> => ({ type: 'v128', code: [...a.code, 0xfd, 77] });

function sparse(precision: Precision, fused: boolean): FunctionCode {
  const lanes = lanesOf(precision, fused);
  const { columns: nr, bytes } = tileOf(precision, fused);
  const { type } = lanes;
  const PAIR = 16;
  const panelStep = nr * bytes;
  return defineFunction(
    'sparse',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', type, 'i32'],
    ([rows, depth, a, aRow, aColumn, b, panels, c, ldc, alpha, list], local) => {
      const at = local('i32');
      const to = local('i32');
      const from = local('i32');
      const p = local('i32');
      const end = local('i32');
      const left = local('i32');
      const pc = local('i32');
      const panel = local('i32');
      const size = local('i32');
      const v = local(type);
      const x = local('v128');
      const scale = local('v128');
      /** (value, place in a panel) of each nonzero: every element is written, the next one over it unless it counts. */
      const collect = sequence(
        at.set(a.get()),
        to.set(list.get()),
        p.set(i32(0)),
        end.set(size.get()),
        loopWhile(
          lessI32(p.get(), end.get()),
          sequence(
            v.set(lanes.load(at.get())),
            lanes.store(to.get(), v.get()),
            storeI32(to.get(), p.get(), 8),
            to.set(addI32(to.get(), mulI32(scalar.ne(v.get(), lanes.constant(0)), i32(PAIR)))),
            advance(at, aColumn.get()),
            p.set(addI32(p.get(), i32(panelStep))),
          ),
        ),
      );
      const group = (count: number): Statement => {
        const sums = Array.from({ length: 2 * count }, () => local('v128'));
        const places = Array.from({ length: count }, () => local('i32'));
        const step = sequence(
          x.set(lanes.loadSplat(from.get())),
          places[0].set(addI32(panel.get(), loadI32(from.get(), 8))),
          ...places.slice(1).map((place, i) => place.set(addI32(places[i].get(), size.get()))),
          ...sums.map((s, i) => s.set(lanes.plus(x.get(), loadV128(places[i >> 1].get(), 16 * (i & 1)), s.get()))),
          advance(from, i32(PAIR)),
        );
        return loopWhile(
          atLeastI32(left.get(), i32(count)),
          sequence(
            ...sums.map((s) => s.set(zeroV128())),
            from.set(list.get()),
            loopWhile(lessI32(from.get(), to.get()), step),
            ...sums.map((s, i) => storeV128(pc.get(), lanes.add(loadV128(pc.get(), 16 * i), lanes.mul(scale.get(), s.get())), 16 * i)),
            advance(pc, i32(32 * count)),
            panel.set(addI32(panel.get(), mulI32(size.get(), i32(count)))),
            left.set(subI32(left.get(), i32(count))),
          ),
        );
      };
      return sequence(
        scale.set(lanes.splat(alpha.get())),
        size.set(mulI32(depth.get(), i32(panelStep))),
        loopWhile(
          rows.get(),
          sequence(
            collect,
            pc.set(c.get()),
            panel.set(b.get()),
            left.set(panels.get()),
            group(4),
            group(1),
            advance(a, aRow.get()),
            advance(c, ldc.get()),
            rows.set(subI32(rows.get(), i32(1))),
          ),
        ),
      );
    },
  );
}

export function sparseCode(arena: Arena, precision: Precision, fused: boolean): SparseCode {
  const module = new WebAssembly.Module(assemble([unbounded(precision), sparse(precision, fused)]));
  return new WebAssembly.Instance(module, { scratch: { memory: arena.memory } }).exports as unknown as SparseCode;
}
