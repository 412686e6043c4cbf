/** The suite of the kernels and the threads in Chromium: shared memory in a page with cross-origin isolation, a clear refusal without. */
import { existsSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HERE } from './workspace.ts';

const browser = [process.env.ADJOINT_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (p) => p !== undefined && existsSync(p),
);

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

let chrome: Browser;
let server: Server;
beforeAll(async () => {
  if (browser === undefined) return;
  const bundled = async (contents: string): Promise<string> =>
    (
      await build({
        stdin: { contents, resolveDir: HERE },
        bundle: true,
        format: 'esm',
        platform: 'browser',
        conditions: ['@adjoint/source'],
        write: false,
        logLevel: 'silent',
      })
    ).outputFiles[0].text;
  const scripts: Readonly<Record<string, string>> = {
    '/page.js': await bundled(PAGE),
    '/worker.js': await bundled("import '@adjoint/kernels/threads/worker';"),
  };
  server = createServer((request, response) => {
    const [path] = (request.url ?? '/').split('?');
    const script = scripts[path];
    if (path !== '/open') {
      response.setHeader('cross-origin-opener-policy', 'same-origin');
      response.setHeader('cross-origin-embedder-policy', 'require-corp');
    }
    response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript');
    response.end(script ?? '<!doctype html><script type="module" src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  chrome = await chromium.launch({ executablePath: browser, args: ['--no-sandbox', '--disable-gpu'] });
}, 60_000);
afterAll(async () => {
  await chrome?.close();
  server?.close();
});

async function ask(path: string): Promise<Answer> {
  const page = await chrome.newPage();
  const faults: string[] = [];
  page.on('pageerror', (e) => faults.push(e.message));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  await page.waitForFunction('globalThis.answer !== undefined', undefined, { timeout: 20_000 }).catch(() => undefined);
  expect(faults).toEqual([]);
  return page.evaluate<Answer>('globalThis.answer');
}

test.skipIf(browser === undefined)(
  'a page with cross-origin isolation passes the suite, on one thread and on three',
  async () => {
    const { isolated, ran, failed, threads, refusal, closed } = await ask('/isolated');
    expect({ isolated, failed, threads, refusal, closed }).toEqual({ isolated: true, failed: [], threads: 3, refusal: '', closed: true });
    expect(ran).toBeGreaterThan(150);
  },
  240_000,
);

test.skipIf(browser === undefined)(
  'a page without passes it on one thread, and is told what the threads need',
  async () => {
    const { isolated, failed, threads, refusal } = await ask('/open');
    expect({ isolated, failed, threads }).toEqual({ isolated: false, failed: [], threads: 0 });
    expect(refusal).toMatch(/Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp/);
  },
  240_000,
);
