/* Threads, reached only by this entry. */
export { createThreadPool, type ThreadPool, type ThreadPoolOptions } from './thread-pool.ts';
export { serveTiles } from './serve-tiles.ts';
export { hear, ownPort, type Port, type WorkerPort } from './port.ts';
