/** A thread's end: it waits for jobs in the shared memory and computes the tiles it can claim. */
import type { FromThread, ToThread } from './messages.ts';
import { type Port, hear } from './port.ts';
import { claimWaiting, DATA_AT, markDone, nextEpoch, openSharedJob, readJob, setBusy, tileOf } from './shared-job.ts';
import { computeTile, PACKED_BYTES, sharedGemmCode } from './tile-product.ts';

/** Hears one message with the shared memory, then serves it until told to stop. Blocks its thread: for a worker only. */
export function serveTiles(port: Port): void {
  hear(port, (message) => {
    const m = message as ToThread | null;
    if (m?.adjoint !== 'tiles') return;
    port.postMessage({ adjoint: 'tiles-ready', thread: m.thread } satisfies FromThread, []);
    work(m);
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
    for (let index = claimWaiting(shared, epoch); index >= 0; index = claimWaiting(shared, epoch)) {
      const job = readJob(shared);
      const tile = tileOf(job, index);
      const bytes = job.precision === 'float64' ? 8 : 4;
      computeTile(codeOf, fused, shared, job, tile, packed, job.c + (tile.row * job.width + tile.column) * bytes);
      markDone(shared, index);
    }
    setBusy(shared, thread, false);
  }
}
