/**
 * '...' in index notation: the axes that no letter names, aligned at the last and broadcast, as in NumPy.
 *
 *   '...ij,...jk->...ik' of [2, 1, 3, 4] and [5, 4, 6]: 'abij,bjk->abik' with the axis of length 1 left out, [2, 5, 3, 6]
 */
import { showShape } from '../core/shape.ts';
import type { Tensor } from '../core/tensor.ts';
import { ArgumentError, ShapeError } from '../errors.ts';

export interface Notation {
  readonly inputs: readonly string[];
  readonly output: string | undefined;
  readonly operands: readonly Tensor[];
}

/** The same with a letter for each axis. @throws ArgumentError, ShapeError */
export function expandEllipsis(spec: string, { inputs, output, operands }: Notation): Notation {
  if (!inputs.some((labels) => labels.includes('...'))) {
    if (output?.includes('...'))
      throw new ArgumentError(`einsum: '${spec}' has '...' in the result only`, "put '...' into the operand whose axes it stands for");
    return { inputs, output, operands };
  }
  if (output !== undefined && !output.includes('...'))
    throw new ArgumentError(
      `einsum: '${spec}' drops the axes of '...'`,
      "write '...' into the result, or name the axes that are to be summed",
    );
  const counts = inputs.map((labels, i) => (labels.includes('...') ? operands[i].rank - (labels.length - 3) : 0));
  counts.forEach((c, i) => {
    if (c < 0)
      throw new ShapeError(
        `einsum: '${inputs[i]}' for operand ${i} of shape ${showShape(operands[i].shape)}`,
        'at most one letter for each axis',
      );
  });
  const taken = spec + inputs.join('');
  const free = [...LETTERS]
    .filter((l) => !taken.includes(l))
    .slice(0, Math.max(...counts))
    .join('');
  if (free.length < Math.max(...counts))
    throw new ArgumentError(`einsum: '${spec}' has more axes than letters`, 'reshape axes that stay together into one');

  // How long each axis of '...' is: an operand in which it has length 1 does not know it.
  const lengthOf = new Map<string, number>();
  const named = inputs.map((labels, i) => labels.replace('...', free.slice(free.length - counts[i])));
  named.forEach((labels, i) =>
    [...labels].forEach((l, d) => {
      if (free.includes(l)) lengthOf.set(l, widest(lengthOf.get(l) ?? 1, operands[i].shape[d]));
    }),
  );
  const kept = named.map((labels, i) =>
    [...labels].map((l, d) => !free.includes(l) || operands[i].shape[d] !== 1 || lengthOf.get(l) === 1),
  );
  return {
    inputs: named.map((labels, i) => [...labels].filter((_, d) => kept[i][d]).join('')),
    operands: operands.map((x, i) => (kept[i].every(Boolean) ? x : x.reshape(x.shape.filter((_, d) => kept[i][d] ?? true)))),
    output: output === undefined ? free + lettersOnce(inputs) : output.replace('...', free),
  };
}
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** The length of an axis beside one of another length, 1 yields; what does not fit is found when the letters are checked. */
const widest = (a: number, b: number): number => (a === 1 ? b : a);

/** The letters that stand once, sorted: the result when none is written. */
export function lettersOnce(inputs: readonly string[]): string {
  const all = inputs.join('').replaceAll('.', '');
  return [...new Set(all)]
    .filter((l) => all.split(l).length === 2)
    .sort()
    .join('');
}
