/** A loop from tensors to tensors, tile by tile: each is brought near, computed, and handed out or reduced while it is there. */
import * as plain from '@adjoint/kernels';
import { type AnyTypedArray, type DType, DenseTensor, allocate, currentKernels, kernelOf, sizeOf } from '@adjoint/tensor';
import type { Slots, Step } from './machine.ts';
import type { Operation } from './operation.ts';
import { foldPieces, foldRows } from './row-pieces.ts';

export interface Memory {
  /** The packed elements of a root where they lie. */
  root(r: number): AnyTypedArray;
  dtype(r: number): DType;
  hostValue(v: number, slots: Slots): DenseTensor;
}

export function streamStep(o: Extract<Operation, { readonly kind: 'stream' }>, run: () => void, { root, dtype, hostValue }: Memory): Step {
  const n = sizeOf(o.shape);
  const size = sizeOf(o.tile);
  const count = n / o.row;
  const into = o.tiles.map(root);
  const from = o.outputs.map(({ to }) => root(to));
  const sums = o.reductions.map(({ to }) => root(to));
  const names = o.reductions.map(({ name }) => name);
  const one = new Float64Array(1);
  const partial: (readonly Float64Array[])[] = [];
  const levels = (depth: number): readonly Float64Array[] => (partial[depth] ??= names.map(() => new Float64Array(o.row)));
  return (slots) => {
    const sources = o.tiles.map((r) => hostValue(r, slots).packed());
    const known = sumsByPieces();
    const kernels = names.map((name) => kernelOf(name, plain[name]));
    const results = o.outputs.map(({ to }, k) => (o.given[k] || (!known && names.length > 0) ? allocate(dtype(to), n) : null));
    const tile = (i: number, m: number): void => {
      into.forEach((w, k) => {
        w.set(sources[k].subarray(i, i + m));
      });
      run();
      results.forEach((r, k) => {
        r?.set(m === size ? from[k] : from[k].subarray(0, m), i);
      });
    };
    const wholeRows = (): void => {
      const rows = size / o.row;
      for (let row = 0; row < count; row += rows) {
        const m = Math.min(rows, count - row);
        tile(row * o.row, m * o.row);
        o.reductions.forEach(({ of }, k) => {
          kernels[k](sums[k].subarray(row, row + m), from[of], m, o.row, 1);
        });
      }
    };
    const partsOfRows = (): void => {
      for (let row = 0; row < count; row++)
        foldPieces(names, row * o.row, o.row, size, (at, m) => {
          tile(at, m);
          return o.reductions.map(({ of }, k) => {
            kernels[k](one, from[of], 1, m, 1);
            return one[0];
          });
        }).forEach((x, k) => {
          sums[k][row] = x;
        });
    };
    const columns = (): void => {
      foldRows(names, 0, count, size / o.row, levels, (row, m, partials) => {
        tile(row * o.row, m * o.row);
        o.reductions.forEach(({ of }, k) => {
          kernels[k](partials[k], from[of].subarray(0, m * o.row), 1, m, o.row);
        });
      }).forEach((x, k) => {
        sums[k].set(x);
      });
    };
    if (names.length === 0 || !known) for (let i = 0; i < n; i += size) tile(i, Math.min(size, n - i));
    else if (o.along === 'columns') columns();
    else if (size >= o.row) wholeRows();
    else partsOfRows();
    if (!known)
      o.reductions.forEach(({ of }, k) => {
        if (o.along === 'columns') kernels[k](sums[k], results[of]!, 1, count, o.row);
        else kernels[k](sums[k], results[of]!, count, o.row, 1);
      });
    o.outputs.forEach(({ to }, k) => {
      if (o.given[k]) slots[to] = new DenseTensor(o.shape, dtype(to), results[k]!);
    });
  };
}

/** Whether sums in force are cut where ours are: the plain tier's and those of WebAssembly say so. */
const sumsByPieces = (): boolean => {
  const kernels = currentKernels();
  return kernels === null || Symbol.for('adjoint.kernels.lane-mode') in kernels;
};
