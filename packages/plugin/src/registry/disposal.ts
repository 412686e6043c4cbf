/**
 * Owners of what was made: dispose in the reverse order of making, run all of them, report all that failed.
 */

/** Older engines lack the symbol; compilers that lower `await using` agree on this one. */
export const ASYNC_DISPOSE: typeof Symbol.asyncDispose = /* @__PURE__ */ (() =>
  Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose'))() as typeof Symbol.asyncDispose;
const syncDispose = (): typeof Symbol.dispose => Symbol.dispose ?? Symbol.for('Symbol.dispose');

/** Disposes one value by its asynchronous protocol, else by the synchronous one, else not at all. */
export async function disposeOne(x: unknown): Promise<void> {
  if ((typeof x !== 'object' && typeof x !== 'function') || x === null) return;
  const d = x as Partial<AsyncDisposable & Disposable>;
  if (typeof d[ASYNC_DISPOSE] === 'function') await d[ASYNC_DISPOSE]();
  else d[syncDispose()]?.();
}

/** @throws AggregateError of everything that was thrown, after all have run */
export async function disposeAll(last: Iterable<() => Promise<void>>, what: string): Promise<void> {
  const errors: unknown[] = [];
  for (const one of [...last].reverse()) {
    try {
      await one();
    } catch (error) {
      if (error instanceof AggregateError) errors.push(...(error.errors as unknown[]));
      else errors.push(error);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} of what ${what} made could not be disposed`);
}
