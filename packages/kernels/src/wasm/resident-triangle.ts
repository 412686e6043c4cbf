/** The code of triangular systems with one right-hand side, on byte addresses of scratch memory. */
import { addI32, i32, mulI32, sequence, subI32, type Statement, type Value } from './assembler.ts';
import { callVoid, scalar } from './assembler-scalar.ts';
import type { Lanes } from './lanes.ts';
import { defineFunction, type FunctionCode } from './module.ts';
import { type Address, inGroups } from './row-groups.ts';

const { sub, mul, div } = scalar;

/** Elements of an n×n block of at most 4 × 4 at constant places. */
function smallTriangle(
  lanes: Lanes,
  size: number,
  lower: boolean,
  unit: Value<'i32'>,
  rows: readonly Address[],
  transposed: boolean,
  x: Address,
): Statement {
  const { bytes } = lanes;
  const entry = (i: number, j: number): Value<'f64' | 'f32'> =>
    transposed ? lanes.load(rows[j].get(), i * bytes) : lanes.load(rows[i].get(), j * bytes);
  const steps: Statement[] = [];
  for (let s = 0; s < size; s++) {
    const i = lower ? s : size - 1 - s;
    const at = i * bytes;
    let value = lanes.load(x.get(), at);
    for (let t = 0; t < s; t++) {
      const p = lower ? t : size - 1 - t;
      value = sub(value, mul(entry(i, p), lanes.load(x.get(), p * bytes)));
    }
    steps.push(lanes.store(x.get(), value, at), {
      type: 'void',
      code: [...unit.code, 0x45, 0x04, 0x40, ...lanes.store(x.get(), div(lanes.load(x.get(), at), entry(i, i)), at).code, 0x0b],
    });
  }
  return sequence(...steps);
}

/**
 * x ← op(T)⁻¹·x for a triangle of an n×n matrix, four unknowns at a time. Not transposed: dots of rows with what is
 * known; transposed: rows are taken from what is not.
 */
export function trsv(lanes: Lanes, lower: boolean, transposed: boolean, gemvIndex: number, gemvTIndex: number): FunctionCode {
  const { bytes } = lanes;
  const ascending = lower !== transposed;
  return defineFunction(
    `trsv${lower ? 'Lower' : 'Upper'}${transposed ? 'T' : ''}`,
    ['i32', 'i32', 'i32', 'i32', 'i32'],
    ([n, unit, a, lda, x], local) => {
      const left = local('i32');
      const first = local('i32');
      const px = local('i32');
      const corner = local('i32');
      const size = i32(bytes);
      const minus = lanes.constant(-1);
      const address = (base: Address, i: Value<'i32'>): Value<'i32'> => addI32(base.get(), mulI32(i, size));
      const body = (group: number): Statement => {
        const rows = Array.from({ length: group }, () => local('i32'));
        const g = i32(group);
        const start = sequence(
          ...(ascending ? [] : [first.set(subI32(first.get(), g))]),
          px.set(address(x, first.get())),
          corner.set(addI32(addI32(a.get(), mulI32(first.get(), lda.get())), mulI32(first.get(), size))),
          ...rows.map((r, k) => r.set(k === 0 ? corner.get() : addI32(rows[k - 1].get(), lda.get()))),
        );
        const after = addI32(first.get(), g);
        const triangle = smallTriangle(lanes, group, ascending, unit.get(), rows, transposed, px);
        // columns before `first` (lower) or after the group (upper), of these rows
        const columns = lower ? first.get() : subI32(n.get(), after);
        const block = lower ? addI32(a.get(), mulI32(first.get(), lda.get())) : addI32(corner.get(), i32(group * bytes));
        const others = lower ? x.get() : addI32(px.get(), i32(group * bytes));
        const update = transposed
          ? callVoid(gemvTIndex, g, columns, minus, block, lda.get(), px.get(), size, others)
          : callVoid(gemvIndex, g, columns, minus, block, lda.get(), others, px.get());
        return sequence(
          start,
          ...(transposed ? [triangle, update] : [update, triangle]),
          ...(ascending ? [first.set(addI32(first.get(), g))] : []),
        );
      };
      return sequence(left.set(n.get()), first.set(ascending ? i32(0) : n.get()), inGroups(left, body));
    },
  );
}
