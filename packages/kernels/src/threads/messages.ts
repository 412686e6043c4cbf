/** What the owner of a pool and its threads say to one another before they share memory. */
export interface ToThread {
  readonly adjoint: 'tiles';
  readonly thread: number;
  readonly memory: WebAssembly.Memory;
  readonly fused: boolean;
}
export interface FromThread {
  readonly adjoint: 'tiles-ready';
  readonly thread: number;
}
