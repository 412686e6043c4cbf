// Suites: make a test of each case, with any test runner.
export { optimizerSuite, type OptimizerSuiteOptions } from './optimizer-suite.ts';
export { solverSuite, type SolverSuiteOptions } from './solver-suite.ts';
export { samplerSuite, type SamplerSuiteOptions } from './sampler-suite.ts';
export { batchSamplerSuite, type BatchSamplerSuiteOptions } from './batch-sampler-suite.ts';
export { kernelsSuite, type KernelsSuiteOptions } from './kernels-suite.ts';

// The cases themselves, for programs.
export { faultsOf, type Case, type Runner } from './case.ts';
export { optimizerCases } from './optimizer-suite.ts';
export { solverCases } from './solver-suite.ts';
export { samplerCases } from './sampler-suite.ts';
export { batchSamplerCases } from './batch-sampler-suite.ts';
export { kernelsCases } from './kernels-suite.ts';

// Plugins that are wrong in one way each: what a suite must find.
export { optimizerMutants, rightOptimizer } from './mutants/optimizers.ts';
export { rightSolver, solverMutants } from './mutants/solvers.ts';
export { rightSampler, samplerMutants } from './mutants/samplers.ts';
export { batchSamplerMutants, rightBatchSamplers } from './mutants/batch-samplers.ts';
export { kernelsMutants, rightKernels } from './mutants/kernels.ts';
