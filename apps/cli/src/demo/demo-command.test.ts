import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type DemoOptions, demo } from './demo-command.ts';
import type { DemoReport } from './report.ts';

const options: DemoOptions = {
  lang: 'en',
  seed: 0,
  optimizer: 'sgd',
  batchSampler: 'shuffle',
  sampler: 'random-walk-metropolis',
  plugin: [],
};
let lines: string[] = [];
beforeEach(() => {
  lines = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => {
    lines.push(line);
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

test.each([2, 3, 4, 5, 6, 7, 8, 9])('act %d holds, at another seed too', async (act) => {
  expect(await demo({ ...options, act }), lines.join('\n')).toBe(0);
  expect(await demo({ ...options, act, seed: 12345 }), lines.join('\n')).toBe(0);
});

test('plain lines end with the verdict table, in Korean when asked', async () => {
  await demo({ ...options, act: 8, lang: 'ko' });
  expect(lines[0]).toBe('Adjoint 시연, 시드 0');
  expect(lines.at(-1)).toMatch(/최소의 필요조건과 충분조건[\s\S]*판정: 성립/);
});

test('the JSON report is the same, and alone on the output', async () => {
  await demo({ ...options, act: 6, json: true });
  expect(lines).toHaveLength(1);
  const report = JSON.parse(lines[0]) as DemoReport;
  expect(report).toMatchObject({ version: 1, verdict: 'holds', seed: 0 });
  expect(report.acts[0].certificates.filter((c) => c.expected === 'fails').map((c) => c.certificate.verdict)).toEqual([
    'fails',
    'fails',
    'fails',
  ]);
});

test('the same seed gives the same answers', async () => {
  const answers = async (): Promise<unknown> => {
    lines = [];
    await demo({ ...options, act: 9, json: true });
    return (JSON.parse(lines[0]) as DemoReport).acts[0].findings;
  };
  expect(await answers()).toEqual(await answers());
});

test('a name that is not registered is refused before any work, with those that are', async () => {
  await expect(demo({ ...options, act: 3, optimizer: 'nope' })).rejects.toThrow(/no optimizer "nope"[\s\S]*adam/);
  expect(lines).toEqual([]);
});
