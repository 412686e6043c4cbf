import { expect, test } from 'vitest';
import { formatTrace, quadraticProgram } from './index.ts';

const problem = {
  P: [
    [2, 0],
    [0, 2],
  ],
  q: [0, 0],
  G: [[-1, -1]],
  h: [-2],
};

test('a heading and a line per iteration, of one width, the last at the optimum', () => {
  const { trace, iterations } = quadraticProgram(problem);
  const lines = formatTrace(trace).split('\n');
  expect(lines).toHaveLength(iterations + 2);
  expect(new Set(lines.map((l) => l.length)).size).toBe(1);
  expect(lines[0]).toMatch(/it +primal objective +dual objective +gap +primal res +dual res +mu +step/);
  expect(Number(lines.at(-1)!.trim().split(/\s+/)[1])).toBeCloseTo(2, 6);
});

test('a line at a time, as the solve goes', () => {
  const lines: string[] = [];
  const r = quadraticProgram(problem, {
    onProgress: (info) => {
      lines.push(formatTrace([info], false));
    },
  });
  expect(lines.join('\n')).toBe(formatTrace(r.trace, false));
});
