/**
 * The assembly tree of a sparse factor: columns of L with one pattern below themselves are eliminated together, in a
 * dense front of those columns J and the rows R that they touch. The front of J gives its update of R × R to its parent,
 * the front of the first row in R.
 *
 * Small fronts are joined to their parents where that adds few zeros (relaxed amalgamation).
 *
 * Duff and Reid (1983), "The multifrontal solution of indefinite sparse symmetric linear equations"; Ashcraft and
 * Grimes (1989), "The influence of relaxed supernode partitions on the multifrontal method".
 */

/** All fronts, children before parents and each subtree in one piece, so that updates form a stack. */
export interface FrontTree {
  /** Of front f: its columns are indices[start[f] … start[f] + width[f]), its rows what follows up to start[f + 1]; both ascending. */
  readonly start: Int32Array;
  readonly width: Int32Array;
  readonly indices: Int32Array;
  /** Number of children, whose updates are the last ones on the stack. */
  readonly children: Int32Array;
  /** The entries of the permuted matrix whose smaller index is i: places and larger indices, from entryPointers[i] on. */
  readonly entryPointers: Int32Array;
  readonly entryPlaces: Int32Array;
  readonly entryIndices: Int32Array;
  readonly largestFront: number;
  /** Numbers on the stack, at most. */
  readonly stackSize: number;
}

interface Pattern {
  readonly size: number;
  readonly parent: Int32Array;
  readonly columnPointers: Int32Array;
  readonly rowIndices: Int32Array;
  readonly run: Int32Array;
  readonly upperPointers: Int32Array;
  readonly upperRows: Int32Array;
}

/** Joined fronts may be this wide with this share of zeros among the entries of their columns. */
const RELAXED: readonly (readonly [width: number, zeros: number])[] = [
  [4, 1],
  [16, 0.5],
  [48, 0.1],
  [Infinity, 0.05],
];

interface Front {
  columns: number[];
  readonly rowsOf: number;
  readonly rows: number;
  zeros: number;
  parent: number;
}

export function frontTree(pattern: Pattern): FrontTree {
  const { size: n, columnPointers, rowIndices } = pattern;
  const fronts = joined(strictFronts(pattern));
  const kept = postorder(fronts);
  const start = new Int32Array(kept.length + 1);
  const width = new Int32Array(kept.length);
  const children = new Int32Array(kept.length);
  kept.forEach((f, k) => {
    width[k] = fronts[f].columns.length;
    start[k + 1] = start[k] + width[k] + fronts[f].rows;
  });
  const indices = new Int32Array(start[kept.length]);
  const placeOf = new Int32Array(fronts.length);
  let largestFront = 0;
  kept.forEach((f, k) => {
    const { columns, rowsOf, rows } = fronts[f];
    placeOf[f] = k;
    indices.set(
      columns.sort((a, b) => a - b),
      start[k],
    );
    const end = columnPointers[rowsOf + 1];
    indices.set(rowIndices.subarray(end - rows, end), start[k] + width[k]);
    largestFront = Math.max(largestFront, width[k] + rows);
  });
  kept.forEach((f) => {
    const { parent } = fronts[f];
    if (parent >= 0) children[placeOf[parent]]++;
  });
  return { start, width, indices, children, largestFront, stackSize: stackSize(start, width, children), ...entriesByRow(pattern, n) };
}

/** Runs of columns whose patterns are nested. */
function strictFronts({ size: n, parent, columnPointers, run }: Pattern): Front[] {
  const frontOf = new Int32Array(n);
  const fronts: Front[] = [];
  for (let j = 0; j < n;) {
    const columns = Array.from({ length: run[j] }, (_, k) => j + k);
    const last = j + run[j] - 1;
    frontOf.fill(fronts.length, j, last + 1);
    fronts.push({ columns, rowsOf: last, rows: columnPointers[last + 1] - columnPointers[last], zeros: 0, parent: parent[last] });
    j = last + 1;
  }
  for (const f of fronts) if (f.parent >= 0) f.parent = frontOf[f.parent];
  return fronts;
}

/** Fronts joined to their parents, from the leaves up; a joined one is left without columns. */
function joined(fronts: Front[]): Front[] {
  const into = Int32Array.from(fronts, (_, k) => k);
  const resolve = (k: number): number => {
    let r = k;
    while (into[r] !== r) r = into[r];
    return r;
  };
  for (const [k, f] of fronts.entries()) {
    if (f.parent < 0) continue;
    const to = resolve(f.parent);
    const p = fronts[to];
    const width = f.columns.length + p.columns.length;
    const zeros = f.zeros + p.zeros + f.columns.length * (p.columns.length + p.rows - f.rows);
    const entries = (width * (width + 1)) / 2 + width * p.rows;
    if (!RELAXED.some(([most, share]) => width <= most && zeros <= share * entries)) continue;
    p.columns.push(...f.columns);
    p.zeros = zeros;
    f.columns = [];
    into[k] = to;
  }
  for (const f of fronts) if (f.parent >= 0) f.parent = resolve(f.parent);
  return fronts;
}

/** Fronts that still have columns, each after its subtree; no recursion, trees may be as deep as there are columns. */
function postorder(fronts: readonly Front[]): number[] {
  const firstChild = new Int32Array(fronts.length).fill(-1);
  const nextSibling = new Int32Array(fronts.length).fill(-1);
  const roots: number[] = [];
  for (let k = fronts.length - 1; k >= 0; k--) {
    if (fronts[k].columns.length === 0) continue;
    const { parent } = fronts[k];
    if (parent < 0) roots.push(k);
    else {
      nextSibling[k] = firstChild[parent];
      firstChild[parent] = k;
    }
  }
  const order: number[] = [];
  const stack = roots;
  while (stack.length > 0) {
    const k = stack[stack.length - 1];
    const child = firstChild[k];
    if (child >= 0) {
      firstChild[k] = nextSibling[child];
      stack.push(child);
    } else {
      order.push(k);
      stack.pop();
    }
  }
  return order;
}

function stackSize(start: Int32Array, width: Int32Array, children: Int32Array): number {
  const held: number[] = [];
  let now = 0;
  let most = 0;
  for (let f = 0; f < width.length; f++) {
    for (let c = 0; c < children[f]; c++) now -= held.pop()!;
    const rows = start[f + 1] - start[f] - width[f];
    held.push(rows * rows);
    now += rows * rows;
    most = Math.max(most, now);
  }
  return most;
}

function entriesByRow({ upperPointers, upperRows }: Pattern, n: number): Pick<FrontTree, 'entryPointers' | 'entryPlaces' | 'entryIndices'> {
  const entryPointers = new Int32Array(n + 1);
  const count = upperPointers[n];
  for (let p = 0; p < count; p++) entryPointers[upperRows[p] + 1]++;
  for (let i = 0; i < n; i++) entryPointers[i + 1] += entryPointers[i];
  const next = entryPointers.slice();
  const entryPlaces = new Int32Array(count);
  const entryIndices = new Int32Array(count);
  for (let k = 0; k < n; k++)
    for (let p = upperPointers[k]; p < upperPointers[k + 1]; p++) {
      const q = next[upperRows[p]]++;
      entryPlaces[q] = p;
      entryIndices[q] = k;
    }
  return { entryPointers, entryPlaces, entryIndices };
}
