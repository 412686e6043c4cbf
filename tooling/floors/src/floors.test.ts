import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkFloors } from './check-floors.ts';

test('every package imports only from lines below its own', () => {
  expect(checkFloors(fileURLToPath(new URL('../../..', import.meta.url)))).toEqual([]);
});
