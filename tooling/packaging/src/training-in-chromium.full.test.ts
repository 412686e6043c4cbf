/** Training in Chromium: in a worker, so that the page never waits, and on the page itself, which still breathes. */
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

/** Both threads make the same training of a request: a small convolutional network, on kernels that give the same bits anywhere. */
const MAKE = `
import { adam, conv2d, flatten, linear, maxPool, relu, sequential, serveTraining, softmaxCrossEntropy, train, trainInWorker } from '@adjoint/nn';
import { wasmKernels } from '@adjoint/kernels/wasm';
import { key, uniform } from '@adjoint/random';
import { shuffle } from '@adjoint/sampling';
import { tensor } from '@adjoint/tensor';

const model = sequential(conv2d(1, 8, 3), relu(), maxPool(2), conv2d(8, 16, 3), relu(), maxPool(2), flatten(), linear(400, 4));
const n = 512, y = tensor(Int32Array.from({ length: n }, (_, i) => i % 4), 'int32');
const x = uniform(key(1), [n, 1, 28, 28], { dtype: 'float32' }).add(y.astype('float32').mul(0.2).reshape([n, 1, 1, 1]));
const kernels = wasmKernels({ deterministic: true });
const make = ({ seed, epochs }) => ({ model, loss: softmaxCrossEntropy, data: { x, y }, optimizer: adam({ learningRate: 0.003 }), batchSampler: shuffle(), key: key(seed), epochs, batchSize: 64, kernels, compile: true });
`;
const WORKER = `${MAKE}
serveTraining(self, make);
`;
const PAGE = `${MAKE}
const hash = (bytes) => { let h = 0; for (const b of bytes) h = Math.imul(h ^ b, 0x01000193) >>> 0; return h; };
const file = async (events) => { let last; const seen = []; for await (const e of events) { seen.push(e.type); last = e; } return { last, seen }; };

/** The longest time between two turns of the page while work goes on, in ms. */
async function watched(work) {
  let longest = 0, last = performance.now(), frames = 0, going = true;
  const turn = () => { const now = performance.now(); longest = Math.max(longest, now - last); last = now; if (going) setTimeout(turn, 0); };
  const frame = () => { frames++; if (going) requestAnimationFrame(frame); };
  turn(); frame();
  const result = await work();
  going = false;
  return { result, longest, frames };
}

async function answer() {
  const worker = new Worker('/worker.js', { type: 'module' });
  for await (const e of trainInWorker(worker, { seed: 0, epochs: 1 })) if (e.type === 'step') break; // loaded and compiled
  const away = await watched(() => file(trainInWorker(worker, { seed: 1, epochs: 6 })));
  const stop = new AbortController();
  let aborted;
  for await (const e of trainInWorker(worker, { seed: 1, epochs: 6 }, { signal: stop.signal })) { if (e.type === 'epoch' && e.epoch === 2) stop.abort(); aborted = e; }
  const resumed = await file(trainInWorker(worker, { seed: 1, epochs: 6 }, { resume: aborted.checkpoint }));
  const losses = [];
  let end;
  const here = await watched(async () => { for await (const e of train(make({ seed: 1, epochs: 6 }))) { if (e.type === 'epoch') losses.push(e.loss); end = e; } });
  worker.terminate();
  const { saveCheckpoint } = await import('@adjoint/nn');
  return {
    losses, reason: away.result.last.reason, epochs: away.result.seen.filter((t) => t === 'epoch').length, abortedReason: aborted.reason,
    hashes: [away.result.last.checkpoint, resumed.last.checkpoint, saveCheckpoint(end.checkpoint)].map(hash), longestAway: away.longest, longestHere: here.longest, framesHere: here.frames,
  };
}
globalThis.answer = answer();
`;
interface Answer {
  readonly losses: readonly number[];
  readonly reason: string;
  readonly epochs: number;
  readonly abortedReason: string;
  readonly hashes: readonly number[];
  readonly longestAway: number;
  readonly longestHere: number;
  readonly framesHere: number;
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
  const scripts: Readonly<Record<string, string>> = { '/page.js': await bundled(PAGE), '/worker.js': await bundled(WORKER) };
  server = createServer((request, response) => {
    const script = scripts[request.url ?? '/'];
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

test.skipIf(browser === undefined)(
  'a worker trains to the bits of the page, can be stopped and goes on, and the page never freezes',
  async () => {
    const page = await chrome.newPage();
    const faults: string[] = [];
    page.on('pageerror', (e) => faults.push(e.message));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction('globalThis.answer !== undefined', undefined, { timeout: 20_000 }).catch(() => undefined);
    expect(faults).toEqual([]);
    const { losses, reason, epochs, abortedReason, hashes, longestAway, longestHere, framesHere } =
      await page.evaluate<Answer>('globalThis.answer');
    expect({ reason, epochs, abortedReason }).toEqual({ reason: 'finished', epochs: 6, abortedReason: 'aborted' });
    expect(losses[5]).toBeLessThan(0.5 * losses[0]);
    expect(new Set(hashes).size).toBe(1);
    // The worker leaves the page its turns; on the page itself a pause comes every 30 ms and one step, the first one longest.
    expect(longestAway).toBeLessThan(200);
    expect(longestAway).toBeLessThan(longestHere);
    expect(framesHere).toBeGreaterThan(3);
  },
  120_000,
);
