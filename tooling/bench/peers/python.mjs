/**
 * A Python process with NumPy, and PyTorch where there is one, on a given number of threads.
 *
 * The interpreter is $ADJOINT_PYTHON, or the first of `python3` and `/usr/bin/python3` that has PyTorch, or else NumPy.
 * An OpenBLAS that does not know the processor falls back to kernels of 2004 ("Prescott"), a fifth of its speed: then it is
 * told which ones to use.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('python-process.py', import.meta.url));
const threadsOf = (threads) => Object.fromEntries(['OPENBLAS', 'OMP', 'MKL'].map((x) => [`${x}_NUM_THREADS`, String(threads)]));

function probe(command, env) {
  const { status, stdout } = spawnSync(command, [script, '1'], { encoding: 'utf8', input: '', env, timeout: 60_000 });
  try {
    return status === 0 ? JSON.parse(stdout.split('\n')[0]) : null;
  } catch {
    return null;
  }
}

function coreType() {
  let flags = '';
  try {
    flags = readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return undefined;
  }
  return /\bavx512vl\b/.test(flags) ? 'SKYLAKEX' : /\bavx2\b/.test(flags) ? 'HASWELL' : undefined;
}

/** { command, env, versions, note } or null. */
export function findPython() {
  const commands = process.env.ADJOINT_PYTHON ? [process.env.ADJOINT_PYTHON] : ['python3', '/usr/bin/python3'];
  const found = commands
    .map((command) => ({ command, env: process.env, versions: probe(command, process.env) }))
    .filter((p) => p.versions !== null);
  const best = found.find((p) => p.versions.torch) ?? found[0];
  if (!best) return null;
  const core = coreType();
  if (!/prescott|katmai|core2|nehalem/i.test(best.versions.openblas ?? '') || core === undefined || process.env.OPENBLAS_CORETYPE)
    return best;
  const env = { ...process.env, OPENBLAS_CORETYPE: core };
  return {
    ...best,
    env,
    versions: probe(best.command, env) ?? best.versions,
    note: `OpenBLAS took its kernels for ${best.versions.openblas}: told to use ${core}`,
  };
}

export function startPython(found, threads) {
  const child = spawn(found.command, [script, String(threads)], {
    env: { ...found.env, ...threadsOf(threads) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = lines.next();
  const ask = async (request) => {
    await first;
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error('the Python process ended');
    const answer = JSON.parse(value);
    if (answer.error) throw new Error(answer.error);
    return answer;
  };
  return {
    /** ms of one call */
    time: async (code, run, target) => (await ask({ code, run, target })).ms,
    /** { ms, value }: ms of a first call, and the numbers of an expression behind it */
    async value(code, run, expression) {
      const { ms, value } = await ask({ code, run, value: expression });
      const bytes = Buffer.from(value, 'base64');
      return { ms, value: new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)) };
    },
    stop() {
      child.stdin.end();
    },
  };
}
