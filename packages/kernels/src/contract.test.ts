import { expect, test } from 'vitest';
import * as plain from './index.ts';
import type { Kernels } from './contract.ts';

test('the plain tier fulfils the contract', () => {
  const kernels: Kernels = plain;
  expect(typeof kernels.gemm).toBe('function');
});
