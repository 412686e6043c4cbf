/** JavaScript peers that are installed here; a missing one is left out. */
async function optional(load) {
  try { return await load(); } catch { return null; }
}

export async function loadPeers() {
  const mlMatrix = await optional(() => import('ml-matrix'));
  const mathjs = await optional(() => import('mathjs'));
  const numpyTs = await optional(() => import('numpy-ts'));
  const tf = await optional(async () => {
    const core = await import('@tensorflow/tfjs-core');
    await import('@tensorflow/tfjs-backend-cpu');
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    setWasmPaths(new URL('../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url).pathname);
    await core.setBackend('wasm');
    await core.ready();
    return core;
  });
  return { mlMatrix, mathjs, numpyTs, tf };
}
