/** Code for blocked factorisations in float64: substitution with many right sides. */
import {
  addI32,
  f64x2,
  i32,
  lessI32,
  loadSplat64,
  loadV128,
  sequence,
  storeV128,
  subI32,
  type Statement,
  type Value,
  type Variable,
} from './assembler.ts';
import { atLeastI32, ifElse, loopWhile } from './assembler-scalar.ts';
import type { Arena } from './arena.ts';
import { rotateRows } from './dense-rotations.ts';
import { type SmallCode, smallFunctions } from './dense-small.ts';
import { lanesOf } from './lanes.ts';
import { assemble, defineFunction, type FunctionCode } from './module.ts';
import { advance } from './stream.ts';

type VectorVariable = Variable<'v128'>;

/**
 * B ← L⁻¹·B, L n×n lower triangular with entry (i, p) at a + i·rowStep + p·columnStep, B of n rows ldb bytes apart and an
 * even number of columns. Negative steps from the last entry make it an upper triangle solved backwards.
 * Two rows of eight columns at a time stay in registers.
 */
function solveRows(fused: boolean): FunctionCode {
  const lanes = lanesOf('float64', fused);
  return defineFunction(
    'solveRows',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    ([n, columns, a, rowStep, columnStep, unit, b, ldb], local) => {
      const left = local('i32');
      const i = local('i32');
      const p = local('i32');
      const pb = local('i32');
      const row = local('i32');
      const p0 = local('i32');
      const p1 = local('i32');
      const pa = local('i32');
      const l0 = local('v128');
      const l1 = local('v128');
      const x = local('v128');
      const tile = (vectors: number): Statement => {
        const s0 = Array.from({ length: vectors }, () => local('v128'));
        const s1 = Array.from({ length: vectors }, () => local('v128'));
        const load = (sums: readonly VectorVariable[], at: Value<'i32'>): Statement =>
          sequence(...sums.map((s, v) => s.set(loadV128(at, 16 * v))));
        const store = (sums: readonly VectorVariable[], at: Value<'i32'>): Statement =>
          sequence(...sums.map((s, v) => storeV128(at, s.get(), 16 * v)));
        const divide = (sums: readonly VectorVariable[], at: Variable<'i32'>): Statement =>
          ifElse(unit.get(), sequence(), sequence(l0.set(loadSplat64(at.get())), ...sums.map((s) => s.set(f64x2.div(s.get(), l0.get())))));
        const next = addI32(row.get(), ldb.get());
        const known = (both: boolean): Statement =>
          sequence(
            pb.set(b.get()),
            p.set(i.get()),
            loopWhile(
              p.get(),
              sequence(
                l0.set(loadSplat64(p0.get())),
                ...(both ? [l1.set(loadSplat64(p1.get()))] : []),
                ...s0.map((s, v) =>
                  sequence(
                    x.set(loadV128(pb.get(), 16 * v)),
                    s.set(lanes.minus(l0.get(), x.get(), s.get())),
                    ...(both ? [s1[v].set(lanes.minus(l1.get(), x.get(), s1[v].get()))] : []),
                  ),
                ),
                advance(p0, columnStep.get()),
                ...(both ? [advance(p1, columnStep.get())] : []),
                advance(pb, ldb.get()),
                p.set(subI32(p.get(), i32(1))),
              ),
            ),
          );
        return sequence(
          i.set(i32(0)),
          row.set(b.get()),
          pa.set(a.get()),
          loopWhile(
            atLeastI32(n.get(), addI32(i.get(), i32(2))),
            sequence(
              p0.set(pa.get()),
              p1.set(addI32(pa.get(), rowStep.get())),
              load(s0, row.get()),
              load(s1, next),
              known(true),
              divide(s0, p0),
              l1.set(loadSplat64(p1.get())),
              ...s1.map((s, v) => s.set(lanes.minus(l1.get(), s0[v].get(), s.get()))),
              advance(p1, columnStep.get()),
              divide(s1, p1),
              store(s0, row.get()),
              store(s1, next),
              row.set(addI32(next, ldb.get())),
              pa.set(addI32(addI32(pa.get(), rowStep.get()), rowStep.get())),
              i.set(addI32(i.get(), i32(2))),
            ),
          ),
          loopWhile(
            lessI32(i.get(), n.get()),
            sequence(
              p0.set(pa.get()),
              load(s0, row.get()),
              known(false),
              divide(s0, p0),
              store(s0, row.get()),
              i.set(addI32(i.get(), i32(1))),
            ),
          ),
          advance(b, i32(16 * vectors)),
          left.set(subI32(left.get(), i32(2 * vectors))),
        );
      };
      return sequence(
        left.set(columns.get()),
        loopWhile(atLeastI32(left.get(), i32(8)), tile(4)),
        loopWhile(atLeastI32(left.get(), i32(2)), tile(1)),
      );
    },
  );
}

export interface PanelCode extends SmallCode {
  rotateRows(count: number, columns: number, row: number, step: number, cs: number): void;
  solveRows(n: number, columns: number, a: number, rowStep: number, columnStep: number, unit: 0 | 1, b: number, ldb: number): void;
}

export function panelCode(arena: Arena, fused: boolean): PanelCode {
  const module = new WebAssembly.Module(assemble([solveRows(fused), ...smallFunctions(fused), rotateRows(fused)]));
  return new WebAssembly.Instance(module, { scratch: { memory: arena.memory } }).exports as unknown as PanelCode;
}
