/**
 * Quadratic programs of Maros and Mészáros with at most 1000 variables: our interior point against HiGHS and SCS, both as
 * WebAssembly from npm. Everyone gets typed arrays; making the solver's own form of the problem is part of the time.
 * Everyone is asked for 1e-8, and what counts is the answer: x and multipliers go to `certifyKkt` with the problem as
 * given, and the smallest relative tolerance that they meet must be at most 1e-8. HiGHS, whose quadratic solver regularises,
 * is allowed 1e-5; the first-order SCS runs a second time at 1e-6, where that is enough.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const MOST_VARIABLES = 1000;
const MOST_SECONDS = 2;
const folder = new URL('../../reference-data/optim/mm/', import.meta.url);
const list = (file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));

const matrix = ({ colptr, rowind, val }, rows, columns) => ({
  rows,
  columns,
  columnPointers: Int32Array.from(colptr),
  rowIndices: Int32Array.from(rowind),
  values: Float64Array.from(val),
});

/** Both triangles of a symmetric matrix whose upper one is given. */
function both(upper) {
  const n = upper.columns;
  const columns = Array.from({ length: n }, () => []);
  for (let j = 0; j < n; j++)
    for (let p = upper.columnPointers[j]; p < upper.columnPointers[j + 1]; p++) {
      const i = upper.rowIndices[p];
      columns[j].push([i, upper.values[p]]);
      if (i !== j) columns[i].push([j, upper.values[p]]);
    }
  for (const c of columns) c.sort((a, b) => a[0] - b[0]);
  return matrix(
    {
      colptr: columns.reduce((at, c) => [...at, at.at(-1) + c.length], [0]),
      rowind: columns.flat().map((e) => e[0]),
      val: columns.flat().map((e) => e[1]),
    },
    n,
    n,
  );
}

function load(name) {
  const d = JSON.parse(gunzipSync(readFileSync(new URL(`${name}.json.gz`, folder))));
  return {
    n: d.n,
    m: d.m,
    constant: d.r,
    q: Float64Array.from(d.q),
    A: matrix(d.A, d.m, d.n),
    upperP: matrix(d.P_upper, d.n, d.n),
    P: both(matrix(d.P_upper, d.n, d.n)),
    lower: Float64Array.from(d.l, (v) => v ?? -Infinity),
    upper: Float64Array.from(d.u, (v) => v ?? Infinity),
  };
}

/** The smallest relative tolerance at which the certificate holds; and the published optimum to its digits. */
function checker(certifyKkt, problem, optimum, limit) {
  return ({ x, lower, upper, objective }) => {
    if (x === null) return { error: Infinity, limit };
    const { checks } = certifyKkt(problem, x, { rows: { lower, upper } }, { tolerance: 1e-8 });
    const error = Math.max(
      ...checks.map((c) => (1e-8 * c.value) / c.bound),
      objective !== undefined && Math.abs(objective - optimum) > 1e-4 * Math.max(1, Math.abs(optimum)) ? Infinity : 0,
    );
    return { error: Number.isNaN(error) ? Infinity : error, limit };
  };
}

const positive = (v) => Float64Array.from(v, (a) => Math.max(0, a));
const negative = (v) => Float64Array.from(v, (a) => Math.max(0, -a));

function highsRun(highs, { n, m, constant, q, A, P, lower, upper }) {
  const free = new Float64Array(n).fill(Infinity);
  const model = highs.createModel({
    numCols: n,
    numRows: m,
    offset: constant,
    colCost: q,
    colLower: free.map((v) => -v),
    colUpper: free,
    rowLower: lower,
    rowUpper: upper,
    matrix: { format: 'csc', numRows: m, numCols: n, starts: A.columnPointers, indices: A.rowIndices, values: A.values },
    ...(P.values.length > 0
      ? { hessian: { format: 'square', dimension: n, starts: P.columnPointers, indices: P.rowIndices, values: P.values } }
      : null),
  });
  try {
    model.options.set({
      output_flag: false,
      time_limit: MOST_SECONDS,
      primal_feasibility_tolerance: 1e-8,
      dual_feasibility_tolerance: 1e-8,
    });
    const status = model.run().modelStatus;
    if (status !== undefined && status !== highs.constants.modelStatus.optimal) throw new Error(`status ${status}`);
    const { colValue, rowDual } = model.getSolution();
    return { x: colValue, lower: positive(rowDual), upper: negative(rowDual) };
  } finally {
    model.dispose();
  }
}

/** A x + s = b: equalities, then every finite limit as a row of its own. */
function scsRun(SCS, { n, m, q, A, upperP, lower, upper }, tolerance) {
  const b = [];
  const places = Array.from({ length: m }, () => []);
  for (let i = 0; i < m; i++) if (lower[i] === upper[i]) places[i].push([b.push(upper[i]) - 1, 1]);
  const z = b.length;
  for (let i = 0; i < m; i++)
    if (lower[i] !== upper[i]) {
      if (upper[i] < Infinity) places[i].push([b.push(upper[i]) - 1, 1]);
      if (lower[i] > -Infinity) places[i].push([b.push(-lower[i]) - 1, -1]);
    }
  const A_x = [];
  const A_i = [];
  const A_p = [0];
  for (let j = 0; j < n; j++) {
    const column = [];
    for (let p = A.columnPointers[j]; p < A.columnPointers[j + 1]; p++)
      for (const [k, sign] of places[A.rowIndices[p]]) column.push([k, sign * A.values[p]]);
    for (const [k, v] of column.sort((x, y) => x[0] - y[0])) {
      A_i.push(k);
      A_x.push(v);
    }
    A_p.push(A_i.length);
  }
  const settings = new SCS.ScsSettings();
  SCS.setDefaultSettings(settings);
  Object.assign(settings, { epsAbs: tolerance, epsRel: tolerance, verbose: 0, maxIters: 20000, timeLimitSecs: MOST_SECONDS });
  const { x, y, status } = SCS.solve(
    { m: b.length, n, A_x, A_i, A_p, P_x: [...upperP.values], P_i: [...upperP.rowIndices], P_p: [...upperP.columnPointers], b, c: [...q] },
    { z, l: b.length - z, bsize: 0, qsize: 0, ep: 0, ed: 0, psize: 0 },
    settings,
  );
  settings.delete?.();
  if (String(status?.value ?? status) !== 'SOLVED' && status?.value !== 1) throw new Error(`status ${status?.value ?? status}`);
  const multipliers = { x: Float64Array.from(x), lower: new Float64Array(m), upper: new Float64Array(m) };
  places.forEach((list, i) => {
    for (const [k, sign] of list)
      if (sign < 0) multipliers.lower[i] = y[k];
      else if (lower[i] !== upper[i] || y[k] > 0) multipliers.upper[i] = y[k];
      else multipliers.lower[i] = -y[k];
  });
  return multipliers;
}

/** A solver as a module, or null where it is not installed. */
const ifThere = async (name) => {
  try {
    return await (await import(name)).default();
  } catch {
    return null;
  }
};

export async function optimWorkloads({ ours, quick }) {
  const { certifyKkt, quadraticProgram } = await ours('optim-kkt');
  const highs = await ifThere('highs');
  const SCS = await ifThere('scs-solver');
  return list('index.json')
    .problems.filter((e) => e.n <= (quick ? 100 : MOST_VARIABLES))
    .sort((a, b) => a.n - b.n)
    .map(({ name, fstar }) => ({
      name: `QP ${name}`,
      bars: { peer: 1 },
      make: () => {
        const d = load(name);
        const problem = { P: d.P, q: d.q, constant: d.constant, rows: { matrix: d.A, lower: d.lower, upper: d.upper } };
        const check = (limit) => checker(certifyKkt, problem, fstar, limit);
        const numbers = (r) => ({
          x: r.status === 'solved' ? r.x.data() : null,
          lower: r.multipliers.rows.lower.data(),
          upper: r.multipliers.rows.upper.data(),
          objective: r.objective,
        });
        const candidates = [{ name: 'adjoint', kind: 'ours', run: () => quadraticProgram(problem), value: numbers }];
        if (highs) candidates.push({ name: 'highs', kind: 'peer', run: () => highsRun(highs, d), check: check(1e-5) });
        if (SCS)
          candidates.push(
            { name: 'scs-solver', kind: 'peer', run: () => scsRun(SCS, d, 1e-8) },
            { name: 'scs-solver 1e-6', kind: 'peer', run: () => scsRun(SCS, d, 1e-6), check: check(1e-6) },
          );
        return { candidates, check: check(1e-8) };
      },
    }));
}
