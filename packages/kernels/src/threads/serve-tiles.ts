/** A thread's end: it waits for jobs in the shared memory and computes the tiles it can claim. */
import type { FromThread, Port, ToThread } from './messages.ts';
import { claim, DATA_AT, markDone, nextEpoch, openSharedJob, readJob, setBusy, tileOf } from './shared-job.ts';
import { computeTile, PACKED_BYTES, sharedGemmCode } from './tile-product.ts';

/** Hears one message with the shared memory, then serves it until told to stop. Blocks its thread: for a worker only. */
export function serveTiles(port: Port): void {
  const hear = (message: unknown): void => {
    const m = message as ToThread | null;
    if (m?.adjoint !== 'tiles') return;
    const reply: FromThread = { adjoint: 'tiles-ready', thread: m.thread };
    port.postMessage(reply);
    work(m);
  };
  if (port.on) port.on('message', hear);
  else
    port.addEventListener?.('message', (event) => {
      hear(event.data);
    });
}

/** The address of a thread's own place for packed rows. */
export const packedPlace = (thread: number): number => DATA_AT + thread * PACKED_BYTES;

function work({ thread, memory, fused }: ToThread): void {
  const shared = openSharedJob(memory);
  const codeOf = sharedGemmCode(memory, fused);
  const packed = packedPlace(thread);
  for (let epoch: number | null = 0; (epoch = nextEpoch(shared, epoch)) !== null;) {
    setBusy(shared, thread, true);
    for (let index = claim(shared, epoch); index >= 0; index = claim(shared, epoch)) {
      const job = readJob(shared);
      const tile = tileOf(job, index);
      const bytes = job.precision === 'float64' ? 8 : 4;
      computeTile(codeOf, fused, shared, job, tile, packed, job.c + (tile.row * job.width + tile.column) * bytes);
      markDone(shared, index);
    }
    setBusy(shared, thread, false);
  }
}
