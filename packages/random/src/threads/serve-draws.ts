/** A worker's end: it makes the parts of draws that it is asked for. */
import { allocate } from '@adjoint/tensor';
import { GENERATORS } from '../generators/generator.ts';
import { FILLS } from './fills.ts';
import { type DrawRange, type DrawnRange, type Port, hear } from './messages.ts';

/** @example serveDraws(self) */
export function serveDraws(port: Port): void {
  hear(port, (message) => {
    const m = message as DrawRange | null;
    if (m?.adjoint !== 'draw') return;
    const values = allocate(m.params.dtype, m.count) as DrawnRange['values'];
    FILLS[m.fill](values, GENERATORS[m.generator], m.k0, m.k1, { ...m.params, generator: m.generator, shape: [m.count] }, m.from);
    port.postMessage({ adjoint: 'drawn', id: m.id, values } satisfies DrawnRange, [values.buffer]);
  });
}
