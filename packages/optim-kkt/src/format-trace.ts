/** The iterations of a solve as a small table, for people; nothing here prints by itself. */
import type { IterationInfo } from './interior-point/settings.ts';

const COLUMNS: readonly (readonly [title: string, width: number])[] = [
  ['it', 4],
  ['primal objective', 18],
  ['dual objective', 18],
  ['gap', 9],
  ['primal res', 11],
  ['dual res', 9],
  ['mu', 9],
  ['step', 6],
];
const row = (cells: readonly string[]): string => cells.map((c, k) => c.padStart(COLUMNS[k][1])).join(' ');

/**
 * @param trace `result.trace`, or one `IterationInfo` at a time from `onProgress`
 * @param heading whether the first line names the columns
 * @returns lines of equal width, joined by line breaks
 * @example console.log(formatTrace(quadraticProgram(problem).trace))
 * @example quadraticProgram(problem, { onProgress: (info) => console.log(formatTrace([info], false)) })
 */
export function formatTrace(trace: readonly IterationInfo[], heading = true): string {
  const small = (v: number): string => v.toExponential(1);
  const lines = trace.map((i) =>
    row([
      String(i.iteration),
      i.primalObjective.toExponential(8),
      i.dualObjective.toExponential(8),
      small(i.gap),
      small(i.primalResidual),
      small(i.dualResidual),
      small(i.μ),
      i.stepLength.toFixed(3),
    ]),
  );
  return [...(heading ? [row(COLUMNS.map(([title]) => title))] : []), ...lines].join('\n');
}
