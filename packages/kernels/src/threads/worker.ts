/** A ready script for the workers of `createThreadPool`, in Node and in browsers: the one module here that acts when it is loaded. */
import type { Port } from './messages.ts';
import { serveTiles } from './serve-tiles.ts';

interface Host {
  readonly process?: { getBuiltinModule?(name: 'node:worker_threads'): { readonly parentPort: Port | null } };
}

const threads = (globalThis as Host).process?.getBuiltinModule?.('node:worker_threads');
serveTiles(threads?.parentPort ?? globalThis);
