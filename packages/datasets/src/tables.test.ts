import { expect, test } from 'vitest';
import { cars } from './cars.ts';
import { digits } from './digits.ts';
import { iris } from './iris.ts';
import { longley } from './longley.ts';
import { penguins } from './penguins.ts';

const column = (x: { shape: readonly number[]; data(): ArrayLike<number> }, j: number): number[] => {
  const d = x.data();
  return Array.from({ length: x.shape[0] }, (_, i) => d[i * x.shape[1] + j]);
};
const mean = (v: readonly number[]): number => v.reduce((s, x) => s + x, 0) / v.length;

test('iris has 50 flowers of each species, and the means that Fisher printed', () => {
  const { features, labels, classNames } = iris();
  expect(features.shape).toEqual([150, 4]);
  const y = [...labels.data()];
  expect([0, 1, 2].map((c) => y.filter((l) => l === c).length)).toEqual([50, 50, 50]);
  expect(classNames).toEqual(['setosa', 'versicolor', 'virginica']);
  // Fisher (1936), table II: means of setosa 5.006 3.428 1.462 0.246, versicolor 5.936 2.770 4.260 1.326
  const setosa = (j: number): number => mean(column(features, j).slice(0, 50));
  const versicolor = (j: number): number => mean(column(features, j).slice(50, 100));
  for (const [j, m] of [5.006, 3.428, 1.462, 0.246].entries()) expect(setosa(j)).toBeCloseTo(m, 10);
  for (const [j, m] of [5.936, 2.77, 4.26, 1.326].entries()) expect(versicolor(j)).toBeCloseTo(m, 10);
});

test('penguins: 342 measured birds of 344, 151 Adelie, 68 Chinstrap and 123 Gentoo', () => {
  const { features, labels, classNames, sex, island, year } = penguins();
  expect(features.shape).toEqual([342, 4]);
  expect([...features.data()].every(Number.isFinite)).toBe(true);
  const y = [...labels.data()];
  expect(classNames.map((_, c) => y.filter((l) => l === c).length)).toEqual([151, 68, 123]);
  expect(classNames).toEqual(['Adelie', 'Chinstrap', 'Gentoo']);
  expect(island.names).toEqual(['Biscoe', 'Dream', 'Torgersen']);
  expect([...sex.codes.data()].filter((c) => c < 0)).toHaveLength(9);
  expect(new Set(year.data())).toEqual(new Set([2007, 2008, 2009]));
  expect(penguins({ missing: 'keep' }).features.shape).toEqual([344, 4]);
});

test('Longley: the certified coefficients leave the certified residual deviation', () => {
  const { design, targets, certifiedCoefficients, certifiedResidualDeviation } = longley();
  const X = design.data();
  const y = targets.data();
  const b = certifiedCoefficients.data();
  let squares = 0;
  for (let i = 0; i < 16; i++) {
    let fit = 0;
    for (let j = 0; j < 7; j++) fit += X[7 * i + j] * b[j];
    squares += (y[i] - fit) ** 2;
  }
  // terms of 3.5e6 with 15 digits leave an error of about 1e-8 in residuals of 300
  expect(Math.sqrt(squares / 9) / certifiedResidualDeviation).toBeCloseTo(1, 9);
});

test('cars: 392 with every value of 406; the least squares line of consumption by horsepower is the known one', () => {
  const { features, names, origin } = cars();
  expect(features.shape).toEqual([392, 7]);
  expect(cars({ missing: 'keep' }).features.shape).toEqual([406, 7]);
  expect(names[0]).toBe('chevrolet chevelle malibu');
  expect(origin.names).toEqual(['Europe', 'Japan', 'USA']);
  const mpg = column(features, 0);
  const hp = column(features, 3);
  const a = mean(hp);
  const b = mean(mpg);
  const slope = hp.reduce((s, h, i) => s + (h - a) * (mpg[i] - b), 0) / hp.reduce((s, h) => s + (h - a) ** 2, 0);
  // James, Witten, Hastie, Tibshirani, "An introduction to statistical learning", lab on the Auto data: 39.936 − 0.1578·horsepower
  expect(slope).toBeCloseTo(-0.1578, 4);
  expect(b - slope * a).toBeCloseTo(39.936, 3);
});

test('digits: 1797 pictures of 64 pixels from 0 to 1, with the published numbers of each class', () => {
  const { images, labels } = digits();
  const y = [...labels.data()];
  expect(images.shape).toEqual([1797, 64]);
  expect(Array.from({ length: 10 }, (_, c) => y.filter((l) => l === c).length)).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
  expect([...images.data()].every((v) => v >= 0 && v <= 1 && Number.isInteger(16 * v))).toBe(true);
  expect([...images.at(0).data()].slice(0, 8).map((v) => 16 * v)).toEqual([0, 0, 5, 13, 9, 1, 0, 0]);
});

test('every set names its licence and source', () => {
  for (const set of [iris(), penguins(), longley(), cars(), digits()]) {
    expect(set.licence).toMatch(/CC|public domain|BSD/);
    expect(set.source.length).toBeGreaterThan(20);
  }
});
