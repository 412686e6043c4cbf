/** A row program solved: cone form, interior point, polish, and a status that the measures of the problem confirm. */
import { addSparseTransposeProduct } from '@adjoint/linalg';
import { type KktMeasures, kktChecks } from './certificate/measures.ts';
import { infeasibilityRadius } from './certificate/certify-infeasible.ts';
import { rowMeasures } from './certificate/row-measures.ts';
import { type ConeSolution, type Reuse, interiorPoint } from './interior-point/loop.ts';
import { polish } from './interior-point/polish.ts';
import type { ConeData } from './interior-point/cone-data.ts';
import { ATTEMPTS, type InteriorPointSettings, type IterationInfo, type SolveStatus, type SolverOptions, interiorPointSettings } from './interior-point/settings.ts';
import { towardsVertex } from './interior-point/vertex.ts';
import { type ConeForm, coneForm } from './problem/cone-form.ts';
import { emptyMatrix } from './problem/quadratic-program.ts';
import { presolve } from './presolve/presolve.ts';
import type { RowAnswer, RowProgram } from './problem/row-program.ts';

export interface RowSolution {
  readonly status: SolveStatus;
  /** For an infeasible program y and w are the ray, for an unbounded one x is the direction. */
  readonly answer: RowAnswer;
  readonly iterations: number;
  readonly trace: readonly IterationInfo[];
  readonly factorEntries: number;
  readonly earlier: Earlier;
}

/** What an earlier solve leaves for the next one of the same pattern. */
export interface Earlier { readonly data: ConeData; readonly symbolic: ConeSolution['symbolic'] }

export function solveRows(program: RowProgram, options: SolverOptions, warm: RowAnswer | null = null, earlier: Earlier | null = null): RowSolution {
  const simpler = options.presolve ?? true ? presolve(program) : null;
  if (simpler === null || simpler.program.q.length === 0) return solvePlain(program, options, warm, earlier);
  const solution = solvePlain(simpler.program, options, warm === null ? null : simpler.reduce(warm), earlier);
  const answer = simpler.restore(solution.answer, solution.status === 'primal-infeasible' ? 'primal' : solution.status === 'dual-infeasible' ? 'dual' : 'none');
  if (solution.status === 'numerical') return solvePlain(program, options, warm, earlier);
  if (solution.status !== 'solved' && solution.status !== 'almost') return { ...solution, answer };
  const status = confirmed(measures(program, answer), solution.status, options.tolerance ?? 1e-8);
  // What was simplified away may have been what the tolerance leaned on: once more, as given.
  return status === solution.status ? { ...solution, answer } : solvePlain(program, options, warm, earlier);
}

function solvePlain(program: RowProgram, options: SolverOptions, warm: RowAnswer | null = null, earlier: Earlier | null = null): RowSolution {
  const form = coneForm(program), solution = solveCone(form.data, interiorPointSettings(options), {
    ...(warm === null ? null : { start: form.split(warm) }), ...(earlier !== null && samePattern(earlier.data, form.data) ? { symbolic: earlier.symbolic } : null),
  });
  let answer: RowAnswer = { x: solution.x, ...form.multipliers(solution.z) }, status = solution.status;
  if (status === 'solved' || status === 'almost' || status === 'numerical' || status === 'iteration-limit') {
    if (options.polish ?? true) answer = polished(program, answer, () => { const p = polish(form.data, solution); return p === null ? null : { x: p.x, ...form.multipliers(p.z) }; }, options.tolerance ?? 1e-8);
    status = confirmed(measures(program, answer), status, options.tolerance ?? 1e-8);
  }
  if (status === 'dual-infeasible' || status === 'numerical' || status === 'almost' || status === 'iteration-limit') {
    const proven = contradiction(program, solution, form) ?? (status === 'iteration-limit' ? null : withoutObjective(program, options));
    if (proven !== null) { status = 'primal-infeasible'; answer = proven; }
  }
  return { status, answer, iterations: solution.iterations, trace: solution.trace, factorEntries: solution.factorEntries, earlier: { data: form.data, symbolic: solution.symbolic } };
}

/**
 * Falling without end is said of a program that has a feasible point: one with neither is infeasible. And what could not
 * be solved may have none: without an objective the rows contradict one another more clearly.
 */
function withoutObjective(program: RowProgram, options: SolverOptions): RowAnswer | null {
  const form = coneForm({ ...program, P: emptyMatrix(program.q.length, program.q.length), q: new Float64Array(program.q.length) });
  const none = solveCone(form.data, interiorPointSettings(options));
  return none.status === 'primal-infeasible' ? { x: none.x, ...form.multipliers(none.z) } : none.status === 'solved' ? null : contradiction(program, none, form);
}

/** Where an attempt ended may prove that there is no solution, whatever the loop made of it: the proof needs y alone. */
function contradiction(program: RowProgram, { x, lastMultipliers }: ConeSolution, form: ConeForm): RowAnswer | null {
  let scale = 1;
  for (const limits of [program.rowLower, program.rowUpper, program.lower, program.upper]) for (const v of limits) if (Number.isFinite(v)) scale = Math.max(scale, Math.abs(v));
  for (const z of lastMultipliers) {
    if (!z.every(Number.isFinite)) continue;
    const { y } = form.multipliers(z), found = infeasibilityRadius(program, y);
    if (found.contradiction > CLEARLY * found.rounding && found.radius >= LEAST_RADIUS * scale) {
      return { x, y, w: addSparseTransposeProduct(new Float64Array(program.q.length), -1, program.A, y) };
    }
  }
  return null;
}

/** A contradiction must exceed its own rounding so often, and a ray that is not exact reach so far against the data. */
const CLEARLY = 2, LEAST_RADIUS = 1e7;

const sameList = (a: Int32Array, b: Int32Array): boolean => a.length === b.length && a.every((v, k) => v === b[k]);
const samePattern = (a: ConeData, b: ConeData): boolean => sameList(a.P.columnPointers, b.P.columnPointers) && sameList(a.A.columnPointers, b.A.columnPointers) && sameList(a.P.rowIndices, b.P.rowIndices) && sameList(a.A.rowIndices, b.A.rowIndices)
  && a.cones.length === b.cones.length && a.cones.every((c, k) => JSON.stringify(c) === JSON.stringify(b.cones[k]));

/** The interior point, with less and less regularisation while it does not succeed; the best answer of all. */
export function solveCone(data: ConeData, settings: InteriorPointSettings, reuse: Reuse = {}): ConeSolution {
  let best: ConeSolution | null = null, iterations = 0;
  const lastMultipliers: Float64Array[] = [];
  for (const attemptSettings of ATTEMPTS) {
    const attempt = interiorPoint(data, { ...settings, ...attemptSettings, maxIterations: settings.maxIterations - iterations }, best === null ? reuse : { symbolic: best.symbolic });
    iterations += attempt.iterations;
    lastMultipliers.push(...attempt.lastMultipliers);
    if (best === null || attempt.accuracy < best.accuracy || DECIDED.has(attempt.status)) best = attempt;
    if (DECIDED.has(attempt.status) || iterations >= settings.maxIterations) break;
  }
  return { ...(best as ConeSolution), iterations, lastMultipliers };
}

/** Ends after which another attempt is of no use. */
const DECIDED: ReadonlySet<SolveStatus> = new Set(['solved', 'primal-infeasible', 'dual-infeasible', 'time-limit', 'aborted']);

/** The measures of an answer with signed multipliers. */
export function measures(program: RowProgram, { x, y, w }: RowAnswer): ReturnType<typeof rowMeasures> {
  const positive = (v: Float64Array): Float64Array => v.map((a) => a > 0 ? a : 0), negative = (v: Float64Array): Float64Array => v.map((a) => a < 0 ? -a : 0);
  return rowMeasures(program, x, { rowUpper: positive(y), rowLower: negative(y), upper: positive(w), lower: negative(w) });
}

/** The smallest ε that the measures meet. */
function reached(m: KktMeasures): number {
  const worst = Math.max(m.primal / m.primalScale, m.stationarity / m.dualScale, m.sign / m.multiplierScale, m.complementarity / m.complementarityScale, (m.gap ?? 0) / m.objectiveScale);
  return Number.isNaN(worst) ? Infinity : worst;
}

/** The better of the two, moved to a vertex of the optimal face where that costs nothing. */
function polished(program: RowProgram, answer: RowAnswer, attempt: () => RowAnswer | null, ε: number): RowAnswer {
  const before = reached(measures(program, answer));
  const better = before > 1e-3 ? null : attempt();
  const best = better !== null && reached(measures(program, better)) <= Math.max(before, Number.EPSILON) ? better : answer;
  const x = before > ε ? null : towardsVertex(program, best, best === answer ? Math.sqrt(ε) : 1e-9);
  const vertex = x === null ? null : { ...best, x };
  return vertex !== null && reached(measures(program, vertex)) <= Math.max(0.1 * ε, reached(measures(program, best))) ? vertex : best;
}

/** What the measures say, whatever the loop believed. */
function confirmed(m: KktMeasures, status: SolveStatus, ε: number): SolveStatus {
  const meets = (t: number): boolean => kktChecks(m, t).every((c) => c.verdict === 'holds');
  return meets(ε) ? 'solved' : meets(1000 * ε) ? 'almost' : status === 'solved' || status === 'almost' ? 'numerical' : status;
}
