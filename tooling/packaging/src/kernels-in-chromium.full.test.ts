/** The suite of the kernels and the threads in Chromium: shared memory in a page with cross-origin isolation, a clear refusal without. */
import { beforeAll, expect, test } from 'vitest';
import { BROWSER, askPage, bundleForBrowser } from './chromium.ts';

/** A runner that keeps the names of what fails; the page answers with them and with what the pool did. */
const PAGE = `
import { kernelsSuite, sharedProductsSuite } from '@adjoint/kernels/suite';
import { createThreadPool } from '@adjoint/kernels/threads';
import { wasmKernels } from '@adjoint/kernels/wasm';

const failed = [];
let ran = 0;
const fault = (what, message) => { throw new Error(message ?? what); };
const expect = (value, message) => ({
  toBe: (e) => { if (!Object.is(value, e)) fault('toBe', message); },
  toBeLessThanOrEqual: (b) => { if (!(value <= b)) fault('toBeLessThanOrEqual', message); },
  toThrow: (E) => { let error; try { value(); } catch (e) { error = e; } if (!(error instanceof E)) fault('toThrow', message); },
});
const runner = { expect, test: (name, body) => { ran++; try { body(); } catch (e) { failed.push(name + ': ' + e.message); } } };

async function answer() {
  kernelsSuite(runner, wasmKernels());
  kernelsSuite(runner, wasmKernels({ deterministic: true }), { exact: true });
  const result = { isolated: globalThis.crossOriginIsolated, ran, failed, threads: 0, refusal: '', closed: false };
  const worker = () => new Worker('/worker.js', { type: 'module' });
  try {
    const pool = await createThreadPool([worker(), worker()], { threshold: 4000, adaptive: false });
    result.threads = pool.threads;
    sharedProductsSuite(runner, pool.kernels, wasmKernels());
    await pool.close();
    const c = new Float64Array(1);
    pool.kernels.gemm(false, false, 1, 1, 1, 1, c, 0, 1, c, 0, 1, 0, c, 0, 1);
    result.closed = true;
  } catch (e) { result.refusal = e.message; }
  return { ...result, ran };
}
globalThis.answer = answer();
`;
interface Answer {
  readonly isolated: boolean;
  readonly ran: number;
  readonly failed: readonly string[];
  readonly threads: number;
  readonly refusal: string;
  readonly closed: boolean;
}

let scripts: Readonly<Record<string, string>>;
beforeAll(async () => {
  scripts = { '/page.js': await bundleForBrowser(PAGE), '/worker.js': await bundleForBrowser("import '@adjoint/kernels/threads/worker';") };
});

const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
async function ask(headers: Readonly<Record<string, string>>): Promise<Answer> {
  const { answer, faults } = await askPage<Answer>({ scripts, headers });
  expect(faults).toEqual([]);
  return answer;
}

test.skipIf(BROWSER === undefined)(
  'a page with cross-origin isolation passes the suite, on one thread and on three',
  async () => {
    const { isolated, ran, failed, threads, refusal, closed } = await ask(ISOLATED);
    expect({ isolated, failed, threads, refusal, closed }).toEqual({ isolated: true, failed: [], threads: 3, refusal: '', closed: true });
    expect(ran).toBeGreaterThan(150);
  },
  240_000,
);

test.skipIf(BROWSER === undefined)(
  'a page without passes it on one thread, and is told what the threads need',
  async () => {
    const { isolated, failed, threads, refusal } = await ask({});
    expect({ isolated, failed, threads }).toEqual({ isolated: false, failed: [], threads: 0 });
    expect(refusal).toMatch(/Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp/);
  },
  240_000,
);
