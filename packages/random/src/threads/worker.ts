/** A ready script for the workers of `createDrawPool`, in Node and in browsers: the one module here that acts when it is loaded. */
import { ownPort } from '@adjoint/kernels/threads';
import { serveDraws } from './serve-draws.ts';

serveDraws(ownPort());
