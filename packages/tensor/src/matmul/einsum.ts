/**
 * Sums of products by index notation: 'ij,jk->ik' is the matrix product.
 *
 * Two operands at a time are brought to batched matrices by transposes and reshapes; an index that only one of them
 * has and the result does not is summed first. Without '->' the result has the indices that occur once, sorted.
 */
import { ArgumentError, ShapeError } from '../errors.ts';
import { asTensor } from '../core/as-tensor.ts';
import { showShape, sizeOf } from '../core/shape.ts';
import type { Tensor } from '../core/tensor.ts';
import { diagonal } from '../index/diagonal.ts';
import { transpose } from '../shape/transpose.ts';
import { type Notation, expandEllipsis, lettersOnce } from './expand-ellipsis.ts';
import { matmul } from './matmul.ts';

interface Term {
  readonly x: Tensor;
  readonly labels: string;
}

/**
 * @param spec letters for axes, '...' for those without a letter (broadcast, aligned at the last), commas between operands, optionally '->' and the result
 * @throws ArgumentError for a malformed spec; ShapeError when an index has two lengths
 * @example einsum('bij,bjk->bik', x, y)
 */
export function einsum(spec: string, ...operands: readonly Tensor[]): Tensor {
  const { inputs, output, operands: given } = parse(spec, operands);
  const used = (label: string, after: readonly Term[]): boolean => output.includes(label) || after.some((t) => t.labels.includes(label));
  let terms: Term[] = given.map((x, i) => distinct({ x, labels: inputs[i] }));
  while (terms.length > 1) {
    const [a, b, ...rest] = terms;
    terms = [
      contract(
        dropUnused(a, (l) => b.labels.includes(l) || used(l, rest)),
        dropUnused(b, (l) => a.labels.includes(l) || used(l, rest)),
        (l) => used(l, rest),
      ),
      ...rest,
    ];
  }
  const last = dropUnused(terms[0], (l) => output.includes(l));
  return transpose(
    last.x,
    [...output].map((l) => last.labels.indexOf(l)),
  );
}

const OPERAND = /^[A-Za-z]*(\.\.\.)?[A-Za-z]*$/;
function parse(spec: string, given: readonly Tensor[]): Notation & { readonly output: string } {
  const [left, right, ...more] = spec.replaceAll(' ', '').split('->');
  const groups = left.split(',');
  if (more.length > 0 || ![...groups, right ?? ''].every((g) => OPERAND.test(g)))
    throw new ArgumentError(`einsum: '${spec}'`, "write letters for axes, '...' for the others: 'ij,jk->ik'");
  if (groups.length !== given.length)
    throw new ArgumentError(
      `einsum: '${spec}' names ${groups.length} operands, ${given.length} are given`,
      'one group of letters for each operand',
    );
  const {
    inputs,
    output: named,
    operands,
  } = expandEllipsis(spec, { inputs: groups, output: right, operands: given.map((x) => asTensor(x)) });
  const lengths = new Map<string, number>();
  inputs.forEach((labels, i) => {
    const { shape } = operands[i];
    if (labels.length !== shape.length)
      throw new ShapeError(`einsum: '${labels}' for operand ${i} of shape ${showShape(shape)}`, 'one letter for each axis');
    [...labels].forEach((l, d) => {
      if ((lengths.get(l) ?? shape[d]) !== shape[d])
        throw new ShapeError(`einsum: index ${l} has lengths ${lengths.get(l)} and ${shape[d]}`, 'an index has one length');
      lengths.set(l, shape[d]);
    });
  });
  const output = named ?? lettersOnce(inputs);
  for (const l of output) {
    if (!lengths.has(l))
      throw new ArgumentError(`einsum: index ${l} of the result is in no operand`, 'results have indices of the operands');
    if (output.split(l).length > 2)
      throw new ArgumentError(`einsum: index ${l} stands twice in the result`, 'name each index of the result once');
  }
  return { inputs, output, operands };
}

/** An index that stands twice in one operand means its diagonal. */
function distinct({ x, labels }: Term): Term {
  for (const l of labels) {
    const i = labels.indexOf(l);
    const j = labels.lastIndexOf(l);
    if (i !== j) return distinct({ x: diagonal(x, i, j), labels: [...labels].filter((_, d) => d !== i && d !== j).join('') + l });
  }
  return { x, labels };
}

function dropUnused({ x, labels }: Term, wanted: (label: string) => boolean): Term {
  const axes = [...labels].map((_, d) => d).filter((d) => !wanted(labels[d]));
  return axes.length === 0 ? { x, labels } : { x: x.sum(axes), labels: [...labels].filter(wanted).join('') };
}

function contract(a: Term, b: Term, kept: (label: string) => boolean): Term {
  const shared = [...a.labels].filter((l) => b.labels.includes(l));
  const batch = shared.filter(kept);
  const summed = shared.filter((l) => !kept(l));
  const freeA = [...a.labels].filter((l) => !shared.includes(l));
  const freeB = [...b.labels].filter((l) => !shared.includes(l));
  const arrange = (t: Term, groups: readonly (readonly string[])[]): { x: Tensor; shapes: number[][] } => {
    const shapes = groups.map((g) => g.map((l) => t.x.shape[t.labels.indexOf(l)]));
    return {
      x: transpose(
        t.x,
        groups.flat().map((l) => t.labels.indexOf(l)),
      ).reshape([...shapes[0], sizeOf(shapes[1]), sizeOf(shapes[2])]),
      shapes,
    };
  };
  const left = arrange(a, [batch, freeA, summed]);
  const right = arrange(b, [batch, summed, freeB]);
  return {
    x: matmul(left.x, right.x).reshape([...left.shapes[0], ...left.shapes[1], ...right.shapes[2]]),
    labels: [...batch, ...freeA, ...freeB].join(''),
  };
}
