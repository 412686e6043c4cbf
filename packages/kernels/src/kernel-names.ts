/** The names of the kernels of the contract, as lists: its types, its suites and its tiers take them from here. */

/** Elementwise functions of one operand, computed in float64 and rounded to the type of `out`. */
export const UNARY_NAMES = [
  'neg',
  'abs',
  'sign',
  'square',
  'sqrt',
  'reciprocal',
  'relu',
  'floor',
  'ceil',
  'round',
  'exp',
  'expm1',
  'log',
  'log1p',
  'sigmoid',
  'softplus',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'sinh',
  'cosh',
  'tanh',
  'asinh',
  'acosh',
  'atanh',
  'erf',
  'erfc',
  'erfinv',
  'lgamma',
  'digamma',
  'lambertW',
  'logNdtr',
  'isNaN',
  'isFinite',
  'not',
] as const;
/** Those of two operands that write 0 and 1. */
export const COMPARISON_NAMES = ['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual', 'and', 'or', 'xor'] as const;
/** Elementwise functions of two operands. Comparisons and logic write 0 and 1. `maximum`, `minimum` propagate NaN. */
export const BINARY_NAMES = [
  'add',
  'sub',
  'mul',
  'div',
  'pow',
  'remainder',
  'maximum',
  'minimum',
  'atan2',
  'hypot',
  'xlogy',
  ...COMPARISON_NAMES,
] as const;
/** Reductions of one axis. `argmax`, `argmin` write the first index (NaN wins); `any`, `all` write 0 and 1. */
export const REDUCTION_NAMES = ['sum', 'prod', 'max', 'min', 'argmax', 'argmin', 'logSumExp', 'any', 'all'] as const;
/** Running along one axis. */
export const SCAN_NAMES = ['cumsum', 'cumprod'] as const;
/** All that write 0 and 1. */
export const TRUTH_NAMES: readonly string[] = ['isNaN', 'isFinite', 'not', ...COMPARISON_NAMES];
