/**
 * Lets timers, input and an abort signal through when `interval` milliseconds have passed since the last time.
 *
 * @example const breathe = makeBreath(30); for (…) { work(); await breathe(); }
 */
export function makeBreath(interval: number): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < interval) return undefined;
    return new Promise((resolve) => setTimeout(() => { last = performance.now(); resolve(); }, 0));
  };
}
