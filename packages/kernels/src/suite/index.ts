/* Tests that any set of kernels must pass; they take the test runner as an argument. */
export { kernelsSuite, type SuiteOptions, type TestRunner } from './kernels-suite.ts';
