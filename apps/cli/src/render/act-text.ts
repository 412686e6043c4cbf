/** The lines of an act and the verdict table of a run, without any terminal control: what both reporters print. */
import Table from 'cli-table3';
import type pc from 'picocolors';
import { type Verdict, formatCertificate } from '@adjoint/tensor';
import type { Act } from '../demo/act.ts';
import type { ActReport, DemoReport } from '../demo/report.ts';
import type { Language } from '../demo/text.ts';
import { referenceText } from './references.ts';

type Colours = ReturnType<typeof pc.createColors>;
const WORDS = {
  holds: { en: 'holds', ko: '성립' },
  fails: { en: 'FAILS', ko: '불성립' },
  undecided: { en: 'undecided', ko: '판단 불가' },
} as const;
const LABELS = {
  data: { en: 'data', ko: '자료' },
  expected: { en: 'as it must be', ko: '예상대로' },
  unexpected: { en: 'NOT as it must be', ko: '예상과 다름' },
  act: { en: 'act', ko: '막' },
  subject: { en: 'subject', ko: '주제' },
  checks: { en: 'checks', ko: '검사' },
  verdict: { en: 'verdict', ko: '판정' },
  seconds: { en: 's', ko: '초' },
} as const;

export const verdictWord = (v: Verdict, language: Language, colours: Colours): string =>
  v === 'holds' ? colours.green(WORDS[v][language]) : v === 'fails' ? colours.red(WORDS[v][language]) : colours.yellow(WORDS[v][language]);

export function actHeading(act: Act, language: Language, colours: Colours): string {
  return `\n${colours.bold(`${act.number}. ${act.title[language]}`)}\n   ${colours.cyan(act.formula)}\n   ${colours.dim(`${LABELS.data[language]}: ${act.data[language]}`)}`;
}

export function actLines(report: ActReport, language: Language, colours: Colours): string {
  const lines: string[] = [];
  for (const f of report.findings) {
    lines.push(
      `   ${verdictMark(f.verdict, colours)} ${f.label[language]}: ${colours.bold(f.answer)}${f.reference === undefined ? '' : colours.dim(`   ${referenceText(f.reference, language)}`)}`,
    );
  }
  for (const c of report.certificates) {
    const asExpected = c.certificate.verdict === c.expected;
    lines.push(
      `   ${verdictMark(asExpected ? 'holds' : 'fails', colours)} ${c.label[language]}: ${verdictWord(c.certificate.verdict, language, colours)}${c.expected === 'holds' && asExpected ? '' : ` (${LABELS[asExpected ? 'expected' : 'unexpected'][language]})`}`,
    );
    lines.push(
      ...formatCertificate(c.certificate, language)
        .split('\n')
        .map((l) => colours.dim(`       ${l}`)),
    );
  }
  for (const remark of report.remarks ?? []) lines.push(colours.dim(`   ${remark[language]}`));
  if (report.error !== undefined) lines.push(colours.red(`   ${report.error}`));
  return lines.join('\n');
}

const verdictMark = (v: Verdict, colours: Colours): string =>
  v === 'holds' ? colours.green('✓') : v === 'fails' ? colours.red('✗') : colours.yellow('?');

export function verdictTable(report: DemoReport, language: Language, colours: Colours): string {
  const table = new Table({
    head: [LABELS.act[language], LABELS.subject[language], LABELS.checks[language], LABELS.seconds[language], LABELS.verdict[language]],
    style: { head: [], border: [] },
  });
  for (const a of report.acts) {
    table.push([
      a.act,
      a.title[language],
      a.findings.length + a.certificates.length,
      a.seconds.toFixed(1),
      verdictWord(a.verdict, language, colours),
    ]);
  }
  return `\n${table.toString()}\n${LABELS.verdict[language]}: ${verdictWord(report.verdict, language, colours)}   ${report.seconds.toFixed(1)} ${LABELS.seconds[language]}`;
}
