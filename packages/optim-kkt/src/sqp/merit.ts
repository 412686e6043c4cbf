/** The exact penalty φ(x) = f(x) + ν Σ max(0, gᵢ) + ν Σ |hⱼ|, whose decrease every step of SQP must show. */
import type { Evaluation } from '../problem/nonlinear-program.ts';

export function violation({ g, h }: Pick<Evaluation, 'g' | 'h'>): number {
  let sum = 0;
  for (const v of g) sum += Number.isNaN(v) ? NaN : Math.max(0, v);
  for (const v of h) sum += Math.abs(v);
  return sum;
}

export const merit = (e: Pick<Evaluation, 'f' | 'g' | 'h'>, ν: number): number => e.f + ν * violation(e);
