/**
 * Whether products are quicker shared, from how long they took: on a machine that is busy with other things threads cost more
 * than they bring. Both ways are timed, the one that is slower at the moment every PROBE products again, and less often while
 * it stays slower.
 */
export interface WorthSharing {
  /** What to do with the next product. */
  share(): boolean;
  /** What it took, in any unit per multiplication. */
  tell(shared: boolean, time: number): void;
}

/** The first of each way do not count: code is compiled in them. */
const FIRST = 3;
const PROBE = 16;
const RAREST = 64;
/** Weight of the last time in the running mean. */
const NEWS = 0.2;

export function createWorthSharing(): WorthSharing {
  const mean = { shared: 0, alone: 0 };
  const seen = { shared: 0, alone: 0 };
  let turns = 0;
  let probe = PROBE;
  return {
    share() {
      if (seen.shared <= FIRST) return true;
      if (seen.alone === 0) return false;
      const sharing = mean.shared < mean.alone;
      turns = (turns + 1) % probe;
      return turns === 0 ? !sharing : sharing;
    },
    tell(shared, time) {
      const way = shared ? 'shared' : 'alone';
      if (++seen[way] <= (shared ? FIRST : 0)) return;
      const other = mean[shared ? 'alone' : 'shared'];
      const slower = mean[way] > other && other > 0;
      if (slower) probe = time > other ? Math.min(RAREST, 2 * probe) : PROBE;
      mean[way] = mean[way] === 0 ? time : mean[way] + NEWS * (time - mean[way]);
    },
  };
}
