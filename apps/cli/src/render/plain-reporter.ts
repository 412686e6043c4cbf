import pc from 'picocolors';
import type { Language } from '../demo/text.ts';
import { actHeading, actLines, verdictTable } from './act-text.ts';
import type { Reporter } from './reporter.ts';

/** Plain lines, for files and pipes. */
export function plainReporter(language: Language, write: (line: string) => void): Reporter {
  const colours = pc.createColors(false);
  return {
    start: (_acts, seed) => write(language === 'ko' ? `Adjoint 시연, 시드 ${seed}` : `Adjoint demo, seed ${seed}`),
    actStarts: (act) => write(actHeading(act, language, colours)),
    actMoves: () => {},
    actEnds: (report) => write(actLines(report, language, colours)),
    end: (report) => write(verdictTable(report, language, colours)),
  };
}
