// Tensors
export type { Axes, Aval, NestedArray, NestedNumbers, ReduceOptions, SliceIndex, Tensor, TensorLike } from './core/tensor.ts';
export { DTYPES, allocate, isFloat, promote } from './core/dtype.ts';
export type { AnyTypedArray, DType, FloatDType, ReadonlyArrayOf, TypedArrayOf } from './core/dtype.ts';
export { broadcastShapes, normalizeAxes, normalizeAxis, sameShape, showShape, sizeOf, stridesOf } from './core/shape.ts';
export type { Shape } from './core/shape.ts';

// Creation
export { adoptBuffer, tensor } from './creation/tensor.ts';
export { arange, eye, full, linspace, ones, onesLike, zeros, zerosLike } from './creation/constants.ts';
export { asTensor, isTensor, scalar } from './core/as-tensor.ts';
export { astype } from './elementwise/astype.ts';

// Arithmetic and comparison
export {
  abs,
  add,
  clamp,
  div,
  maximum,
  minimum,
  mul,
  neg,
  pow,
  reciprocal,
  relu,
  remainder,
  sign,
  sqrt,
  square,
  sub,
} from './elementwise/arithmetic.ts';
export { ceil, floor, round } from './elementwise/rounding.ts';
export { and, equal, greater, greaterEqual, less, lessEqual, notEqual, or, xor } from './elementwise/comparison.ts';
export { isFinite, isNaN, not } from './elementwise/logical.ts';
export { where } from './elementwise/where.ts';
export { stopGradient } from './elementwise/stop-gradient.ts';

// Elementwise functions
export { exp, expm1, log, log1p, sigmoid, softplus, xlogy } from './elementwise/exponential.ts';
export { acos, asin, atan, atan2, cos, hypot, sin, tan } from './elementwise/trigonometric.ts';
export { acosh, asinh, atanh, cosh, sinh, tanh } from './elementwise/hyperbolic.ts';
export { besselJ, digamma, erf, erfc, erfinv, lambertW, lgamma, logNdtr, polygamma } from './elementwise/special.ts';

// Reductions
export { sum } from './reduce/sum.ts';
export { prod } from './reduce/prod.ts';
export { mean, std, variance } from './reduce/statistics.ts';
export { max, min } from './reduce/extrema.ts';
export { logSumExp } from './reduce/log-sum-exp.ts';
export { logSoftmax, softmax } from './reduce/softmax.ts';
export { all, any } from './reduce/all-any.ts';
export { argmax, argmin } from './reduce/arg-extrema.ts';
export { cumprod, cumsum } from './reduce/cumulative.ts';

// Shape
export { reshape } from './shape/reshape.ts';
export { mT, moveAxis, swapAxes, transpose } from './shape/transpose.ts';
export { broadcastTo } from './shape/broadcast-to.ts';
export { sumTo } from './shape/sum-to.ts';
export { expandDims, squeeze } from './shape/expand-dims.ts';
export { narrow, place, slice } from './shape/slice.ts';
export { concat, split, stack } from './shape/concat.ts';
export { flip } from './shape/flip.ts';
export { pad } from './shape/pad.ts';
export { repeat, tile } from './shape/tile.ts';

// Indexing and order
export { gather, scatterAdd } from './index/gather.ts';
export { takeAlongAxis } from './index/take-along-axis.ts';
export { argsort, sort } from './index/sort.ts';
export { diagonal, diagonalMatrix, trace } from './index/diagonal.ts';
export { lowerTriangle, upperTriangle } from './index/triangle.ts';

// Products
export { matmul } from './matmul/matmul.ts';
export { dot, outer } from './matmul/dot.ts';
export { tensordot } from './matmul/tensordot.ts';
export { einsum } from './matmul/einsum.ts';

// Sparse
export { cscMatrix } from './sparse/csc-matrix.ts';
export type { CscMatrix } from './sparse/csc-matrix.ts';

// Trees
export { OPAQUE, flatten, leafPaths, sameStructure, unflatten } from './trees/tree.ts';
export type { Leaves, Loose, Opaque, TreeDef } from './trees/tree.ts';
export { treeLeaves, treeMap } from './trees/tree-map.ts';

// Certificates
export type { Certificate, Check, CheckValue, ClaimId, Strength, Verdict } from './certificate/certificate.ts';
export { certificate, check, combine, withVerdict } from './certificate/check.ts';
export { formatCertificate } from './certificate/format-certificate.ts';
export type { CertificateTexts, Language } from './certificate/format-certificate.ts';

// For the floors above: primitives, interpreters, graphs, kernels
export { bind, bind1, interpreterOf } from './core/bind.ts';
export type { AnyPrimitive, GraphRunner, Maybe, Primitive } from './core/primitive.ts';
export type { Interpreter } from './core/interpreter.ts';
export { DenseTensor, TensorBase, Tracer } from './core/tensor-class.ts';
export { currentKernels, nextLevel, withKernels } from './core/context.ts';
export { elementwise1, elementwise2, kernelOf } from './elementwise/construct.ts';
export { capture } from './graph/capture.ts';
export { replay } from './graph/replay.ts';
export type { Graph, GraphNode } from './graph/graph.ts';
export { primitives } from './graph/primitives.ts';
export type { PrimitiveName } from './graph/primitives.ts';

// Errors
export {
  AdjointError,
  ArgumentError,
  ConvergenceError,
  DTypeError,
  DetachedValueError,
  DuplicatePackageError,
  FormatError,
  LeakedTracerError,
  NonFiniteError,
  NotPositiveDefiniteError,
  ShapeError,
  SingularMatrixError,
  TransformError,
  TreeError,
  isAdjointError,
} from './errors.ts';
export { VERSION } from './version.ts';
