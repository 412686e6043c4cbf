/** A worker's end: it makes the parts of draws that it is asked for. */
import { type Port, hear } from '@adjoint/kernels/threads';
import type { DType } from '@adjoint/tensor';
import { GENERATORS } from '../generators/generator.ts';
import { FILLS } from './fills.ts';
import type { DrawRange, DrawnRange } from './messages.ts';

const viewOf = (dtype: DType, room: ArrayBuffer, count: number): DrawnRange['values'] =>
  dtype === 'float64'
    ? new Float64Array(room, 0, count)
    : dtype === 'float32'
      ? new Float32Array(room, 0, count)
      : new Uint32Array(room, 0, count);

/** @example serveDraws(self) */
export function serveDraws(port: Port): void {
  hear(port, (message) => {
    const m = message as DrawRange | null;
    if (m?.adjoint !== 'draw') return;
    const size = m.count * (m.params.dtype === 'float64' ? 8 : 4);
    const room = m.room !== undefined && m.room.byteLength >= size ? m.room : new ArrayBuffer(size);
    const values = viewOf(m.params.dtype, room, m.count);
    FILLS[m.fill](values, GENERATORS[m.generator], m.k0, m.k1, { ...m.params, generator: m.generator, shape: [m.count] }, m.from);
    port.postMessage({ adjoint: 'drawn', id: m.id, values } satisfies DrawnRange, [values.buffer]);
  });
}
