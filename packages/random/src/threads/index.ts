/* Draws on threads, reached only by this entry. */
export { createDrawPool, type DrawPool } from './draw-pool.ts';
export { serveDraws } from './serve-draws.ts';
export type { Port, WorkerPort } from '@adjoint/kernels/threads';
