/**
 * Lets timers, input and an abort signal through when `interval` milliseconds have passed since the last time.
 *
 * A timer of no delay waits a millisecond in Node and four in a page that nests them; a task of its own waits for nothing.
 *
 * @example const breathe = makeBreath(30); for (…) { work(); await breathe(); }
 */
export function makeBreath(interval: number): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < interval) return undefined;
    return new Promise((resolve) =>
      nextTask(() => {
        last = performance.now();
        resolve();
      }),
    );
  };
}

/** Runs `f` as a task after those that wait already. */
function nextTask(f: () => void): void {
  const { setImmediate } = globalThis as { readonly setImmediate?: (f: () => void) => unknown };
  if (setImmediate !== undefined) {
    setImmediate(f);
    return;
  }
  if (typeof MessageChannel === 'undefined') {
    setTimeout(f, 0);
    return;
  }
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    f();
  };
  port2.postMessage(null);
}
