/**
 * Quadratic programs of Maros and Mészáros with at most 1000 variables: our interior point against HiGHS and SCS, both as
 * WebAssembly from npm. Everyone gets typed arrays; making the solver's own form of the problem is part of the time.
 * An answer is right when objective and rows agree to 1e-4 (SCS is asked for 1e-6, the others keep their defaults).
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const MOST_VARIABLES = 1000, MOST_SECONDS = 2;
const folder = new URL('../../reference-data/optim/mm/', import.meta.url);
const list = (file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));

const matrix = ({ colptr, rowind, val }, rows, columns) => ({ rows, columns, columnPointers: Int32Array.from(colptr), rowIndices: Int32Array.from(rowind), values: Float64Array.from(val) });

/** Both triangles of a symmetric matrix whose upper one is given. */
function both(upper) {
  const n = upper.columns, columns = Array.from({ length: n }, () => []);
  for (let j = 0; j < n; j++) for (let p = upper.columnPointers[j]; p < upper.columnPointers[j + 1]; p++) {
    const i = upper.rowIndices[p];
    columns[j].push([i, upper.values[p]]);
    if (i !== j) columns[i].push([j, upper.values[p]]);
  }
  for (const c of columns) c.sort((a, b) => a[0] - b[0]);
  return matrix({ colptr: columns.reduce((at, c) => [...at, at.at(-1) + c.length], [0]), rowind: columns.flat().map((e) => e[0]), val: columns.flat().map((e) => e[1]) }, n, n);
}

function load(name) {
  const d = JSON.parse(gunzipSync(readFileSync(new URL(`${name}.json.gz`, folder))));
  return {
    n: d.n, m: d.m, constant: d.r, q: Float64Array.from(d.q), A: matrix(d.A, d.m, d.n), upperP: matrix(d.P_upper, d.n, d.n), P: both(matrix(d.P_upper, d.n, d.n)),
    lower: Float64Array.from(d.l, (v) => v ?? -Infinity), upper: Float64Array.from(d.u, (v) => v ?? Infinity),
  };
}

/** The largest of the relative errors of the objective and of the rows. */
function checker({ n, m, constant, q, A, P, lower, upper }, optimum) {
  return (x) => {
    if (x.length !== n) return { error: Infinity, limit: 1e-4 };
    const Ax = new Float64Array(m);
    let f = constant, outside = 0, size = 1;
    for (let j = 0; j < n; j++) {
      f += q[j] * x[j];
      for (let p = P.columnPointers[j]; p < P.columnPointers[j + 1]; p++) f += 0.5 * x[j] * P.values[p] * x[P.rowIndices[p]];
      for (let p = A.columnPointers[j]; p < A.columnPointers[j + 1]; p++) Ax[A.rowIndices[p]] += A.values[p] * x[j];
    }
    for (let i = 0; i < m; i++) { outside = Math.max(outside, Ax[i] - upper[i], lower[i] - Ax[i]); size = Math.max(size, Math.abs(Ax[i])); }
    const error = Math.max(Math.abs(f - optimum) / Math.max(1, Math.abs(optimum)), outside / size);
    return { error: Number.isNaN(error) ? Infinity : error, limit: 1e-4 };
  };
}

function highsRun(highs, { n, m, constant, q, A, P, lower, upper }) {
  const free = new Float64Array(n).fill(Infinity);
  const model = highs.createModel({
    numCols: n, numRows: m, offset: constant, colCost: q, colLower: free.map((v) => -v), colUpper: free, rowLower: lower, rowUpper: upper,
    matrix: { format: 'csc', numRows: m, numCols: n, starts: A.columnPointers, indices: A.rowIndices, values: A.values },
    ...P.values.length > 0 ? { hessian: { format: 'square', dimension: n, starts: P.columnPointers, indices: P.rowIndices, values: P.values } } : null,
  });
  try {
    model.options.set({ output_flag: false, time_limit: MOST_SECONDS });
    const status = model.run().modelStatus;
    if (status !== undefined && status !== highs.constants.modelStatus.optimal) throw new Error(`status ${status}`);
    return model.getSolution().colValue;
  } finally { model.dispose(); }
}

/** A x + s = b: equalities, then every finite limit as a row of its own. */
function scsRun(SCS, { n, m, q, A, upperP, lower, upper }) {
  const b = [], places = Array.from({ length: m }, () => []);
  for (let i = 0; i < m; i++) if (lower[i] === upper[i]) places[i].push([b.push(upper[i]) - 1, 1]);
  const z = b.length;
  for (let i = 0; i < m; i++) if (lower[i] !== upper[i]) {
    if (upper[i] < Infinity) places[i].push([b.push(upper[i]) - 1, 1]);
    if (lower[i] > -Infinity) places[i].push([b.push(-lower[i]) - 1, -1]);
  }
  const A_x = [], A_i = [], A_p = [0];
  for (let j = 0; j < n; j++) {
    const column = [];
    for (let p = A.columnPointers[j]; p < A.columnPointers[j + 1]; p++) for (const [k, sign] of places[A.rowIndices[p]]) column.push([k, sign * A.values[p]]);
    for (const [k, v] of column.sort((x, y) => x[0] - y[0])) { A_i.push(k); A_x.push(v); }
    A_p.push(A_i.length);
  }
  const settings = new SCS.ScsSettings();
  SCS.setDefaultSettings(settings);
  Object.assign(settings, { epsAbs: 1e-6, epsRel: 1e-6, verbose: 0, maxIters: 20000, timeLimitSecs: MOST_SECONDS });
  const { x, status } = SCS.solve({ m: b.length, n, A_x, A_i, A_p, P_x: [...upperP.values], P_i: [...upperP.rowIndices], P_p: [...upperP.columnPointers], b, c: [...q] }, { z, l: b.length - z, bsize: 0, qsize: 0, ep: 0, ed: 0, psize: 0 }, settings);
  settings.delete?.();
  if (String(status?.value ?? status) !== 'SOLVED' && status?.value !== 1) throw new Error(`status ${status?.value ?? status}`);
  return x;
}

/** A solver as a module, or null where it is not installed. */
const ifThere = async (name) => { try { return await (await import(name)).default(); } catch { return null; } };

export async function optimWorkloads({ ours, quick }) {
  const { quadraticProgram } = await ours('optim-kkt'), highs = await ifThere('highs'), SCS = await ifThere('scs-solver');
  return list('index.json').problems.filter((e) => e.n <= (quick ? 100 : MOST_VARIABLES)).map(({ name, fstar }) => ({
    name: `QP ${name}`, bars: { peer: 1 },
    make: () => {
      const d = load(name), problem = { P: d.P, q: d.q, constant: d.constant, rows: { matrix: d.A, lower: d.lower, upper: d.upper } };
      const candidates = [{ name: 'adjoint', kind: 'ours', run: () => quadraticProgram(problem), value: (r) => (r.status === 'solved' ? r.x.data() : []) }];
      if (highs) candidates.push({ name: 'highs', kind: 'peer', run: () => highsRun(highs, d) });
      if (SCS) candidates.push({ name: 'scs-solver', kind: 'peer', run: () => scsRun(SCS, d) });
      return { candidates, check: checker(d, fstar) };
    },
  }));
}
