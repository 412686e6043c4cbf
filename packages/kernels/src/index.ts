export type {
  AnyArray,
  BinaryKernel,
  BinaryName,
  ChoiceKernel,
  ChoiceKernels,
  Epilogue,
  Floats,
  GemmKernel,
  Integers,
  Kernels,
  ReductionKernel,
  ReductionName,
  ScanKernel,
  ScanName,
  SoftmaxKernel,
  SoftmaxKernels,
  UnaryKernel,
  UnaryName,
} from './contract.ts';
export { BINARY_NAMES, COMPARISON_NAMES, REDUCTION_NAMES, SCAN_NAMES, TRUTH_NAMES, UNARY_NAMES } from './kernel-names.ts';
export type { ConvolutionKernels, ConvolutionShape, PoolShape, WindowShape } from './convolution-contract.ts';
export type { DenseKernels, ResidentBlas, ResidentSystems } from './dense-contract.ts';

/* scalar functions, deterministic on every machine */
export * as math from './math/index.ts';

/* the kernels of the plain tier, by the names of the contract */
export * from './plain.ts';

/* softmax from the kernels of a set, for sets without one */
export { logSoftmaxBy, softmaxBy } from './reduce/softmax.ts';

/* what a product may do to its elements, for sets of kernels whose gemm does not */
export { applyEpilogue } from './blas/epilogue.ts';

/* convolution and pooling of images, beyond the contract */
export * as convolution from './convolution/index.ts';
