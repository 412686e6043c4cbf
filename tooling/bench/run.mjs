/**
 * pnpm bench [filter] [--quick] [--list]: prints tables and writes results.json.
 *
 * Each group of workloads/index.mjs runs in a process of its own, so that the heap of one peer does not slow the next. The
 * filter is part of the name of a group, or else of a workload.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { conditions } from './core/ours.mjs';
import { groups } from './workloads/index.mjs';

const options = process.argv.slice(2).filter((a) => a.startsWith('--'));
const [filter = ''] = process.argv.slice(2).filter((a) => !a.startsWith('--'));
const unknown = options.find((o) => !['--quick', '--list'].includes(o));
if (unknown !== undefined) {
  console.error(`unknown option ${unknown}: pnpm bench [filter] [--quick] [--list]`);
  process.exit(2);
}
const named = Object.keys(groups).filter((name) => name.includes(filter));
const runs = named.length > 0 ? named.map((name) => [name, '']) : Object.keys(groups).map((name) => [name, filter]);

const results = [];
for (const [group, part] of runs) {
  const file = join(tmpdir(), `adjoint-bench-${process.pid}-${group}.json`);
  const { status } = spawnSync(
    process.execPath,
    [
      '--no-warnings',
      '--expose-gc',
      ...conditions,
      fileURLToPath(new URL('run-group.mjs', import.meta.url)),
      group,
      part,
      file,
      ...options,
    ],
    { stdio: 'inherit' },
  );
  if (status !== 0) {
    console.error(`group ${group} failed`);
    process.exitCode = 1;
    continue;
  }
  try {
    results.push(JSON.parse(readFileSync(file, 'utf8')));
    rmSync(file);
  } catch {
    /* listed only */
  }
}
if (results.length > 0) {
  const [{ machine }] = results;
  writeFileSync(
    new URL('results.json', import.meta.url),
    `${JSON.stringify({ date: new Date().toISOString(), quick: options.includes('--quick'), machine, groups: results.map(({ group, seconds, workloads }) => ({ group, seconds, workloads })) }, null, 1)}\n`,
  );
}
