/** The lines of `adjoint solve` for people: a table that grows with the iterations, then the answer by name. */
import type pc from 'picocolors';
import { type Certificate, formatCertificate } from '@adjoint/tensor';
import type { IterationInfo } from '@adjoint/optim-kkt';
import { formatNumber } from '../render/format-number.ts';
import type { Line, JsonNumber, SolveReport } from './solve-report.ts';

type Colours = ReturnType<typeof pc.createColors>;

const COLUMNS: readonly (readonly [title: string, width: number])[] = [
  ['it', 4],
  ['primal objective', 18],
  ['dual objective', 18],
  ['gap', 9],
  ['primal res', 11],
  ['dual res', 9],
  ['step', 6],
];
const row = (cells: readonly string[]): string => cells.map((c, k) => c.padStart(COLUMNS[k][1])).join(' ');

export const progressHeading = (): string => row(COLUMNS.map(([title]) => title));

/** @param sign −1 for a maximisation: objectives in the sense of the file */
export function progressLine(i: IterationInfo, sign: number): string {
  const small = (v: number): string => v.toExponential(1);
  return row([
    String(i.iteration),
    (sign * i.primalObjective).toExponential(8),
    (sign * i.dualObjective).toExponential(8),
    small(i.gap),
    small(i.primalResidual),
    small(i.dualResidual),
    i.iteration === 0 ? '' : i.stepLength.toFixed(3),
  ]);
}

export function problemLine({
  name,
  sense,
  variables,
  rows,
}: Pick<SolveReport, 'name' | 'sense'> & { readonly variables: number; readonly rows: number }): string {
  return `${name === '' ? 'program' : name}: ${sense}, ${variables} variables, ${rows} rows`;
}

/** @param most lines of each table at most; what is left out is counted */
export function answerLines(report: SolveReport, most: number, colours: Colours): string {
  const { status } = report;
  const out: string[] = [];
  const mark = status === 'solved' ? colours.green : status === 'almost' || status.endsWith('limit') ? colours.yellow : colours.red;
  out.push(`\n${mark(colours.bold(status))}: ${report.advice}`);
  if (status !== 'primal-infeasible' && status !== 'dual-infeasible') {
    out.push(`objective       ${number(report.objective)}`, `dual objective  ${number(report.dualObjective)}`);
  }
  out.push(`iterations      ${report.iterations}, ${report.seconds.toFixed(3)} s`);
  if (report.sense === 'maximize') out.push(colours.dim('multipliers belong to the minimisation of the negated objective'));
  if (report.direction !== undefined)
    out.push(
      ...table(
        'direction',
        ['variable', 'step'],
        report.direction.filter((d) => d.value !== 0).map((d) => [d.name, number(d.value)]),
        most,
        colours,
      ),
    );
  else {
    if (status !== 'primal-infeasible')
      out.push(
        ...table(
          'variables that are not 0, or have a multiplier',
          ['variable', 'value', 'multiplier', 'of'],
          report.variables.filter((v) => v.value !== 0 || held(v)).map(cells),
          most,
          colours,
        ),
      );
    out.push(
      ...table(
        status === 'primal-infeasible' ? 'rows that contradict one another' : 'rows with a multiplier',
        status === 'primal-infeasible' ? ['row', 'limit', 'weight', 'of'] : ['row', 'value', 'multiplier', 'of'],
        report.rows
          .filter(held)
          .map((r) =>
            status === 'primal-infeasible' ? [r.name, number(heldBy(r) === 'lower' ? r.lower : r.upper), ...cells(r).slice(2)] : cells(r),
          ),
        most,
        colours,
      ),
    );
    if (status === 'primal-infeasible')
      out.push(
        ...table(
          'bounds that contradict them',
          ['variable', 'bound', 'weight', 'of'],
          report.variables.filter(held).map((v) => [v.name, number(heldBy(v) === 'lower' ? v.lower : v.upper), ...cells(v).slice(2)]),
          most,
          colours,
        ),
      );
  }
  return out.join('\n');
}

export const certificateLines = (c: Certificate): string => `\n${formatCertificate(c)}`;

const held = (l: Line): boolean => l.lowerMultiplier !== 0 || l.upperMultiplier !== 0;
const heldBy = (l: Line): 'lower' | 'upper' => (Number(l.lowerMultiplier) > Number(l.upperMultiplier) ? 'lower' : 'upper');
const cells = (l: Line): string[] => {
  if (!held(l)) return [l.name, number(l.value), '', ''];
  const side = heldBy(l);
  const equality = l.lower === l.upper;
  const multiplier = equality
    ? Number(l.upperMultiplier) - Number(l.lowerMultiplier)
    : side === 'lower'
      ? l.lowerMultiplier
      : l.upperMultiplier;
  return [l.name, number(l.value), number(multiplier), equality ? 'equality' : side];
};

const number = (v: JsonNumber): string => (typeof v === 'number' ? formatNumber(v) : v);

function table(title: string, head: readonly string[], lines: readonly (readonly string[])[], most: number, colours: Colours): string[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, most);
  const widths = head.map((h, k) => Math.max(h.length, ...shown.map((l) => printable(l[k]).length)));
  const line = (l: readonly string[]): string =>
    `  ${l
      .map((c, k) => (k === 0 || k === 3 ? printable(c).padEnd(widths[k]) : printable(c).padStart(widths[k])))
      .join('  ')
      .trimEnd()}`;
  const left = lines.length - shown.length;
  return [
    `\n${colours.bold(title)}`,
    colours.dim(line(head)),
    ...shown.map(line),
    ...(left > 0 ? [colours.dim(`  … and ${left} more: --all, or --json`)] : []),
  ];
}

/** Names come from a file: control characters in them must not reach the terminal. */
export const printable = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '�');
