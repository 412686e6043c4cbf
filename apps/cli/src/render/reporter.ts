import type { Act, Progress } from '../demo/act.ts';
import type { ActReport, DemoReport } from '../demo/report.ts';

/** Who shows a run as it happens. */
export interface Reporter {
  start(acts: readonly Act[], seed: number): void;
  actStarts(act: Act): void;
  actMoves(act: Act, progress: Progress): void;
  actEnds(report: ActReport): void;
  end(report: DemoReport): void;
}
/** Shows nothing: for `--json`, whose report comes at the end. */
export const silentReporter: Reporter = { start: () => {}, actStarts: () => {}, actMoves: () => {}, actEnds: () => {}, end: () => {} };
