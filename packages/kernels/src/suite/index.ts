/* Tests that any set of kernels must pass; they take the test runner as an argument. */
export { kernelsSuite, type OfferedKernels } from './kernels-suite.ts';
export { sharedProductsSuite } from './shared-products-suite.ts';
export type { SuiteOptions, TestRunner } from './test-runner.ts';
