/**
 * The suite of the kernels contract: every kernel against the plain tier, at odd sizes, offsets, strides and hostile
 * values; products within their rounding bound; violations of bounds refused. Optional members are tested where offered.
 */
import type { ChoiceKernels, Kernels, SoftmaxKernels } from '../contract.ts';
import type { ConvolutionKernels } from '../convolution-contract.ts';
import type { DenseKernels } from '../dense-contract.ts';
import { blasSuite } from './blas-suite.ts';
import { choiceSuite } from './choice-suite.ts';
import { convolutionSuite } from './convolution-suite.ts';
import { denseSuite } from './dense-suite.ts';
import { elementwiseSuite } from './elementwise-suite.ts';
import { reductionSuite } from './reduction-suite.ts';
import { softmaxSuite } from './softmax-suite.ts';
import { stridedSuite } from './strided-suite.ts';
import type { SuiteOptions, TestRunner } from './test-runner.ts';

/** A set of kernels with what it may offer beyond the contract. */
export type OfferedKernels = Kernels &
  Partial<SoftmaxKernels> &
  Partial<ChoiceKernels> & { readonly dense?: DenseKernels | undefined; readonly convolution?: ConvolutionKernels | undefined };

/** Registers the tests, those of `dense`, `convolution`, softmax and `where` too where the set has them. @example kernelsSuite({ test, expect }, myKernels) */
export function kernelsSuite(runner: TestRunner, kernels: OfferedKernels, options: SuiteOptions = {}): void {
  const { dense, convolution, softmax, logSoftmax, where } = kernels;
  const wanted = (...names: readonly string[]): boolean => names.some((name) => options.only?.has(name) ?? true);
  elementwiseSuite(runner, kernels, options);
  reductionSuite(runner, kernels, options);
  blasSuite(runner, kernels, options);
  if (dense && wanted('dense')) denseSuite(runner, dense);
  if (convolution && wanted('convolution')) convolutionSuite(runner, convolution);
  if (softmax && logSoftmax && wanted('softmax', 'logSoftmax')) softmaxSuite(runner, kernels, { softmax, logSoftmax });
  if (where && wanted('where')) choiceSuite(runner, where);
  stridedSuite(runner, kernels, options);
}
