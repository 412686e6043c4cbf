/** The sparse core of `linalg`: compressed columns, products, orderings, L D Lᵀ, Matrix Market files. */
export { entryCount, requireCsc, sparseDiagonal, sparseFromDense, sparseFromTriplets, sparseToDense } from './csc-matrix.ts';
export { type CsrMatrix, fromCsr, sparseTranspose, toCsr } from './sparse-transpose.ts';
export { addSparseProduct, addSparseTransposeProduct, addSymmetricProduct, sparseAdd, sparseProduct } from './sparse-multiply.ts';
export { sparseSlice, sparseUpperTriangle } from './sparse-slice.ts';
export { amdOrdering } from './amd.ts';
export { type EliminationTree, eliminationTree } from './elimination-tree.ts';
export { type LdlOrdering, type LdlSymbolic, ldlSymbolic } from './ldl-symbolic.ts';
export { type LdlFactor, type LdlRegularization, ldlNumeric, ldlSolve, sparseCholesky, sparseLdl } from './ldl-factor.ts';
export { type ReadMatrixMarketOptions, readMatrixMarket, writeMatrixMarket } from './matrix-market.ts';
export { refinedSolve, sparseCondition, symmetricNorm1 } from './condition.ts';
