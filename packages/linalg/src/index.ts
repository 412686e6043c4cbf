// Sparse
export {
  addSparseProduct, addSparseTransposeProduct, addSymmetricProduct, amdOrdering, eliminationTree, entryCount, fromCsr, ldlNumeric, ldlSolve, ldlSymbolic, requireCsc, sparseAdd, sparseCholesky,
  sparseDiagonal, sparseFromDense, sparseFromTriplets, sparseLdl, sparseProduct, sparseSlice, sparseToDense, sparseTranspose, sparseUpperTriangle, toCsr,
} from './sparse/index.ts';
export type { CsrMatrix, EliminationTree, LdlFactor, LdlOrdering, LdlRegularization, LdlSymbolic } from './sparse/index.ts';
