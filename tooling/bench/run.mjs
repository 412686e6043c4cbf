/** pnpm bench [filter]: prints a table and writes results.json. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { measure } from './measure.mjs';
import { built, ours } from './ours.mjs';
import { loadPeers } from './peers/javascript.mjs';
import { startNumPy } from './peers/numpy.mjs';
import { groups } from './workloads/index.mjs';

if (!built && !process.execArgv.includes('--conditions=@adjoint/source')) {
  // sources: packages find each other's sources too
  const again = spawnSync(process.execPath, ['--conditions=@adjoint/source', fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exit(again.status ?? 1);
}

const filter = process.argv[2] ?? '';
const { createFuser, wasmKernels } = await ours('kernels', 'wasm/index');
const context = { plain: await ours('kernels'), wasm: wasmKernels(), fuse: createFuser(), tensor: await ours('tensor'), peers: await loadPeers() };
const numpy = startNumPy();
const workloads = (await Promise.all(Object.values(groups).map((group) => group(context)))).flat().filter((w) => w.name.includes(filter));
const rows = [];

console.log(`Node ${process.version}, NumPy ${numpy?.version ?? 'not found'}, ${built ? 'built packages' : 'sources'}; ms per call, one thread`);
console.log(`${'workload'.padEnd(36)} ${'who'.padEnd(20)} ${'minimum'.padStart(10)} ${'median'.padStart(10)} ${'× ours'.padStart(8)} ${'GFLOP/s'.padStart(8)}`);
for (const workload of workloads) {
  const { candidates, check, numpy: script, numpyCheck } = workload.make();
  const right = [];
  for (const c of candidates) {
    let ok = false;
    try { const r = c.run(); ok = check(c.value ? c.value(r) : r); } catch (error) { console.log(`${workload.name}: ${c.name} threw: ${error.message}`); continue; }
    if (ok) right.push(c);
    else console.log(`${workload.name}: ${c.name} gives a wrong answer and is not timed`);
  }
  if (numpy) {
    const [, value] = await numpy.run(...script);
    if (numpyCheck(value)) right.push({ name: 'NumPy', time: async () => (await numpy.run(...script))[0] });
    else console.log(`${workload.name}: NumPy disagrees and is not timed`);
  }
  const results = await measure(right);
  const own = results.find((r) => r.name === 'adjoint');
  for (const r of results) {
    const ratio = own ? r.minimum / own.minimum : NaN, gflops = workload.flops ? workload.flops / r.minimum / 1e6 : undefined;
    rows.push({ workload: workload.name, ...r, ratio, gflops });
    console.log(`${workload.name.padEnd(36)} ${r.name.padEnd(20)} ${r.minimum.toPrecision(4).padStart(10)} ${r.median.toPrecision(4).padStart(10)} ${ratio.toFixed(2).padStart(8)} ${(gflops?.toFixed(1) ?? '').padStart(8)}`);
  }
}
numpy?.stop();
writeFileSync(new URL('results.json', import.meta.url), `${JSON.stringify({ node: process.version, numpy: numpy?.version ?? null, built, rows }, null, 1)}\n`);
