/**
 * The errors of the house: what went wrong, with the offending shapes or values, and what to do.
 *
 * An error of another installed copy of this package is still recognised, by a registered symbol:
 * `isAdjointError` asks for the symbol, never for the class.
 */
const ERROR_BRAND: unique symbol = Symbol.for('adjoint.error') as never;

/** Base of every error that Adjoint throws. */
export class AdjointError extends Error {
  readonly [ERROR_BRAND] = true;
  /** Stable name of the fault, for programs. */
  readonly code: string;
  /** What to do about it, for people. */
  readonly hint: string;
  constructor(code: string, message: string, hint: string, options?: { readonly cause?: unknown }) {
    super(`${message}\n  hint: ${hint}`, options);
    this.name = new.target.name;
    this.code = code;
    this.hint = hint;
  }
}

/** Whether `x` is an error of Adjoint, of this or of another installed copy. */
export const isAdjointError = (x: unknown): x is AdjointError => typeof x === 'object' && x !== null && ERROR_BRAND in x;

/** Shapes, axes or indices that do not fit. */
export class ShapeError extends AdjointError {
  constructor(message: string, hint: string) {
    super('SHAPE', message, hint);
  }
}

/** An element type that is not accepted, or a value that its type cannot hold. */
export class DTypeError extends AdjointError {
  constructor(message: string, hint: string) {
    super('DTYPE', message, hint);
  }
}

/** An argument outside its range: a negative count, a probability above one, an unknown option. */
export class ArgumentError extends AdjointError {
  constructor(message: string, hint: string) {
    super('ARGUMENT', message, hint);
  }
}

/** The value of a traced tensor was read: its derivative would be lost, or there is no single value. */
export class DetachedValueError extends AdjointError {
  constructor(message: string, hint: string) {
    super('DETACHED_VALUE', message, hint);
  }
}

/** A tensor made inside a transform was used after it had returned. */
export class LeakedTracerError extends AdjointError {
  constructor(message: string, hint: string) {
    super('LEAKED_TRACER', message, hint);
  }
}

/** A derivative, a batch rule or a tree was asked for that does not exist. */
export class TransformError extends AdjointError {
  constructor(message: string, hint: string) {
    super('TRANSFORM', message, hint);
  }
}

/** A tree has a leaf or a key that cannot be handled; the message names the path. */
export class TreeError extends AdjointError {
  readonly path: string;
  constructor(path: string, message: string, hint: string) {
    super('TREE', message, hint);
    this.path = path;
  }
}

/** NaN or an infinity where a finite number is needed. */
export class NonFiniteError extends AdjointError {
  /** Flat index of the first such element. */
  readonly index: number;
  constructor(index: number, message: string, hint: string) {
    super('NON_FINITE', message, hint);
    this.index = index;
  }
}

/** A matrix is singular to working precision. */
export class SingularMatrixError extends AdjointError {
  /** Index of the pivot that vanished. */
  readonly pivot: number;
  /** Estimate of the reciprocal condition number, 0 when a pivot is exactly zero. */
  readonly rcond: number;
  /** Index of the matrix in a batch. */
  readonly batchIndex?: number;
  constructor(pivot: number, rcond: number, message: string, hint: string, batchIndex?: number) {
    super('SINGULAR_MATRIX', message, hint);
    this.pivot = pivot;
    this.rcond = rcond;
    if (batchIndex !== undefined) this.batchIndex = batchIndex;
  }
}

/** A matrix is not positive definite. */
export class NotPositiveDefiniteError extends AdjointError {
  /** Order of the first leading minor that is not positive. */
  readonly order: number;
  /** Index of the matrix in a batch. */
  readonly batchIndex?: number;
  constructor(order: number, message: string, hint: string, batchIndex?: number) {
    super('NOT_POSITIVE_DEFINITE', message, hint);
    this.order = order;
    if (batchIndex !== undefined) this.batchIndex = batchIndex;
  }
}

/** An iteration of a direct method did not converge, which finite input should not cause. */
export class ConvergenceError extends AdjointError {
  readonly iterations: number;
  constructor(iterations: number, message: string, hint: string) {
    super('CONVERGENCE', message, hint);
    this.iterations = iterations;
  }
}

/** Input from outside is malformed. */
export class FormatError extends AdjointError {
  /** Where: a line (from 1) of text, or a byte offset of binary data. */
  readonly at: { readonly line: number } | { readonly byte: number };
  constructor(at: { readonly line: number } | { readonly byte: number }, message: string, hint: string) {
    super('FORMAT', message, hint);
    this.at = at;
  }
}

/** Two copies of this package are installed and their tensors met. */
export class DuplicatePackageError extends AdjointError {
  readonly versions: readonly [own: string, other: string];
  constructor(own: string, other: string) {
    super(
      'DUPLICATE_PACKAGE',
      `a tensor of another copy of @adjoint/tensor (version ${other}) met this copy (version ${own})`,
      'install one version: `npm ls @adjoint/tensor` shows who brings the other; `npm dedupe` or an override removes it',
    );
    this.versions = [own, other];
  }
}
