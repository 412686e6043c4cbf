import { describe, expect, test } from 'vitest';
import { budgets, limitOf, measure } from './budgets.ts';

describe('what an app downloads stays within its budget', () => {
  for (const b of budgets())
    test(`${b.name}: at most ${limitOf(b)} bytes`, async () => {
      expect(await measure(b)).toBeLessThanOrEqual(limitOf(b));
    });
});
