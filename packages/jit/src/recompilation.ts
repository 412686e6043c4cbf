/** What is told when a function is compiled again and again: a shape, a dtype or a static argument changes with every call. */
export interface Recompilation {
  readonly compilations: number;
  readonly calls: number;
  /** Shapes and dtypes of the leaves, and static arguments, of the latest programs. */
  readonly latest: readonly string[];
  readonly message: string;
  readonly hint: string;
}

export const MANY_COMPILATIONS = 10;

export const recompilation = (name: string, compilations: number, calls: number, latest: readonly string[]): Recompilation => ({
  compilations,
  calls,
  latest,
  message: `jit(${name}) was compiled ${compilations} times in ${calls} calls; the latest for ${latest.join(' and ')}`,
  hint: 'each structure, shape and dtype of the arguments is a program of its own: pad to a few shapes, pass numbers that change as traced arguments, make the jitted function once and outside the loop',
});
