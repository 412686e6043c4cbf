import { expect, test } from 'vitest';
import { type Key, key, normal as draws } from '@adjoint/random';
import { type Tensor, tensor } from '@adjoint/tensor';
import {
  type LongWork,
  type Progress,
  annealedImportanceSample,
  bootstrapFilter,
  normal,
  populationMonteCarlo,
  randomWalkMetropolis,
  runChain,
  runChains,
} from './index.ts';

const target = normal({ mean: 1 });
const logTarget = (x: Tensor) => target.logpdf(x);
const model = {
  initial: (k: Key, n: number) => draws(k, n),
  transition: (k: Key, x: Tensor) => x.mul(0.9).add(draws(k, x.shape)),
  logLikelihood: (x: Tensor) => x.square().mul(-0.5),
  steps: 6,
};
const kernel = randomWalkMetropolis({ stepSize: 1 }).kernel({ logDensity: (x) => target.logpdf(x as Tensor) });
const work: Record<string, (options: LongWork) => unknown> = {
  annealedImportanceSample: (o) =>
    annealedImportanceSample({ target: logTarget, initial: normal(), temperatures: 6, n: 20, key: key(0), ...o }),
  populationMonteCarlo: (o) =>
    populationMonteCarlo({
      target: (x) => x.square().sum(1).mul(-0.5),
      start: draws(key(1), [4, 2]),
      rounds: 4,
      warmup: 2,
      key: key(0),
      ...o,
    }),
  bootstrapFilter: (o) => bootstrapFilter(model, { n: 20, key: key(0), ...o }),
  runChains: (o) => runChains(kernel, tensor([0, 1]), { key: key(0), draws: 3, ...o }),
};

test.each(Object.keys(work))('%s tells every step, and ends with the reason of the signal', (name) => {
  const seen: Progress[] = [];
  work[name]({
    onProgress: (p) => {
      seen.push(p);
    },
  });
  expect(seen).toEqual(Array.from({ length: 6 }, (_, t) => ({ done: t + 1, total: 6 })));

  const stop = new AbortController();
  const reason = new Error('enough');
  let steps = 0;
  expect(() =>
    work[name]({
      signal: stop.signal,
      onProgress: () => {
        if (++steps === 3) stop.abort(reason);
      },
    }),
  ).toThrow(reason);
  expect(steps).toBe(3);
  expect(() => work[name]({ signal: AbortSignal.abort(reason) })).toThrow(reason);
});

test('a chain that was stopped goes on with the draws it would have given at once', () => {
  const whole = runChain(kernel, tensor(0), { key: key(7), draws: 12, warmup: 3 });
  const stop = new AbortController();
  const first = runChain(kernel, tensor(0), {
    key: key(7),
    draws: 12,
    warmup: 3,
    signal: stop.signal,
    onProgress: ({ done }) => {
      if (done === 8) stop.abort();
    },
  });
  expect(first.draws.shape).toEqual([5]);
  expect(first.transitions).toBe(8);
  const { state, transitions } = first;
  const second = runChain(kernel, tensor(0), { key: key(7), draws: 7 }, { state, transitions });
  expect([...first.draws.data(), ...second.draws.data()]).toEqual([...whole.draws.data()]);
  expect(second.transitions).toBe(15);
  expect(runChain(kernel, tensor(0), { key: key(7), draws: 5, signal: AbortSignal.abort() }).draws.shape).toEqual([0]);
});
