/** Linear programs of up to eight variables with redundant rows, fixed variables, empty rows, degenerate vertices and units apart by 10^±6. */
import { readReference } from '@adjoint/reference-data';
import { expect, test } from 'vitest';
import { linearProgram } from './index.ts';

interface Reference {
  readonly q: number[];
  readonly G: number[][];
  readonly h: number[];
  readonly A: number[][];
  readonly b: number[];
  readonly lower: (number | null)[];
  readonly upper: (number | null)[];
  readonly status: string;
  readonly optimum: number | null;
}

test('every one has the status and the optimum that the simplex method finds, and a certificate', () => {
  const wrong: string[] = [];
  for (const [i, { q, G, h, A, b, lower, upper, status, optimum }] of readReference<Reference[]>('optim/small-lps.json.gz').entries()) {
    const problem = {
      q,
      lower: lower.map((v) => v ?? -Infinity),
      upper: upper.map((v) => v ?? Infinity),
      ...(G.length > 0 ? { G, h } : null),
      ...(A.length > 0 ? { A, b } : null),
    };
    const r = linearProgram(problem);
    if (r.status !== status) {
      wrong.push(`${i}: ${r.status} instead of ${status}`);
      continue;
    }
    // The optimum is that of another solver, to its tolerance of 1e-7.
    if (status === 'solved' && !(Math.abs(r.objective - optimum!) <= 1e-6 * (1 + Math.abs(optimum!))))
      wrong.push(`${i}: ${r.objective} instead of ${optimum}`);
    if (status === 'solved' && r.certificate.verdict !== 'holds') wrong.push(`${i}: certificate ${r.certificate.verdict}`);
    if (r.certificate.verdict === 'fails') wrong.push(`${i}: the ray is refused`);
  }
  expect(wrong).toEqual([]);
});
