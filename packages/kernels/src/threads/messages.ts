/** What both ends of a worker have in common: `Worker` and `self` of a browser, `Worker` and `parentPort` of Node. */
export interface Port {
  postMessage(message: unknown): void;
  addEventListener?(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  on?(type: 'message', listener: (data: unknown) => void): unknown;
}
/** The end that made the worker. */
export interface WorkerPort extends Port {
  terminate(): unknown;
  /** In Node: the process may end while the worker waits. */
  unref?(): void;
}

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
