import { Presets, SingleBar } from 'cli-progress';
import pc from 'picocolors';
import type { Language } from '../demo/text.ts';
import { actHeading, actLines, verdictTable } from './act-text.ts';
import type { Reporter } from './reporter.ts';

/** Colours, and a progress bar under the act that is running. */
export function terminalReporter(language: Language, write: (line: string) => void): Reporter {
  const colours = pc.createColors(true);
  let bar: SingleBar | null = null;
  return {
    start: (_acts, seed) => write(language === 'ko' ? `Adjoint 시연, 시드 ${seed}` : `Adjoint demo, seed ${seed}`),
    actStarts: (act) => {
      write(actHeading(act, language, colours));
      bar = new SingleBar(
        { format: '   {bar} {percentage}% {note}', clearOnComplete: true, hideCursor: true, barsize: 30 },
        Presets.shades_classic,
      );
      bar.start(100, 0, { note: '' });
    },
    actMoves: (_act, { done, note }) => bar?.update(Math.round(100 * done), { note: note ?? '' }),
    actEnds: (report) => {
      bar?.stop();
      bar = null;
      write(actLines(report, language, colours));
    },
    end: (report) => write(verdictTable(report, language, colours)),
  };
}
