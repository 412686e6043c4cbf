/** A changed stream is a breaking change: these draws may only change with a major version. */
import { expect, test } from 'vitest';
import { readReference } from '@adjoint/reference-data';
import { tensor } from '@adjoint/tensor';
import {
  type Key,
  beta,
  binomial,
  bits,
  categorical,
  choice,
  dirichlet,
  exponential,
  foldIn,
  gamma,
  gumbel,
  integers,
  key,
  multinomial,
  normal,
  permutation,
  poisson,
  split,
  uniform,
  vonMises,
} from './index.ts';

const draws: Record<string, (k: Key) => { data(): Iterable<number> }> = {
  split: (k) => split(k, 3)[2].words,
  foldIn: (k) => foldIn(k, 4294967295).words,
  bits: (k) => bits(k, 3),
  uniform: (k) => uniform(k, 3),
  uniform32: (k) => uniform(k, 3, { dtype: 'float32' }),
  normal: (k) => normal(k, 3),
  exponential: (k) => exponential(k, 3),
  gumbel: (k) => gumbel(k, 3),
  integers: (k) => integers(k, 3, -1000000000, 1000000000),
  permutation: (k) => permutation(k, 6),
  choice: (k) => choice(k, 5, 4, { weights: [1, 2, 3, 4, 5] }),
  choiceWithout: (k) => choice(k, 5, 4, { weights: [1, 2, 3, 4, 5], replace: false }),
  categorical: (k) => categorical(k, tensor([0, 1, 2]), 4),
  gammaSmall: (k) => gamma(k, 0.2, 3),
  gamma: (k) => gamma(k, 7, 3),
  beta: (k) => beta(k, 2, 0.5, 3),
  dirichlet: (k) => dirichlet(k, tensor([1, 2])),
  vonMises: (k) => vonMises(k, 3, 3),
  poissonSmall: (k) => poisson(k, 3, 4),
  poisson: (k) => poisson(k, 300, 4),
  binomialSmall: (k) => binomial(k, 9, 0.4, 4),
  binomial: (k) => binomial(k, 900, 0.4, 4),
  multinomial: (k) => multinomial(k, 30, tensor([1, 2, 3])),
};
const current = Object.fromEntries(
  (['threefry2x32', 'philox4x32'] as const).map((generator) => [
    generator,
    Object.fromEntries(Object.entries(draws).map(([name, draw]) => [name, Array.from(draw(key(20260101, { generator })).data())])),
  ]),
);
const golden = readReference<typeof current>('random/golden-streams.json');

test.each(['threefry2x32', 'philox4x32'] as const)('the streams of %s have not changed', (generator) => {
  expect(Object.keys(golden[generator])).toEqual(Object.keys(current[generator]));
  for (const name of Object.keys(draws)) expect(current[generator][name], name).toEqual(golden[generator][name]);
});
