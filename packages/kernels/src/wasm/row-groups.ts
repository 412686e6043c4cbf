/** Loops over the rows of a matrix in scratch memory, four at a time, and small steps of addresses and counters. */
import { addI32, i32, sequence, subI32, type Statement, type Value, type Variable } from './assembler.ts';
import { andI32, atLeastI32, loopWhile } from './assembler-scalar.ts';
import type { Local } from './module.ts';
import { advance } from './stream.ts';

export type Address = Variable<'i32'>;

/** The next even number. */
export const even = (n: Value<'i32'>): Value<'i32'> => andI32(addI32(n, i32(1)), i32(-2));
export const decrease = (v: Address, by: number): Statement => v.set(subI32(v.get(), i32(by)));

/** `left` rows in fours, then one by one, or in groups of these sizes: `emit` is called once for each size. */
export function inGroups(left: Address, emit: (group: number) => Statement, sizes: readonly number[] = [4, 1]): Statement {
  return sequence(...sizes.map((group) => loopWhile(atLeastI32(left.get(), i32(group)), sequence(emit(group), decrease(left, group)))));
}
/** Pointers to `group` rows from `a`, which moves past them. */
export function rowPointers(
  local: Local,
  a: Address,
  lda: Value<'i32'>,
  group: number,
): { readonly set: Statement; readonly rows: readonly Address[] } {
  const rows = Array.from({ length: group }, () => local('i32'));
  return { rows, set: sequence(...rows.flatMap((r) => [r.set(a.get()), advance(a, lda)])) };
}
