/** A Python process with NumPy on one thread, or null. */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export function startNumPy() {
  const probe = spawnSync('python3', ['-c', 'import numpy; print(numpy.__version__)'], { encoding: 'utf8' });
  if (probe.status !== 0) return null;
  const one = { OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
  const child = spawn('python3', [fileURLToPath(new URL('numpy-process.py', import.meta.url))], { env: { ...process.env, ...one }, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    version: probe.stdout.trim(),
    /** [ms per call, sum of `out`] */
    async run(code, run) {
      child.stdin.write(`${JSON.stringify({ code, run })}\n`);
      const { value } = await lines.next();
      return JSON.parse(value);
    },
    stop() { child.stdin.end(); },
  };
}
