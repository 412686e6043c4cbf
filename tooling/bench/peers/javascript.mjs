/** JavaScript peers that are installed here; a missing one is left out. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { onnxRuntime } from './onnx.mjs';

const modules = new URL('../node_modules/', import.meta.url);
async function optional(load) {
  try {
    return await load();
  } catch {
    return null;
  }
}

export async function loadPeers() {
  // a peer that leaves a global Worker behind makes jax-js take its memory for a shared one, and fail: all are measured without
  if (globalThis.Worker === undefined)
    Object.defineProperty(globalThis, 'Worker', { configurable: true, get: () => undefined, set: () => undefined });
  const mlMatrix = await optional(() => import('ml-matrix'));
  const mathjs = await optional(() => import('mathjs'));
  const numpyTs = await optional(() => import('numpy-ts'));
  const tf = await optional(async () => {
    const core = await import('@tensorflow/tfjs-core');
    await import('@tensorflow/tfjs-backend-cpu');
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    setWasmPaths(fileURLToPath(new URL('@tensorflow/tfjs-backend-wasm/dist/', modules)));
    await core.setBackend('wasm');
    await core.ready();
    return core;
  });
  const jax = await optional(async () => {
    const module = await import('@jax-js/jax');
    await module.init();
    module.defaultDevice('wasm');
    return module;
  });
  const ortWeb = await optional(async () => {
    const module = await import('onnxruntime-web/wasm');
    module.env.wasm.numThreads = 1;
    return onnxRuntime(module, {});
  });
  const ortNode = await optional(async () =>
    onnxRuntime((await import('onnxruntime-node')).default, { intraOpNumThreads: 1, interOpNumThreads: 1 }),
  );
  return { mlMatrix, mathjs, numpyTs, tf, jax, ortWeb, ortNode };
}

export function peerVersions() {
  const names = ['@jax-js/jax', '@tensorflow/tfjs-core', 'mathjs', 'ml-matrix', 'numpy-ts', 'onnxruntime-node', 'onnxruntime-web'];
  return Object.fromEntries(
    names.map((name) => {
      const file = new URL(`${name}/package.json`, modules);
      return [name, existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : null];
    }),
  );
}
