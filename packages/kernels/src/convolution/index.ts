/** Convolution and pooling of the plain tier: the names of `ConvolutionKernels`. */
export { convolve, convolveByInput, convolveByKernel } from './convolve.ts';
export { averagePool, averagePoolByInput, maxPool, maxPoolByInput } from './pool.ts';
