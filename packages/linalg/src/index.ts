// Linear systems
export { inverse, solve } from './factorizations/solve.ts';
export type { SolutionWithStatus, SolveOptions, Structure } from './factorizations/solve.ts';
export { solveBanded, solveTridiagonal } from './factorizations/banded-solve.ts';
export { solveExpert } from './factorizations/solve-expert.ts';
export type { ExpertSolution } from './factorizations/solve-expert.ts';
export { triangularSolve } from './factorizations/triangular-solve.ts';
export type { TriangularOptions } from './factorizations/triangular-solve.ts';
export { lstsq } from './factorizations/lstsq.ts';
export type { LeastSquares, LstsqOptions } from './factorizations/lstsq.ts';

// Factorisations
export { lu } from './factorizations/lu.ts';
export type { Lu } from './factorizations/lu.ts';
export { luFactors } from './factorizations/lu-factors.ts';
export { cholesky } from './factorizations/cholesky.ts';
export { qr } from './factorizations/qr.ts';
export { svd } from './factorizations/svd.ts';
export { eigh, eighGeneralized } from './factorizations/eigh.ts';
export { det, slogdet } from './factorizations/determinant.ts';
export { pivotedCholesky } from './factorizations/pivoted-cholesky.ts';
export { ldlt } from './factorizations/ldlt.ts';
export type { Ldlt } from './factorizations/ldlt.ts';
export { completeOrthogonal, pivotedQr } from './factorizations/pivoted-qr.ts';
export type { PivotedQrFactors } from './factorizations/pivoted-qr.ts';
export { eig, eigConditions, eigvals } from './factorizations/eig.ts';
export type { Complex, EigenConditions } from './factorizations/eig.ts';
export { hessenberg, schur } from './factorizations/schur.ts';
export { nullSpace, pinv, range, rank } from './factorizations/pinv.ts';
export type { RankOptions } from './factorizations/pinv.ts';

// Functions of matrices and matrix equations
export { expm } from './matrix-functions/expm.ts';
export { logm, sqrtm } from './matrix-functions/sqrtm-logm.ts';
export { lyapunov, sylvester } from './matrix-functions/sylvester.ts';
export { kron } from './matrix-functions/kron.ts';
export { matrixPower } from './matrix-functions/matrix-power.ts';

// Norms and condition numbers
export { norm } from './condition/norm.ts';
export type { NormKind } from './condition/norm.ts';
export { cond, condEstimate, conditionNumber, perturbationBound } from './condition/cond.ts';

// Certificates
export { certifySolve } from './certificate/certify-solve.ts';
export type { CertifySolveOptions } from './certificate/certify-solve.ts';
export { certifyFactorization } from './certificate/certify-factorization.ts';
export type { Factors } from './certificate/certify-factorization.ts';
export { certifyEigen } from './certificate/certify-eigen.ts';
export { certifyLstsq } from './certificate/certify-lstsq.ts';
export { certificateTexts } from './certificate/texts.ts';

// Operators and iterations
export { linearOperator } from './operators/linear-operator.ts';
export type { KrylovOptions, KrylovResult, LinearOperator, OperatorLike } from './operators/linear-operator.ts';
export { conjugateGradients, diagonalPreconditioner } from './operators/conjugate-gradients.ts';
export type { PreconditionedOptions } from './operators/conjugate-gradients.ts';
export { minres } from './operators/minres.ts';
export { gmres } from './operators/gmres.ts';
export type { GmresOptions } from './operators/gmres.ts';
export { lsmr } from './operators/lsmr.ts';
export type { LsmrOptions, LsmrResult } from './operators/lsmr.ts';
export { columnScaling } from './operators/column-scaling.ts';
export { eigsh } from './operators/lanczos.ts';
export { svds } from './operators/svds.ts';
export type { LanczosOptions, LanczosResult } from './operators/lanczos.ts';

// Sparse
export {
  addSparseProduct,
  addSparseTransposeProduct,
  addSymmetricProduct,
  amdOrdering,
  eliminationTree,
  entryCount,
  fromCsr,
  ldlNumeric,
  ldlSolve,
  ldlSymbolic,
  requireCsc,
  sparseAdd,
  sparseCholesky,
  sparseDiagonal,
  sparseFromDense,
  sparseFromTriplets,
  sparseLdl,
  sparseProduct,
  sparseSlice,
  sparseToDense,
  sparseTranspose,
  sparseUpperTriangle,
  toCsr,
  readMatrixMarket,
  refinedSolve,
  sparseCondition,
  symmetricNorm1,
  writeMatrixMarket,
} from './sparse/index.ts';
export type {
  CsrMatrix,
  EliminationTree,
  LdlFactor,
  LdlOrdering,
  LdlRegularization,
  LdlSymbolic,
  ReadMatrixMarketOptions,
} from './sparse/index.ts';
