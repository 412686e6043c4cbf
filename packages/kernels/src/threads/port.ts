/** The ends of a worker, in Node and in browsers, seen alike. */

/** What both ends have in common: `Worker` and `self` of a browser, `Worker` and `parentPort` of Node. */
export interface Port {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  addEventListener?(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  on?(type: 'message', listener: (data: unknown) => void): unknown;
}
/** The end that made the worker. */
export interface WorkerPort extends Port {
  terminate(): unknown;
  /** In Node: the process may end while the worker waits. */
  unref?(): void;
}

export function hear(port: Port, listener: (message: unknown) => void): void {
  if (port.on) port.on('message', listener);
  else
    port.addEventListener?.('message', (event) => {
      listener(event.data);
    });
}

interface Host {
  readonly process?: { getBuiltinModule?(name: 'node:worker_threads'): { readonly parentPort: Port | null } };
}
/** The worker's own end, for its script. */
export const ownPort = (): Port =>
  (globalThis as Host).process?.getBuiltinModule?.('node:worker_threads').parentPort ?? (globalThis as unknown as Port);
