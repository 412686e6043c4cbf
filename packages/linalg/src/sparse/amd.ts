/**
 * Approximate minimum degree ordering of a symmetric pattern, to keep the factor of a sparse matrix sparse.
 *
 * Elimination is followed on the quotient graph: an eliminated pivot p becomes an element with the list Lₚ of the
 * variables that its elimination connects. A variable i holds its elements Eᵢ and its remaining neighbours Aᵢ; the
 * list never grows, because p takes the place of what it absorbs. The degree is bounded above by
 *
 *   dᵢ ← min( n − k,  dᵢ + |Lₚ∖i|,  |Aᵢ∖i| + |Lₚ∖i| + Σ_{e ∈ Eᵢ∖p} |Lₑ∖Lₚ| ).
 *
 * Variables with the same neighbours are merged; a variable with p alone as neighbour is eliminated with it.
 *
 * Amestoy, Davis and Duff (1996), "An approximate minimum degree ordering algorithm", Algorithm 1 and sections 3-5.
 */
import { type CscMatrix, ShapeError } from '@adjoint/tensor';
import { entryCount, requirePattern } from './csc-matrix.ts';
import { turned } from './sparse-transpose.ts';

/**
 * @param a square; the pattern of A + Aᵀ is ordered, values are not looked at
 * @returns `order[k]`, the variable that is eliminated k-th
 * @throws ShapeError when the matrix is not square, or its pattern is not what it says
 */
export function amdOrdering(a: CscMatrix): Int32Array {
  const n = a.columns;
  requirePattern('amdOrdering', a);
  if (a.rows !== n) throw new ShapeError(`amdOrdering: a ${a.rows} × ${n} matrix`, 'the matrix must be square');
  const { list, start, length } = symmetricNeighbours(a);
  const elements = new Int32Array(n); // how many of the list's first entries are elements
  const memberStart = new Int32Array(n).fill(-1);
  const memberEnd = new Int32Array(n); // Lₑ in `pool`; start −1 when absorbed
  let pool = new Int32Array(2 * list.length + n);
  let pooled = 0;
  const weight = new Int32Array(n).fill(1); // size of the supervariable; 0 when absorbed or eliminated
  const elementWeight = new Int32Array(n); // |Lₑ|
  const degree = length.slice();
  const absorbedBy = new Int32Array(n).fill(-1);
  const outside = new Int32Array(n);
  const outsideTag = new Int32Array(n); // |Lₑ∖Lₚ| and the pivot it belongs to
  const tag = new Int32Array(n);
  const buckets = degreeBuckets(n);
  const hashHead = new Int32Array(n).fill(-1);
  const hashNext = new Int32Array(n);
  const hashOf = new Int32Array(n);
  const pivots = new Int32Array(n);
  const dense: number[] = [];
  let pivotCount = 0;
  const denseAbove = Math.max(16, Math.floor(10 * Math.sqrt(n)));
  let stamp = 0;
  let eliminated = 0;

  for (let i = 0; i < n; i++) {
    if (degree[i] > denseAbove) {
      weight[i] = 0;
      eliminated++;
      dense.push(i);
    } else buckets.add(i, degree[i]);
  }
  const scratch = new Int32Array(n);
  const fresh = new Int32Array(n + 1);
  while (eliminated < n) {
    const p = buckets.takeLowest();
    const pivotWeight = weight[p];
    stamp++;

    // Lₚ = (Aₚ ∪ ⋃ Lₑ) ∖ p; the elements of p are absorbed.
    let count = 0;
    let total = 0;
    weight[p] = 0;
    for (let q = start[p], variables = q + elements[p], end = q + length[p]; q < end; q++) {
      const x = list[q];
      const isElement = q < variables;
      if (isElement && memberStart[x] < 0) continue;
      const of = isElement ? pool : list;
      const from = isElement ? memberStart[x] : q;
      const to = isElement ? memberEnd[x] : q + 1;
      for (let k = from; k < to; k++) {
        const i = of[k];
        if (weight[i] > 0 && tag[i] !== stamp) {
          tag[i] = stamp;
          scratch[count++] = i;
          total += weight[i];
        }
      }
      if (isElement) memberStart[x] = -1;
    }
    for (let k = 0; k < count; k++) buckets.remove(scratch[k], degree[scratch[k]]);

    // |Lₑ∖Lₚ| for every element that meets Lₚ.
    for (let k = 0; k < count; k++) {
      const i = scratch[k];
      for (let q = start[i]; q < start[i] + elements[i]; q++) {
        const e = list[q];
        if (memberStart[e] < 0) continue;
        if (outsideTag[e] !== stamp) {
          outsideTag[e] = stamp;
          outside[e] = elementWeight[e];
        }
        outside[e] -= weight[i];
      }
    }

    let massEliminated = 0;
    for (let k = 0; k < count; k++) {
      const i = scratch[k];
      const from = start[i];
      const firstVariable = from + elements[i];
      const end = from + length[i];
      let kept = 0;
      let sum = 0;
      let hash = p;
      for (let q = from; q < firstVariable; q++) {
        const e = list[q];
        if (memberStart[e] < 0) continue;
        if (outside[e] === 0) {
          memberStart[e] = -1;
          continue;
        } // Lₑ ⊆ Lₚ: p has it all
        sum += outside[e];
        hash += e;
        fresh[kept++] = e;
      }
      elements[i] = kept + 1;
      fresh[kept++] = p;
      for (let q = firstVariable; q < end; q++) {
        const j = list[q];
        if (weight[j] === 0 || tag[j] === stamp) continue;
        sum += weight[j];
        hash += j;
        fresh[kept++] = j;
      }
      for (let q = 0; q < kept; q++) list[from + q] = fresh[q];
      length[i] = kept;
      if (length[i] === 1) {
        // only p is left: eliminate i together with it
        absorbedBy[i] = p;
        massEliminated += weight[i];
        weight[i] = 0;
        continue;
      }
      degree[i] = Math.min(degree[i], sum); // |Lₚ∖i| is added below, when Lₚ is final
      const h = hash % n;
      hashOf[i] = h;
      hashNext[i] = hashHead[h];
      hashHead[h] = i;
    }
    eliminated += pivotWeight + massEliminated;
    total -= massEliminated;

    // Merge variables that cannot be told apart.
    for (let k = 0; k < count; k++) {
      if (weight[scratch[k]] === 0) continue;
      const h = hashOf[scratch[k]];
      for (let i = hashHead[h]; i >= 0; i = hashNext[i]) {
        if (weight[i] === 0) continue;
        const mark = ++stamp;
        for (let q = start[i]; q < start[i] + length[i]; q++) tag[list[q]] = mark;
        for (let j = hashNext[i]; j >= 0; j = hashNext[j]) {
          if (weight[j] === 0 || length[j] !== length[i] || elements[j] !== elements[i]) continue;
          let same = true;
          for (let q = start[j]; q < start[j] + length[j] && same; q++) same = tag[list[q]] === mark;
          if (!same) continue;
          weight[i] += weight[j];
          weight[j] = 0;
          absorbedBy[j] = i;
        }
      }
      hashHead[h] = -1;
    }

    let alive = 0;
    for (let k = 0; k < count; k++) if (weight[scratch[k]] > 0) scratch[alive++] = scratch[k];
    if (pooled + alive > pool.length) {
      const larger = new Int32Array(2 * (pooled + alive));
      larger.set(pool.subarray(0, pooled));
      pool = larger;
    }
    memberStart[p] = pooled;
    for (let k = 0; k < alive; k++) pool[pooled++] = scratch[k];
    memberEnd[p] = pooled;
    elementWeight[p] = total;
    for (let k = 0; k < alive; k++) {
      const i = scratch[k];
      degree[i] = Math.max(0, Math.min(n - eliminated - weight[i], degree[i] + total - weight[i]));
      buckets.add(i, degree[i]);
    }
    pivots[pivotCount++] = p;
    stamp++;
  }
  return finalOrder(n, pivots.subarray(0, pivotCount), absorbedBy, dense);
}

/** Every pivot followed by the variables that were merged into it, then the dense ones. */
function finalOrder(n: number, pivots: Int32Array, absorbedBy: Int32Array, dense: readonly number[]): Int32Array {
  const first = new Int32Array(n).fill(-1);
  const next = new Int32Array(n).fill(-1);
  const order = new Int32Array(n);
  const stack: number[] = [];
  for (let i = n - 1; i >= 0; i--)
    if (absorbedBy[i] >= 0) {
      next[i] = first[absorbedBy[i]];
      first[absorbedBy[i]] = i;
    }
  let k = 0;
  for (const p of pivots) {
    stack.push(p);
    while (stack.length > 0) {
      const i = stack.pop() as number;
      order[k++] = i;
      for (let j = first[i]; j >= 0; j = next[j]) stack.push(j);
    }
  }
  for (const i of dense) order[k++] = i;
  return order;
}

/** The pattern of A + Aᵀ without its diagonal, as lists in one array. */
function symmetricNeighbours(a: CscMatrix): { readonly list: Int32Array; readonly start: Int32Array; readonly length: Int32Array } {
  const n = a.columns;
  const t = turned(a);
  const start = new Int32Array(n);
  const length = new Int32Array(n);
  const seen = new Int32Array(n).fill(-1);
  const list = new Int32Array(2 * entryCount(a));
  let filled = 0;
  for (let j = 0; j < n; j++) {
    start[j] = filled;
    seen[j] = j;
    for (const m of [a, t]) {
      for (let p = m.columnPointers[j]; p < m.columnPointers[j + 1]; p++) {
        const i = m.rowIndices[p];
        if (seen[i] !== j) {
          seen[i] = j;
          list[filled++] = i;
        }
      }
    }
    length[j] = filled - start[j];
  }
  return { list, start, length };
}

/** Variables in doubly linked lists by degree. */
function degreeBuckets(n: number): { add(i: number, d: number): void; remove(i: number, d: number): void; takeLowest(): number } {
  const head = new Int32Array(n + 1).fill(-1);
  const next = new Int32Array(n);
  const previous = new Int32Array(n);
  const inside = new Uint8Array(n);
  let lowest = 0;
  const remove = (i: number, d: number): void => {
    if (inside[i] === 0) return;
    inside[i] = 0;
    if (previous[i] >= 0) next[previous[i]] = next[i];
    else head[d] = next[i];
    if (next[i] >= 0) previous[next[i]] = previous[i];
  };
  return {
    add(i, d) {
      inside[i] = 1;
      previous[i] = -1;
      next[i] = head[d];
      if (head[d] >= 0) previous[head[d]] = i;
      head[d] = i;
      if (d < lowest) lowest = d;
    },
    remove,
    takeLowest() {
      while (head[lowest] < 0) lowest++;
      const i = head[lowest];
      remove(i, lowest);
      return i;
    },
  };
}
