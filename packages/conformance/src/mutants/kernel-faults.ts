/** One kernel at a time, wrong in one way: the classes of fault that elementwise kernels, reductions and copies written by hand have. */
import {
  type BinaryKernel,
  BINARY_NAMES,
  type Kernels,
  type ReductionKernel,
  REDUCTION_NAMES,
  SCAN_NAMES,
  type UnaryKernel,
  UNARY_NAMES,
} from '@adjoint/kernels';
import { blasFaults } from './blas-faults.ts';
import { choiceFaults } from './choice-faults.ts';
import { convolutionFaults } from './convolution-faults.ts';
import { type Fault, faultOf, otherThan, quietly, rightKernel, withoutTail, writeBeyond } from './kernel-fault.ts';

const COMMUTATIVE: ReadonlySet<string> = new Set(['add', 'mul', 'maximum', 'minimum', 'hypot', 'equal', 'notEqual', 'and', 'or', 'xor']);

function unaryFaults(): Fault[] {
  const fault = faultOf<UnaryKernel>();
  return UNARY_NAMES.flatMap((name) => {
    const right = rightKernel[name];
    return [
      fault(name, 'forgets-the-tail', (out, x) => {
        right(out.subarray(0, withoutTail(out.length)), x);
      }),
      fault(name, 'of-nan', (out, x) => {
        const nan = Array.from(x, Number.isNaN);
        right(out, x);
        for (let i = 0; i < out.length; i++) if (nan[i]) out[i] = otherThan(out[i]);
      }),
      fault(name, 'of-infinity', (out, x) => {
        const infinite = Array.from(x, (v) => v === Infinity);
        right(out, x);
        for (let i = 0; i < out.length; i++) if (infinite[i]) out[i] = otherThan(out[i]);
      }),
      fault(name, 'writes-beyond', (out, x) => {
        right(out, x);
        writeBeyond(out);
      }),
      fault(name, 'takes-short-operands', quietly(right, undefined)),
      fault(name, 'not-in-place', (out, x) => {
        if (out === x) out.fill(NaN);
        right(out, x);
      }),
    ];
  });
}

function binaryFaults(): Fault[] {
  const fault = faultOf<BinaryKernel>();
  return BINARY_NAMES.flatMap((name) => {
    const right = rightKernel[name];
    return [
      fault(name, 'forgets-the-tail', (out, ...operands) => {
        right(out.subarray(0, withoutTail(out.length)), ...operands);
      }),
      fault(name, 'ignores-the-first-step', (out, x, xs, y, ys) => {
        right(out, x, x.length >= out.length ? 1 : xs, y, ys);
      }),
      fault(name, 'ignores-the-second-step', (out, x, xs, y, ys) => {
        right(out, x, xs, y, y.length >= out.length ? 1 : ys);
      }),
      fault(name, 'of-nan', (out, x, xs, y, ys) => {
        right(out, x, xs, y, ys);
        for (let i = 0; i < out.length; i++) if (Number.isNaN(x[i * xs] + y[i * ys])) out[i] = otherThan(out[i]);
      }),
      fault(name, 'writes-beyond', (out, ...operands) => {
        right(out, ...operands);
        writeBeyond(out);
      }),
      fault(name, 'takes-short-operands', quietly(right, undefined)),
      ...(COMMUTATIVE.has(name)
        ? []
        : [
            fault(name, 'exchanges-operands', (out, x, xs, y, ys) => {
              right(out, y, ys, x, xs);
            }),
          ]),
    ];
  });
}

function reductionFaults(): Fault[] {
  const fault = faultOf<ReductionKernel>();
  return [...REDUCTION_NAMES, ...SCAN_NAMES].flatMap((name) => {
    const right = rightKernel[name];
    const faults: Fault[] = [
      fault(name, 'of-the-wrong-axis', (out, x, outer, n, inner) => {
        right(out, x, outer * inner, n, 1);
      }),
      fault(name, 'writes-beyond', (out, ...rest) => {
        right(out, ...rest);
        writeBeyond(out);
      }),
      fault(name, 'takes-short-operands', quietly(right, undefined)),
      // the last element along the axis is taken for the first
      fault(name, 'forgets-the-tail', (out, x, outer, n, inner) => {
        const y = x.slice();
        if (withoutTail(n) < n && x.length >= outer * n * inner)
          for (let o = 0; o < outer; o++) y.copyWithin((o * n + n - 1) * inner, o * n * inner, (o * n + 1) * inner);
        right(out, y, outer, n, inner);
      }),
      fault(name, 'ignores-nan', (out, x, ...extents) => {
        right(
          out,
          x.map((v: number) => (v === v ? v : 0)),
          ...extents,
        );
      }),
    ];
    if (name.startsWith('cum'))
      faults.push(
        fault(name, 'not-in-place', (out, x, ...extents) => {
          if (out === x) out.fill(0);
          right(out, x, ...extents);
        }),
      );
    if (name.startsWith('arg'))
      faults.push(
        fault(name, 'names-the-last-of-equals', (out, x, outer, n, inner) => {
          right(out, x, outer, n, inner);
          const reversed = x.slice();
          for (let o = 0; o < outer; o++)
            for (let i = 0; i < n; i++) reversed.set(x.subarray((o * n + i) * inner, (o * n + i + 1) * inner), (o * n + n - 1 - i) * inner);
          const places = new Int32Array(outer * inner);
          right(places, reversed, outer, n, inner);
          for (let i = 0; i < places.length; i++) out[i] = n - 1 - places[i];
        }),
      );
    return faults;
  });
}

function stridedFaults(): Fault[] {
  const fault = faultOf<Kernels['gatherStrided']>();
  const packed = (shape: readonly number[]): number[] => shape.map((_, d) => shape.slice(d + 1).reduce((p, e) => p * e, 1));
  return (['gatherStrided', 'scatterStrided', 'scatterAddStrided'] as const).flatMap((name) => {
    const right = rightKernel[name];
    return [
      fault(name, 'ignores-strides', (out, x, shape, strides, offset) => {
        right(out, x, shape, strides.length === shape.length ? packed(shape) : strides, offset);
      }),
      fault(name, 'ignores-the-offset', (out, x, shape, strides, offset) => {
        right(out, x, shape, strides, offset < 0 || strides.some((s) => s < 0) ? offset : 0);
      }),
      fault(name, 'forgets-the-tail', (out, x, shape, ...rest) => {
        right(
          out,
          x,
          shape.map((n, d) => (d === shape.length - 1 ? withoutTail(n) : n)),
          ...rest,
        );
      }),
      fault(name, 'takes-views-that-leave', quietly(right, undefined)),
      ...(name === 'gatherStrided'
        ? []
        : [fault(name, 'adds-or-does-not', rightKernel[name === 'scatterStrided' ? 'scatterAddStrided' : 'scatterStrided'])]),
    ];
  });
}

/** All of them, by the name of the kernel and of the fault. */
export const kernelFaults = (): readonly Fault[] => [
  ...unaryFaults(),
  ...binaryFaults(),
  ...reductionFaults(),
  ...stridedFaults(),
  ...blasFaults(),
  ...convolutionFaults(),
  ...choiceFaults(),
];
