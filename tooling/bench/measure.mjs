/** Times candidates in turns: rounds of a few milliseconds each, so that a slow moment of the machine hits all of them. */

/** The fewest repetitions that take `target` ms. */
function repetitions(run, target) {
  let n = 1;
  for (;;) {
    const start = performance.now();
    for (let i = 0; i < n; i++) run();
    const took = performance.now() - start;
    if (took >= target || n > 1e6) return n;
    n = took < target / 20 ? n * 10 : Math.ceil((n * target * 1.2) / Math.max(took, 1e-3));
  }
}

const median = (xs) => [...xs].sort((a, b) => a - b)[xs.length >> 1];

/** @param candidates [{ name, run }] or [{ name, time: async () => ms }] @returns [{ name, minimum, median }] in ms per call */
export async function measure(candidates, { rounds = 15, target = 8, budget = 8000 } = {}) {
  const prepared = candidates.map((c) => ({ ...c, n: c.run ? repetitions(c.run, target) : 0, times: [] }));
  const end = performance.now() + budget;
  for (let round = 0; round < rounds && (round < 3 || performance.now() < end); round++) {
    for (const c of prepared) {
      if (c.time) { c.times.push(await c.time()); continue; }
      const start = performance.now();
      for (let i = 0; i < c.n; i++) c.run();
      c.times.push((performance.now() - start) / c.n);
    }
  }
  return prepared.map((c) => ({ name: c.name, minimum: Math.min(...c.times), median: median(c.times) }));
}
