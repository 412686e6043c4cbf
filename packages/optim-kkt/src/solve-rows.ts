/** A row program solved: cone form, interior point, polish, and a status that the measures of the problem confirm. */
import { addSparseTransposeProduct } from '@adjoint/linalg';
import { freeFall } from './free-fall.ts';
import { type KktMeasures, kktChecks } from './certificate/measures.ts';
import { infeasibilityRadius } from './certificate/certify-infeasible.ts';
import { rowMeasures } from './certificate/row-measures.ts';
import { isTiny } from './problem/is-tiny.ts';
import { positivePart } from './certificate/split-multipliers.ts';
import { type ConeSolution, type Reuse, interiorPoint } from './interior-point/loop.ts';
import { polish } from './interior-point/polish.ts';
import type { ConeData } from './interior-point/cone-data.ts';
import {
  ATTEMPTS,
  type InteriorPointSettings,
  type IterationInfo,
  type SolveStatus,
  type SolverOptions,
  interiorPointSettings,
} from './interior-point/settings.ts';
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
  readonly earlier: Earlier | null;
  /** Of the answer, where they were taken. */
  readonly measured?: Measured;
}

type Measured = ReturnType<typeof rowMeasures>;

/** What an earlier solve leaves for the next one of the same pattern. */
export interface Earlier {
  readonly data: ConeData;
  readonly symbolic: ConeSolution['symbolic'];
}

export function solveRows(
  program: RowProgram,
  options: SolverOptions,
  warm: RowAnswer | null = null,
  earlier: Earlier | null = null,
): RowSolution {
  interiorPointSettings(options); // refuses what cannot be meant, also where no iteration follows
  const started = performance.now();
  if (!(options.presolve ?? true)) return solvePlain(program, options, warm, earlier);
  if (!isTiny(program)) return solveSimpler(program, options, warm, earlier, started);
  const found = solvePlain(program, options, warm, earlier);
  if (found.status === 'solved' ? isFeasible(found) : LIMITED.has(found.status)) return found;
  const rest = remaining(options, (performance.now() - started) / 1000, found.iterations);
  if (rest === null) return found;
  const again = solveSimpler(program, rest, warm, earlier, performance.now());
  const better = found.status === 'solved' && !DECIDES.has(again.status) ? found : again;
  return { ...better, iterations: found.iterations + again.iterations };
}

/** Ends after which there is nothing left to try with. */
const LIMITED: ReadonlySet<SolveStatus> = new Set<SolveStatus>(['time-limit', 'iteration-limit', 'aborted']);
const DECIDES: ReadonlySet<SolveStatus> = new Set<SolveStatus>(['solved', 'primal-infeasible', 'dual-infeasible']);

/** To rounding, so that nothing that presolve would call a contradiction passes as met. */
const isFeasible = ({ measured }: RowSolution): boolean =>
  measured !== undefined && measured.primal <= Math.min(16 * Number.EPSILON * measured.primalScale, 1e-9);

function solveSimpler(
  program: RowProgram,
  options: SolverOptions,
  warm: RowAnswer | null,
  earlier: Earlier | null,
  started: number,
): RowSolution {
  const simpler = presolve(program);
  if (simpler !== null && 'ray' in simpler && isProof(program, simpler.ray.y)) return withoutIteration('primal-infeasible', simpler.ray);
  if (simpler === null || 'ray' in simpler) return solvePlain(program, options, warm, earlier);
  const ε = options.tolerance ?? 1e-8;
  if (simpler.program.q.length === 0) {
    const only = simpler.restore({ x: NONE, y: new Float64Array(simpler.program.rowLower.length), w: NONE }, 'none');
    const measured = measures(program, only);
    const whole = confirmed(measured, 'solved', ε);
    return whole === 'solved' ? { ...withoutIteration('solved', only), measured } : solvePlain(program, options, warm, earlier);
  }
  const solution = solvePlain(simpler.program, options, warm === null ? null : simpler.reduce(warm), earlier);
  const answer = simpler.restore(
    solution.answer,
    solution.status === 'primal-infeasible' ? 'primal' : solution.status === 'dual-infeasible' ? 'dual' : 'none',
  );
  const measured = measures(program, answer);
  if (solution.status !== 'solved' && solution.status !== 'almost' && solution.status !== 'numerical')
    return { ...solution, answer, measured };
  const status = confirmed(measured, solution.status, ε);
  const found = { ...solution, status, answer, measured };
  if (status === 'solved') return found;
  // What was simplified away may have been what the tolerance leaned on: once more, as given, in what is left of the limits.
  const rest = remaining(options, (performance.now() - started) / 1000, solution.iterations);
  if (rest === null) return found;
  const plain = solvePlain(program, rest, warm, earlier);
  const better = status === 'almost' && plain.status !== 'solved' ? found : plain;
  return { ...better, iterations: solution.iterations + plain.iterations };
}

/** Options of a second attempt; null when the first one has used them up. */
function remaining(options: SolverOptions, seconds: number, iterations: number): SolverOptions | null {
  const timeLimit = options.timeLimit === undefined ? undefined : options.timeLimit - seconds;
  const maxIterations = options.maxIterations === undefined ? undefined : options.maxIterations - iterations;
  if ((timeLimit !== undefined && timeLimit <= 0) || (maxIterations !== undefined && maxIterations < 1)) return null;
  return { ...options, ...(timeLimit === undefined ? null : { timeLimit }), ...(maxIterations === undefined ? null : { maxIterations }) };
}

const NONE = new Float64Array(0);
const withoutIteration = (status: SolveStatus, answer: RowAnswer): RowSolution => ({
  status,
  answer,
  iterations: 0,
  trace: [],
  factorEntries: 0,
  earlier: null,
});

function solvePlain(
  program: RowProgram,
  options: SolverOptions,
  warm: RowAnswer | null = null,
  earlier: Earlier | null = null,
): RowSolution {
  const form = coneForm(program);
  const ε = options.tolerance ?? 1e-8;
  const polishes = options.polish ?? true;
  // What the active rows give near the optimum ends the loop where it is an answer; far off, it is not asked for again.
  let early: Sharpened | null = null;
  let hopeless = false;
  const shortcut: Reuse['shortcut'] = (point) => {
    const found = hopeless ? null : sharpened(program, form, point);
    hopeless = found === null || found.reaches > 1;
    if (found === null || found.reaches > 0.5 * ε) return null;
    early = found;
    const { primalObjective, dualObjective, primal, stationarity, gap } = found.measured;
    return { primalObjective, dualObjective, primalResidual: primal, dualResidual: stationarity, gap: gap ?? 0 };
  };
  const solution = solveCone(form.data, interiorPointSettings(options), {
    ...(warm === null ? null : { start: form.split(warm) }),
    ...(earlier !== null && samePattern(earlier.data, form.data) ? { symbolic: earlier.symbolic } : null),
    ...(polishes ? { shortcut } : null),
  });
  let answer: RowAnswer;
  let measured: Measured | undefined;
  let status = solution.status;
  if (early !== null) {
    answer = atVertex(program, early, ε);
    if (answer === (early as Sharpened).answer) ({ measured } = early);
  } else {
    answer = { x: solution.x, ...form.multipliers(solution.z) };
    if (status === 'solved' || status === 'almost' || status === 'numerical' || status === 'iteration-limit') {
      if (polishes) answer = polished(program, answer, () => sharpened(program, form, solution), ε);
      measured = measures(program, answer);
      status = confirmed(measured, status, ε);
    }
  }
  if (status === 'dual-infeasible' || status === 'numerical' || status === 'almost' || status === 'iteration-limit') {
    const without = contradiction(program, solution, form) ?? (status === 'iteration-limit' ? null : withoutObjective(program, options));
    if (without !== null && without !== 'feasible') {
      status = 'primal-infeasible';
      answer = without;
      measured = undefined;
    }
    const fall = without === 'feasible' && status !== 'dual-infeasible' ? freeFall(program) : null;
    if (fall !== null) {
      status = 'dual-infeasible';
      answer = { ...answer, x: fall };
      measured = undefined;
    }
  }
  return {
    status,
    answer,
    iterations: solution.iterations,
    trace: solution.trace,
    factorEntries: solution.factorEntries,
    earlier: { data: form.data, symbolic: solution.symbolic },
    ...(measured === undefined ? null : { measured }),
  };
}

/**
 * Falling without end is said of a program that has a feasible point: one with neither is infeasible. And what could not
 * be solved may have none: without an objective the rows contradict one another more clearly.
 */
function withoutObjective(program: RowProgram, options: SolverOptions): RowAnswer | 'feasible' | null {
  const n = program.q.length;
  const { rows, factors } = unitRows(program);
  const form = coneForm({ ...rows, P: emptyMatrix(n, n), q: new Float64Array(n) });
  const none = solveCone(form.data, interiorPointSettings(options));
  if (none.status === 'solved') return 'feasible';
  const ray = none.status === 'primal-infeasible' ? { x: none.x, ...form.multipliers(none.z) } : contradiction(rows, none, form);
  return ray === null ? null : { ...ray, y: ray.y.map((v, i) => v * factors[i]) };
}

/** Rows brought to coefficients near 1 by powers of two, so that a contradiction of small rows is none of small numbers. */
function unitRows(program: RowProgram): { readonly rows: RowProgram; readonly factors: Float64Array } {
  const { A, rowLower, rowUpper } = program;
  const factors = new Float64Array(A.rows);
  for (let p = 0; p < A.columnPointers[A.columns]; p++)
    factors[A.rowIndices[p]] = Math.max(factors[A.rowIndices[p]], Math.abs(A.values[p]));
  for (let i = 0; i < factors.length; i++)
    factors[i] = factors[i] === 0 ? 1 : 2 ** -Math.max(-1000, Math.min(1000, Math.round(Math.log2(factors[i]))));
  return {
    factors,
    rows: {
      ...program,
      A: { ...A, values: A.values.map((v, p) => v * factors[A.rowIndices[p]]) },
      rowLower: rowLower.map((v, i) => v * factors[i]),
      rowUpper: rowUpper.map((v, i) => v * factors[i]),
    },
  };
}

/** Where an attempt ended may prove that there is no solution, whatever the loop made of it: the proof needs y alone. */
function contradiction(program: RowProgram, { x, lastMultipliers }: ConeSolution, form: ConeForm): RowAnswer | null {
  for (const multipliers of lastMultipliers) {
    const z = multipliers();
    if (!z.every(Number.isFinite)) continue;
    const { y } = form.multipliers(z);
    if (isProof(program, y)) {
      return { x, y, w: addSparseTransposeProduct(new Float64Array(program.q.length), -1, program.A, y) };
    }
  }
  return null;
}

/** Whether these multipliers of the rows contradict one another clearly, and as far as it matters for the data. */
function isProof(program: RowProgram, y: Float64Array): boolean {
  let scale = 1;
  for (const limits of [program.rowLower, program.rowUpper, program.lower, program.upper])
    for (const v of limits) if (Number.isFinite(v)) scale = Math.max(scale, Math.abs(v));
  const found = infeasibilityRadius(program, y);
  return found.contradiction > CLEARLY * found.rounding && found.radius >= LEAST_RADIUS * scale;
}

/** A contradiction must exceed its own rounding so often, and a ray that is not exact reach so far against the data. */
const CLEARLY = 2;
const LEAST_RADIUS = 1e7;

const sameList = (a: Int32Array, b: Int32Array): boolean => a.length === b.length && a.every((v, k) => v === b[k]);
const samePattern = (a: ConeData, b: ConeData): boolean =>
  sameList(a.P.columnPointers, b.P.columnPointers) &&
  sameList(a.A.columnPointers, b.A.columnPointers) &&
  sameList(a.P.rowIndices, b.P.rowIndices) &&
  sameList(a.A.rowIndices, b.A.rowIndices) &&
  a.cones.length === b.cones.length &&
  a.cones.every((c, k) => JSON.stringify(c) === JSON.stringify(b.cones[k]));

/** The interior point, with less and less regularisation while it does not succeed; the best answer of all. */
export function solveCone(data: ConeData, settings: InteriorPointSettings, reuse: Reuse = {}): ConeSolution {
  let best: ConeSolution | null = null;
  let blurred: ConeSolution['blurred'] = null;
  let iterations = 0;
  const lastMultipliers: (() => Float64Array)[] = [];
  const turnable = data.cones.some((c) => c.kind === 'second-order' || c.kind === 'psd');
  let symbolic: ConeSolution['symbolic'] | undefined = reuse.symbolic;
  for (const { resumes, ...attemptSettings } of ATTEMPTS) {
    if ((resumes && blurred === null) || (attemptSettings.turns && !turnable)) continue;
    const attempt = interiorPoint(
      data,
      { ...settings, ...attemptSettings, maxIterations: settings.maxIterations - iterations },
      best === null
        ? reuse
        : {
            ...(attemptSettings.turns || symbolic === undefined ? null : { symbolic }),
            scaled: best.scaled,
            ...(resumes && blurred !== null ? { resume: blurred } : null),
          },
    );
    iterations += attempt.iterations;
    if (!attemptSettings.turns) ({ symbolic } = attempt);
    ({ blurred } = attempt);
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
  return rowMeasures(program, x, {
    rowUpper: positivePart(y, 1),
    rowLower: positivePart(y, -1),
    upper: positivePart(w, 1),
    lower: positivePart(w, -1),
  });
}

/** The smallest ε that the measures meet. */
function reached(m: KktMeasures): number {
  const worst = Math.max(
    m.primal / m.primalScale,
    m.stationarity / m.dualScale,
    m.sign / m.multiplierScale,
    m.complementarity / m.complementarityScale,
    (m.gap ?? 0) / m.objectiveScale,
  );
  return Number.isNaN(worst) ? Infinity : worst;
}

type Near = Parameters<typeof polish>[1];
/** An answer from the active rows alone: what it reaches, and whether they leave no other. */
interface Sharpened {
  readonly answer: RowAnswer;
  readonly measured: ReturnType<typeof rowMeasures>;
  readonly reaches: number;
  isDetermined(): boolean;
}

function sharpened(program: RowProgram, form: ConeForm, near: Near): Sharpened | null {
  const found = polish(form.data, near);
  if (found === null) return null;
  const answer = { x: found.x, ...form.multipliers(found.z) };
  const measured = measures(program, answer);
  return { answer, measured, reaches: reached(measured), isDetermined: found.isDetermined };
}

/** The better of the answer and of what the active rows give, at a vertex. */
function polished(program: RowProgram, answer: RowAnswer, attempt: () => Sharpened | null, ε: number): RowAnswer {
  const before = reached(measures(program, answer));
  const found = before > 1e-3 ? null : attempt();
  if (found !== null && found.reaches <= Math.max(before, Number.EPSILON))
    return found.reaches <= ε ? atVertex(program, found, ε) : found.answer;
  return before <= ε
    ? atVertex(program, { answer, reaches: before, isDetermined: () => found?.isDetermined() ?? false }, ε, Math.sqrt(ε))
    : answer;
}

/** Moved to a vertex of the optimal face, where there is a face and that costs nothing. `near`: what counts as at a limit. */
function atVertex(program: RowProgram, { answer, reaches, isDetermined }: Omit<Sharpened, 'measured'>, ε: number, near = 1e-9): RowAnswer {
  const x = isDetermined() ? null : towardsVertex(program, answer, near);
  return x !== null && reached(measures(program, { ...answer, x })) <= Math.max(0.1 * ε, reaches) ? { ...answer, x } : answer;
}

/** What the measures say, whatever the loop believed. */
function confirmed(m: KktMeasures, status: SolveStatus, ε: number): SolveStatus {
  const meets = (t: number): boolean => kktChecks(m, t).every((c) => c.verdict === 'holds');
  return meets(ε) ? 'solved' : meets(1000 * ε) ? 'almost' : status === 'solved' || status === 'almost' ? 'numerical' : status;
}
