/** Runs acts one after the other. An act that throws fails with its message; the others still run. */
import { isAdjointError } from '@adjoint/tensor';
import { foldIn } from '@adjoint/random';
import type { Reporter } from '../render/reporter.ts';
import type { Act, ActContext, ActOutcome } from './act.ts';
import { type ActReport, type DemoReport, overall, verdictOf } from './report.ts';

const seconds = (since: number): number => (performance.now() - since) / 1000;

async function runAct(act: Act, context: ActContext, reporter: Reporter): Promise<ActReport> {
  const begun = performance.now();
  const about = { act: act.number, title: act.title, formula: act.formula, data: act.data };
  reporter.actStarts(act);
  try {
    const steps = act.run({ ...context, key: foldIn(context.key, act.number) });
    for (;;) {
      context.signal.throwIfAborted();
      const step: IteratorResult<{ done: number }, ActOutcome> = await steps.next();
      if (step.done === true) return { ...about, ...step.value, verdict: verdictOf(step.value), seconds: seconds(begun) };
      reporter.actMoves(act, step.value);
    }
  } catch (error) {
    const message = isAdjointError(error)
      ? `${error.name}: ${error.message}`
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
    return { ...about, findings: [], certificates: [], verdict: 'fails', seconds: seconds(begun), error: message };
  }
}

/** The report of `acts`; its verdict fails when one of them does. */
export async function runDemo(acts: readonly Act[], context: ActContext, seed: number, reporter: Reporter): Promise<DemoReport> {
  const begun = performance.now();
  const reports: ActReport[] = [];
  reporter.start(acts, seed);
  for (const act of acts) {
    const report = await runAct(act, context, reporter);
    reports.push(report);
    reporter.actEnds(report);
  }
  const { optimizer, batchSampler, sampler } = context;
  const report: DemoReport = {
    version: 1,
    seed,
    plugins: { optimizer, batchSampler, sampler },
    verdict: overall(reports),
    seconds: seconds(begun),
    acts: reports,
  };
  reporter.end(report);
  return report;
}
