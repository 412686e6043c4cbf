/** Training in Chromium: in a worker, so that the page never waits, and on the page itself, which still breathes. */
import { expect, test } from 'vitest';
import { BROWSER, askPage, bundleForBrowser } from './chromium.ts';

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

/** The longest time between two turns of the page while work goes on, and all of it, in ms. */
async function watched(work) {
  const start = performance.now();
  let longest = 0, last = start, frames = 0, going = true;
  const turn = () => { const now = performance.now(); longest = Math.max(longest, now - last); last = now; if (going) setTimeout(turn, 0); };
  const frame = () => { frames++; if (going) requestAnimationFrame(frame); };
  turn(); frame();
  const result = await work();
  going = false;
  return { result, pauses: { longest, frames, all: performance.now() - start } };
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
    hashes: [away.result.last.checkpoint, resumed.last.checkpoint, saveCheckpoint(end.checkpoint)].map(hash), away: away.pauses, here: here.pauses,
  };
}
globalThis.answer = answer();
`;
interface Pauses {
  readonly longest: number;
  readonly all: number;
  readonly frames: number;
}
interface Answer {
  readonly losses: readonly number[];
  readonly reason: string;
  readonly epochs: number;
  readonly abortedReason: string;
  readonly hashes: readonly number[];
  readonly away: Pauses;
  readonly here: Pauses;
}

test.skipIf(BROWSER === undefined)(
  'a worker trains to the bits of the page, can be stopped and goes on, and the page never freezes',
  async () => {
    const scripts = { '/page.js': await bundleForBrowser(PAGE), '/worker.js': await bundleForBrowser(WORKER) };
    const { answer, faults } = await askPage<Answer>({ scripts });
    expect(faults).toEqual([]);
    const { losses, reason, epochs, abortedReason, hashes, away, here } = answer;
    expect({ reason, epochs, abortedReason }).toEqual({ reason: 'finished', epochs: 6, abortedReason: 'aborted' });
    expect(losses[5]).toBeLessThan(0.5 * losses[0]);
    expect(new Set(hashes).size).toBe(1);
    // The worker leaves the page its turns, 12 to 17 ms apart on two loaded cores; on the page itself a pause comes every 30 ms and
    // one step, the first one longest. A frozen page waits as long as the training takes.
    expect(away.longest).toBeLessThan(200);
    expect(away.longest).toBeLessThan(here.longest);
    expect(away.longest).toBeLessThan(away.all / 2);
    expect(here.longest).toBeLessThan(here.all / 2);
    expect(here.frames).toBeGreaterThan(3);
  },
  120_000,
);
