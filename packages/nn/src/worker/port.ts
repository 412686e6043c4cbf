/** What both ends of a worker have in common: `Worker`, `self` and `MessagePort` of a browser, `Worker` and `parentPort` of Node. */
export interface Port {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  addEventListener?(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  removeEventListener?(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  on?(type: 'message', listener: (data: unknown) => void): unknown;
  off?(type: 'message', listener: (data: unknown) => void): unknown;
  start?(): void;
}

/** Hears messages until the returned function is called. */
export function listen(port: Port, hear: (message: unknown) => void): () => void {
  if (port.on !== undefined && port.off !== undefined) {
    port.on('message', hear);
    return () => {
      port.off!('message', hear);
    };
  }
  const listener = (event: { readonly data: unknown }): void => {
    hear(event.data);
  };
  port.addEventListener?.('message', listener);
  port.start?.();
  return () => {
    port.removeEventListener?.('message', listener);
  };
}
