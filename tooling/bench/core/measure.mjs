/** Times candidates in turns: rounds of a few milliseconds each, so that a slow moment of the machine hits all of them. */

/** Repetitions that take about `target` ms, and the time of one. */
async function repetitions(c, target) {
  let n = 1;
  for (;;) {
    const took = await timed(c, n);
    if (took >= target / 2 || n > 1e6) return n;
    n = took < target / 20 ? n * 10 : Math.ceil((n * target * 1.2) / Math.max(took, 1e-3));
  }
}

/** Milliseconds of n calls; a candidate with `async: true` is awaited in each. */
async function timed(c, n) {
  const start = performance.now();
  if (c.async) for (let i = 0; i < n; i++) await c.run();
  else for (let i = 0; i < n; i++) c.run();
  return performance.now() - start;
}

const median = (xs) => [...xs].sort((a, b) => a - b)[xs.length >> 1];

/**
 * @param candidates { name, run, async? }, or { name, time: async () => ms }; `first` is what a first call took in ms, and
 *   `extrapolated` by how much all times are multiplied
 * @returns { ...candidate, minimum, median, runs } in ms per call; a candidate slower than `slow` is not repeated
 */
export async function measure(candidates, { rounds, target, budget, slow }) {
  const prepared = [];
  for (const c of candidates) {
    const once = c.first > slow;
    prepared.push({
      ...c,
      once,
      n: c.run && !c.time && !once ? await repetitions(c, target) : 1,
      times: once ? [c.first * (c.extrapolated ?? 1)] : [],
    });
  }
  const end = performance.now() + budget;
  for (let round = 0; round < rounds && (round < 3 || performance.now() < end); round++) {
    for (const c of prepared) {
      if (c.once) continue;
      c.times.push((c.time ? await c.time() : (await timed(c, c.n)) / c.n) * (c.extrapolated ?? 1));
    }
  }
  return prepared.map((c) => ({ ...c, minimum: Math.min(...c.times), median: median(c.times), runs: c.times.length * c.n }));
}
