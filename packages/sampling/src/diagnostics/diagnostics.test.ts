import { describe, expect, test } from 'vitest';
import { listReference, readReference } from '@adjoint/reference-data';
import { stack, tensor } from '@adjoint/tensor';
import { normal as draw, key } from '@adjoint/random';
import { certifyDraws, rHat, summarizeDraws } from '../index.ts';

interface Case {
  name: string;
  draws: number[][];
  rhat: number;
  rhat_basic: number;
  ess_bulk: number;
  ess_tail: number;
  ess_mean: number;
  ess_sd: number;
  ess_quantile: Record<string, number>;
  mcse_mean: number;
  mcse_sd: number;
  mcse_quantile: Record<string, number>;
}

describe.each(
  listReference('sampling/diagnostics')
    .filter((f) => f.endsWith('.json'))
    .map((f) => readReference<Case>(`sampling/diagnostics/${f}`)),
)('$name', (c) => {
  // The draws of 'scale_1e8', at 1e8 with unit spread, were written with 15 digits after the reference had been made: they are
  // off by up to 5e-7 from 1e8 on, 5e-8 below
  const tolerance = c.name === 'scale_1e8' ? 1e-6 : 1e-10;
  const s = summarizeDraws(tensor(c.draws))[0];
  const near = (ours: number, theirs: number, stored = 0): void => {
    expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(tolerance * Math.abs(theirs) + stored);
  };
  test('R̂', () => {
    near(s.rHat, c.rhat);
    near(s.basicRHat, c.rhat_basic);
  });
  test('bulk, tail and mean ESS', () => {
    near(s.bulk, c.ess_bulk);
    near(s.tail, c.ess_tail);
    near(s.mean.effectiveDraws, c.ess_mean);
  });
  test('sd', () => {
    near(s.standardDeviation.effectiveDraws, c.ess_sd);
    near(s.standardDeviation.standardError, c.mcse_sd);
  });
  test('mean error', () => {
    near(s.mean.standardError, c.mcse_mean);
  });
  test.each([0.05, 0.25, 0.5, 0.75, 0.95])('quantile %d', (p) => {
    near(s.quantile(p).effectiveDraws, c.ess_quantile[p]);
    near(s.quantile(p).standardError, c.mcse_quantile[p], c.name === 'scale_1e8' ? 5e-7 : 0);
  }); // half the difference of two draws
});

test('independent chains hold', () => {
  const c = certifyDraws(draw(key(1), [4, 500]));
  expect([c.verdict, c.strength, c.claim]).toEqual(['holds', 'evidence', 'draws-represent-target']);
});

test('chains in different places, of different scale, stuck, or with divergences fail', () => {
  const x = draw(key(2), [4, 500]);
  const shift = tensor([[0], [0], [0], [1]]);
  const failed = (c: ReturnType<typeof certifyDraws>): string[] => c.checks.filter((k) => k.verdict === 'fails').map((k) => k.id);
  expect(failed(certifyDraws(x.add(shift)))).toContain('r-hat');
  expect(failed(certifyDraws(x.mul(shift.mul(9).add(1))))).toContain('r-hat'); // the means agree
  expect(failed(certifyDraws(x.cumsum(1)))).toContain('ess-bulk');
  expect(failed(certifyDraws(x.mul(0)))).toEqual(expect.arrayContaining(['ess-bulk', 'ess-tail']));
  expect(failed(certifyDraws(x, { divergences: 3 }))).toEqual(['divergences']);
});

test('of several quantities the worst one decides', () => {
  const good = draw(key(3), [4, 500]);
  const bad = good.add(tensor([[0], [0], [0], [2]]));
  expect(certifyDraws(stack([good, good], 2)).verdict).toBe('holds');
  expect(certifyDraws(stack([good, bad], 2)).verdict).toBe('fails');
  expect(rHat(stack([good, bad], 2))).toBe(rHat(bad));
});

test('wrong draws are named', () => {
  expect(() => rHat(tensor([1, 2, 3, 4]))).toThrow(/shape \[4\]/);
  expect(() => rHat(tensor([[1, 2, 3]]))).toThrow(/1 chains of 3 draws/);
  expect(() =>
    rHat(
      tensor([
        [1, 2, 3, 4],
        [1, 2, NaN, 4],
      ]),
    ),
  ).toThrow(/draw 2 of chain 1 is NaN/);
});

test('draws far from 0 and of any size lose nothing: their deviations are exact', () => {
  // multiples of 2⁻²⁴ within ±8, which 1e8 + x holds without rounding
  const x = draw(key(6), [4, 250])
    .mul(2 ** 24)
    .round()
    .mul(2 ** -24);
  const at = (scale: number, shift: number): readonly number[] => {
    const s = summarizeDraws(x.add(shift).mul(scale))[0];
    const errors = [s.mean.standardError, s.standardDeviation.value, s.standardDeviation.standardError, s.quantile(0.3).standardError];
    return [
      ...errors.map((e) => e / scale),
      s.mean.effectiveDraws,
      s.standardDeviation.effectiveDraws,
      s.rHat,
      s.basicRHat,
      s.bulk,
      s.tail,
    ];
  };
  expect(at(1, 2 ** 26)).toEqual(at(1, 0));
  expect(at(1, -1e8)).toEqual(at(1, 0));
  expect(at(2 ** 1000, 0)).toEqual(at(1, 0));
  expect(at(2 ** -990, 2 ** 20)).toEqual(at(1, 0));
  expect(summarizeDraws(x.add(2 ** 26))[0].mean.value).toBe(2 ** 26 + summarizeDraws(x)[0].mean.value);
});

test('location and scale do not matter to ranks', () => {
  const x = draw(key(4), [2, 200]);
  expect(rHat(x.mul(1e200))).toBeCloseTo(rHat(x), 10);
  expect(summarizeDraws(x.mul(2 ** 600))[0].bulk).toBe(summarizeDraws(x)[0].bulk);
});
