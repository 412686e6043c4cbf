import { expect, test } from 'vitest';
import { createWorthSharing } from './worth-sharing.ts';

/** How many of n products are shared, when the two ways take these times. */
function sharedOf(n: number, timeOf: (shared: boolean, i: number) => number, worth = createWorthSharing()): number {
  let count = 0;
  for (let i = 0; i < n; i++) {
    const shared = worth.share();
    worth.tell(shared, timeOf(shared, i));
    if (shared) count++;
  }
  return count;
}

test('nearly all are shared while that is quicker, hardly any while it is not', () => {
  expect(sharedOf(160, (shared) => (shared ? 1 : 1.8))).toBeGreaterThan(145);
  expect(sharedOf(160, (shared) => (shared ? 1.2 : 1))).toBeLessThan(20);
});

test('slow first calls, which compile, do not count', () => {
  expect(sharedOf(160, (shared, i) => (shared ? (i < 3 ? 50 : 1) : 1.8))).toBeGreaterThan(145);
});

test('a machine that becomes busy, and free again, is noticed', () => {
  const worth = createWorthSharing();
  sharedOf(100, (shared) => (shared ? 1 : 1.8), worth);
  expect(sharedOf(160, (shared) => (shared ? 4 : 2), worth)).toBeLessThan(40);
  expect(sharedOf(800, (shared) => (shared ? 1 : 1.8), worth)).toBeGreaterThan(500);
});

test('the slower way is tried less often while it stays slower', () => {
  expect(sharedOf(1000, (shared) => (shared ? 1.2 : 1))).toBeLessThan(30);
});
