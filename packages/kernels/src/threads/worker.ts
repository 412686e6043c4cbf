/** A ready script for the workers of `createThreadPool`, in Node and in browsers: the one module here that acts when it is loaded. */
import { ownPort } from './port.ts';
import { serveTiles } from './serve-tiles.ts';

serveTiles(ownPort());
