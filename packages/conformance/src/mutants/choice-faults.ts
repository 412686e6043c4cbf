/** `where`, wrong in one way each. It is a member beyond the contract, which a set may offer. */
import type { ChoiceKernel } from '@adjoint/kernels';
import type { KernelsV1 } from '@adjoint/plugin';
import { type Fault, quietly, withoutTail, writeBeyond } from './kernel-fault.ts';

const right: ChoiceKernel = (out, condition, x, y) => {
  if ([condition, x, y].some((operand) => operand.length < out.length))
    throw new RangeError('where: an operand is shorter than the result');
  for (let i = 0; i < out.length; i++) out[i] = condition[i] !== 0 ? x[i] : y[i];
};
const offering = (label: string, where: ChoiceKernel): Fault => [`where-${label}`, { where } as KernelsV1];

export const choiceFaults = (): readonly Fault[] => [
  offering('exchanges-operands', (out, condition, x, y) => {
    right(out, condition, y, x);
  }),
  offering('knows-one-truth', (out, condition, x, y) => {
    right(
      out,
      condition.map((c: number) => Number(c === 1)),
      x,
      y,
    );
  }),
  offering('multiplies', (out, condition, x, y) => {
    right(out, condition, x, y);
    for (let i = 0; i < out.length; i++) out[i] = condition[i] !== 0 ? x[i] + 0 * y[i] : y[i] + 0 * x[i];
  }),
  offering('forgets-the-tail', (out, ...operands) => {
    right(out.subarray(0, withoutTail(out.length)), ...operands);
  }),
  offering('writes-beyond', (out, ...operands) => {
    right(out, ...operands);
    writeBeyond(out);
  }),
  offering('takes-short-operands', quietly(right, undefined)),
];
