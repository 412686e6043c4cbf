/**
 * Which inputs that the caller gives up stay in the memory of a program: input S whose successor O is an output of the same
 * shape. The next call finds it where it lies.
 *
 * O takes the place of S at once where the last reader of S writes it, element by element, and nothing after that can
 * throw; otherwise it is moved there when the call has succeeded.
 */
import { type Graph, isFloat, sameShape, sizeOf } from '@adjoint/tensor';
import type { Lowered } from './lower.ts';
import { type LoopOperation, readsOf, writesOf } from './operation.ts';
import { type View, isPacked, isViewPrimitive } from './view.ts';

/** Smaller ones are copied as quickly. */
const SMALLEST = 4096;
const BYTES = { float64: 8, float32: 4 } as const;

export interface Resident {
  /** The variable of the input, and its place among the inputs. */
  readonly input: number;
  readonly at: number;
  /** The variable of its successor, and its place among the outputs. */
  readonly output: number;
  readonly to: number;
}

const bytesOf = ({ shape, dtype }: Graph['avals'][number]): number => sizeOf(shape) * BYTES[dtype as keyof typeof BYTES];

/** Inputs and outputs of one shape are paired in their order; an output that is an input is its own successor. */
export function residentsOf({ inputs, outputs, nodes, avals }: Graph, given: readonly boolean[]): readonly Resident[] {
  const viewed = new Set(nodes.flatMap((n) => (isViewPrimitive(n.primitive) ? n.outputs : [])));
  const taken = new Set<number>();
  const pairs: Resident[] = [];
  const pair = (input: number, at: number, fits: (output: number) => boolean): boolean => {
    const to = outputs.findIndex((o, j) => !taken.has(j) && fits(o));
    if (to < 0) return false;
    taken.add(to);
    pairs.push({ input, at, output: outputs[to], to });
    return true;
  };
  const late = inputs.flatMap((v, at) => {
    if (!given[at] || !isFloat(avals[v].dtype) || bytesOf(avals[v]) < SMALLEST) return [];
    return pair(v, at, (o) => o === v) ? [] : [[v, at] as const];
  });
  for (const [v, at] of late)
    pair(
      v,
      at,
      (o) =>
        avals[o].dtype === avals[v].dtype &&
        sameShape(avals[o].shape, avals[v].shape) &&
        !inputs.includes(o) &&
        !viewed.has(o) &&
        outputs.indexOf(o) === outputs.lastIndexOf(o),
    );
  return pairs;
}

/** Roots of outputs that are written where their input lies. */
export function inPlace(
  { operations, views, hostable, avals }: Lowered,
  { outputs }: Graph,
  residents: readonly Resident[],
): ReadonlyMap<number, number> {
  const lastHost = operations.findLastIndex((o) => o.kind === 'host');
  return new Map(
    residents.flatMap(({ input, output }) => {
      const at = operations.findIndex((o) => writesOf(o).includes(output));
      const o = operations[at];
      const free =
        o?.kind === 'loop' &&
        at > lastHost &&
        !hostable.has(output) &&
        isWhole(views.get(output)!, output) &&
        !operations.some((later, k) => k > at && readsOf(later, views).includes(input)) &&
        !outputs.some((v) => views.get(v)!.root === input) &&
        isAligned(o, input, BYTES[avals[output].dtype as keyof typeof BYTES]);
      return free ? [[output, input] as const] : [];
    }),
  );
}

const isWhole = (x: View, root: number): boolean => x.root === root && x.offset === 0 && isPacked(x);

/** Whether a loop reads each element of `root` only where it writes it; its last vector of a row may reach into the next one. */
function isAligned({ inputs, shape }: LoopOperation, root: number, bytes: number): boolean {
  const once = (x: View): boolean => x.strides.every((s, d) => s === 0 || x.shape[d] === 1);
  const whole = (x: View): boolean => isPacked(x) && x.offset === 0 && sameShape(x.shape, shape);
  const oneRow = inputs.every((x) => once(x) || isPacked(x));
  return inputs.every((x) => x.root !== root || whole(x)) && (oneRow || (shape[shape.length - 1] * bytes) % 16 === 0);
}
