/**
 * One group of workloads in this process: node run-group.mjs <group> <part of a name> <file for the results> [--quick] [--list]
 *
 * A group is a function of the context below. It gives workloads { name, flops?, bars?, make }; `make` gives, or promises,
 * { candidates, check }. A candidate is { name, kind, run, value?, async?, check? }, where `value(result of run)` are the
 * numbers to be checked, or { name, kind: 'native', python: { code, run, value, threads? } }. `check(numbers)` gives { error, limit }.
 * With `ms` a run times itself: `ms(result of run)`. `extrapolated` is how many times longer the whole would take than what was run.
 * Kinds: ours, loop (plain JavaScript), peer, native. bars: { native: [name, times], peer: times, most: ms, …, who? }: our time is at
 * most `times` that of `name`; the best right peer takes at least `times` ours; ours is at most so many ms.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { measure } from './core/measure.mjs';
import { built, ours, oursIfThere } from './core/ours.mjs';
import { line, printVerdicts, verdicts } from './core/table.mjs';
import { loadPeers, peerVersions } from './peers/javascript.mjs';
import { findPython, startPython } from './peers/python.mjs';
import { indirectFigure } from './peers/indirect.mjs';
import { groups } from './workloads/index.mjs';

const [group, part, file, ...options] = process.argv.slice(2);
const quick = options.includes('--quick');
const python = findPython();
const processes = new Map();
const pythonWith = (threads) => {
  if (!processes.has(threads)) processes.set(threads, startPython(python, threads));
  return processes.get(threads);
};
const { createFuser, wasmKernels } = await ours('kernels', 'wasm/index');
const context = {
  quick,
  ours,
  oursIfThere,
  plain: await ours('kernels'),
  wasm: wasmKernels(),
  fuse: createFuser(),
  tensor: await ours('tensor'),
  peers: {},
  python: python?.versions ?? null,
};
const workloads = (await groups[group](context)).filter((w) => w.name.includes(part));
if (workloads.length === 0 || options.includes('--list')) {
  for (const { name } of workloads) console.log(`${group.padEnd(14)} ${name}`);
  process.exit(0);
}

Object.assign(context.peers, await loadPeers()); // read by `make`
const slow = quick ? 400 : 1500;
const target = quick ? 3 : 8;
const settings = { rounds: quick ? 3 : 25, target, slow, budget: Math.min(quick ? 400 : 6000, (quick ? 6000 : 40_000) / workloads.length) };
const machine = {
  node: process.version,
  cpu: cpus()[0]?.model,
  python: python?.versions ?? null,
  note: python?.note ?? null,
  built,
  peers: peerVersions(),
};
console.log(
  `\n${group}: Node ${process.version}, ${machine.cpu}, ${built ? 'built packages' : 'sources'}; ${
    python
      ? Object.entries(python.versions)
          .map(([k, v]) => `${k} ${v ?? '-'}`)
          .join(', ')
      : 'no Python'
  }${quick ? '; quick: figures are rough' : ''}`,
);
if (python?.note) console.log(python.note);
console.log(`ms per call, one thread unless said\n${line(['workload', 'who', 'minimum', 'median', '× ours', 'GFLOP/s', 'error'])}`);

/** One call: whether it is right, and what it took. */
async function attempt(candidate, check) {
  const { run, value = (r) => r, ms: ownTime, python: script } = candidate;
  if (script) {
    const process = pythonWith(script.threads ?? 1);
    const { ms, value: numbers } = await process.value(script.code, script.run, script.value ?? 'out');
    return { ...check(numbers), first: ms, time: () => process.time(script.code, script.run, target) };
  }
  const start = performance.now();
  const result = await run();
  const first = ownTime ? ownTime(result) : performance.now() - start;
  return { ...check(await value(result)), first, ...(ownTime ? { time: async () => ownTime(await run()) } : null) };
}

const began = performance.now();
const results = [];
for (const workload of workloads) {
  const { candidates, check } = await workload.make();
  const right = [];
  const failed = [];
  for (const c of candidates) {
    if (c.python && !(python && (c.name.startsWith('PyTorch') ? python.versions.torch : python.versions.numpy))) {
      const indirect = c.anchor && python ? await indirectFigure(pythonWith(1), c.anchor) : null;
      if (indirect !== null) right.push({ ...c, name: `${c.name} (indirect)`, error: NaN, time: async () => indirect, first: indirect });
      continue;
    }
    try {
      const tried = await attempt(c, c.check ?? check);
      if (tried.error <= tried.limit) right.push({ ...c, ...tried });
      else failed.push({ name: c.name, wrong: `WRONG: error ${tried.error.toExponential(1)}, allowed ${tried.limit.toExponential(1)}` });
    } catch (error) {
      failed.push({
        name: c.name,
        wrong: `fails: ${String(error.message ?? error)
          .split('\n')[0]
          .slice(0, 140)}`,
      });
    }
  }
  const rows = await measure(right, settings);
  const own = rows.find((r) => r.name === 'adjoint') ?? rows.find((r) => r.kind === 'ours');
  for (const r of rows) {
    r.ratio = own ? r.minimum / own.minimum : NaN;
    r.gflops = workload.flops ? workload.flops / r.minimum / 1e6 : undefined;
    console.log(
      line([
        workload.name,
        `${r.name}${r.extrapolated ? ' ×' : ''}`,
        r.minimum.toPrecision(4),
        r.once ? '(1 run)' : r.median.toPrecision(4),
        r.ratio.toFixed(2),
        r.gflops?.toFixed(1) ?? '',
        r.error === 0 ? '0' : r.error.toExponential(0),
      ]),
    );
  }
  for (const f of failed) console.log(line([workload.name, f.name, f.wrong]));
  const bars = verdicts(workload.bars, rows, own);
  printVerdicts(bars);
  for (const c of candidates) c.dispose?.();
  results.push({
    workload: workload.name,
    failed,
    bars,
    rows: rows.map(({ name, kind, minimum, median, ratio, gflops, error, once, runs, extrapolated }) => ({
      name,
      kind,
      minimum,
      median,
      ratio,
      gflops,
      error,
      runs,
      ...(once ? { once } : null),
      ...(extrapolated ? { extrapolated } : null),
    })),
  });
}
for (const p of processes.values()) p.stop();
const seconds = (performance.now() - began) / 1000;
console.log(
  `${group}: ${seconds.toFixed(1)} s${results.some((r) => r.rows.some((x) => x.extrapolated)) ? '; × extrapolated from fewer batches' : ''}`,
);
writeFileSync(file, JSON.stringify({ group, seconds, machine, workloads: results }));
process.exit(0);
