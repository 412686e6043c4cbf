/**
 * Loops over contiguous elements: groups of `unroll` vectors, then single vectors, then single elements. All pointers
 * advance together; the first one decides when to stop.
 */
import { addI32, i32, lessI32, sequence, type Statement, type Value, type Variable } from './assembler.ts';
import { andI32, loopWhile, shiftLeft } from './assembler-scalar.ts';
import type { Lanes } from './lanes.ts';
import type { Local } from './module.ts';

export const advance = (v: Variable<'i32'>, by: Value<'i32'>): Statement => v.set(addI32(v.get(), by));

export interface StreamBody {
  /** One vector at byte `offset` of every pointer; `slot` says which of the unrolled ones. */
  vector(offset: number, slot: number): Statement;
  /** Between vectors and elements: partial sums are collected here. */
  readonly between?: Statement;
  element(): Statement;
}

/** `n` elements from each of `pointers`, which end after the last. */
export function stream(
  lanes: Lanes,
  local: Local,
  n: Value<'i32'>,
  pointers: readonly Variable<'i32'>[],
  unroll: number,
  body: StreamBody,
): Statement {
  const start = local('i32');
  const end = local('i32');
  const [first] = pointers;
  const shift = lanes.bytes === 8 ? 3 : 2;
  const until = (multiple: number): Statement =>
    end.set(addI32(start.get(), shiftLeft(multiple === 1 ? n : andI32(n, i32(-multiple)), shift)));
  const step = (bytes: number): Statement[] => pointers.map((p) => advance(p, i32(bytes)));
  const more = lessI32(first.get(), end.get());
  return sequence(
    start.set(first.get()),
    ...(unroll > 1
      ? [
          until(lanes.count * unroll),
          loopWhile(more, sequence(...Array.from({ length: unroll }, (_, k) => body.vector(16 * k, k)), ...step(16 * unroll))),
        ]
      : []),
    until(lanes.count),
    loopWhile(more, sequence(body.vector(0, 0), ...step(16))),
    ...(body.between ? [body.between] : []),
    until(1),
    loopWhile(more, sequence(body.element(), ...step(lanes.bytes))),
  );
}
