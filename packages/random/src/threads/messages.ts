import type { GeneratorName } from '../generators/generator.ts';
import type { FillName, FillParams } from './fills.ts';

/** What both ends of a worker have in common: `Worker` and `self` of a browser, `Worker` and `parentPort` of Node. */
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

/** The elements from … from + count − 1 of a draw. */
export interface DrawRange {
  readonly adjoint: 'draw';
  readonly id: number;
  readonly fill: FillName;
  readonly generator: GeneratorName;
  readonly k0: number;
  readonly k1: number;
  readonly params: FillParams;
  readonly from: number;
  readonly count: number;
  /** Memory of an earlier range to write to, which costs less than new one. */
  readonly room?: ArrayBuffer;
}
export interface DrawnRange {
  readonly adjoint: 'drawn';
  readonly id: number;
  readonly values: Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
}

export const hear = (port: Port, listener: (message: unknown) => void): void => {
  if (port.on !== undefined) port.on('message', listener);
  else
    port.addEventListener?.('message', (event) => {
      listener(event.data);
    });
};
