/** A ready script for the workers of `createDrawPool`, in Node and in browsers: the one module here that acts when it is loaded. */
import type { Port } from './messages.ts';
import { serveDraws } from './serve-draws.ts';

interface Host {
  readonly process?: { getBuiltinModule?(name: 'node:worker_threads'): { readonly parentPort: Port | null } };
}

const threads = (globalThis as Host).process?.getBuiltinModule?.('node:worker_threads');
serveDraws(threads?.parentPort ?? (globalThis as unknown as Port));
