// What a distribution is
export type { Distribution } from './core/distribution.ts';

// On the line
export { cauchy, halfCauchy } from './cauchy.ts';
export { generalizedExtremeValue } from './generalized-extreme-value.ts';
export { gumbel } from './gumbel.ts';
export { halfNormal } from './half-normal.ts';
export { laplace } from './laplace.ts';
export { logistic } from './logistic.ts';
export { normal } from './normal.ts';
export { studentT } from './student-t.ts';
export { truncatedNormal } from './truncated-normal.ts';
export { uniform } from './uniform.ts';

// On the positive numbers
export { chiSquared, gamma } from './gamma.ts';
export { exponential } from './exponential.ts';
export { fisherF } from './fisher-f.ts';
export { generalizedPareto } from './generalized-pareto.ts';
export { inverseGamma } from './inverse-gamma.ts';
export { inverseGaussian } from './inverse-gaussian.ts';
export { levy } from './levy.ts';
export { logNormal } from './log-normal.ts';
export { kumaraswamy, pareto } from './pareto.ts';
export { rayleigh, weibull } from './weibull.ts';

// On an interval or a circle
export { beta } from './beta.ts';
export { vonMises } from './von-mises.ts';

// On integers
export { bernoulli, binomial, geometric } from './binomial.ts';
export { betaBinomial, hypergeometric } from './beta-binomial.ts';
export { negativeBinomial } from './negative-binomial.ts';
export { poisson } from './poisson.ts';

// Vectors and categories
export { categorical, multinomial } from './multivariate/categorical.ts';
export type { CategoricalDistribution } from './multivariate/categorical.ts';
export { dirichlet } from './multivariate/dirichlet.ts';
export { multivariateNormal } from './multivariate/multivariate-normal.ts';
export { matrixNormal } from './multivariate/matrix-normal.ts';
export { multivariateStudentT } from './multivariate/multivariate-student-t.ts';
export { inverseWishart, wishart } from './multivariate/wishart.ts';
export { lkj } from './multivariate/lkj.ts';
export type { MatrixDistribution } from './multivariate/matrix-distribution.ts';
export type { MultivariateDistribution } from './multivariate/multivariate-distribution.ts';

// Made of others
export { affine, bijectorOnto, chain, exponentialMap, logitInterval, softplusMap, tanhMap } from './composed/bijector.ts';
export type { Bijector } from './composed/bijector.ts';
export { mixture } from './composed/mixture.ts';
export { transformed } from './composed/transformed.ts';
export { truncated } from './composed/truncated.ts';

// Estimation
export { fit } from './fit.ts';
export type { Fit, FitOptions, ParameterRange } from './fit.ts';
