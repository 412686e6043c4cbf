/** Lines of the table, and whether bars are reached. */
const WIDTHS = [38, 24, 10, 10, 8, 8, 8];

export const line = (cells) =>
  cells
    .map((c, i) => (i < 2 || cells.length < 4 ? c.padEnd(WIDTHS[i]) : c.padStart(WIDTHS[i])))
    .join(' ')
    .trimEnd();

/** @param bars { native?: [name, times], natives?: [...[name, times]], peer?: times, most?: ms, who?: name of our candidate } */
export function verdicts(bars, rows, own) {
  if (!bars || !own) return [];
  const mine = bars.who ? (rows.find((r) => r.name === bars.who) ?? own) : own;
  const out = [];
  for (const [name, times] of bars.natives ?? (bars.native ? [bars.native] : [])) {
    const native = rows.find((r) => r.name === name || r.name === `${name} (indirect)`);
    if (native)
      out.push({
        text: `${(mine.minimum / native.minimum).toFixed(2)}x the time of ${native.name} (at most ${times.toFixed(2)})`,
        reached: mine.minimum <= times * native.minimum,
      });
  }
  if (bars.most) out.push({ text: `${mine.minimum.toFixed(1)} ms (at most ${bars.most})`, reached: mine.minimum <= bars.most });
  if (bars.peer) {
    const [best] = rows.filter((r) => r.kind === 'peer').sort((a, b) => a.minimum - b.minimum);
    out.push(
      best
        ? {
            text: `${(best.minimum / mine.minimum).toFixed(2)}x faster than ${best.name} (at least ${bars.peer.toFixed(2)})`,
            reached: best.minimum >= bars.peer * mine.minimum,
          }
        : { text: `no JavaScript peer gives a right answer`, reached: true },
    );
  }
  return out;
}

export function printVerdicts(bars) {
  for (const { text, reached } of bars) console.log(`  ${reached ? 'reached' : 'MISSED '}  ${text}`);
}
