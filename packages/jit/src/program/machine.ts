/**
 * Operations as closures over one WebAssembly memory, compiled once; between them nothing is allocated.
 */
import * as plain from '@adjoint/kernels';
import type { Epilogue, Floats, GemmKernel } from '@adjoint/kernels';
import { type LaneMode, type Loop, compileLoops, gemmWithin, scratchWithin } from '@adjoint/kernels/wasm';
import { type AnyTypedArray, type DType, DenseTensor, type GraphRunner, allocate, kernelOf, sizeOf } from '@adjoint/tensor';
import { evaluateNode } from './evaluate-node.ts';
import type { Lowered } from './lower.ts';
import { type Factor, type Finish, type Operand, type Operation, type ProductOperation, loopTypeOf } from './operation.ts';
import { planMemory } from './plan-memory.ts';
import { streamStep } from './stream-step.ts';
import { type View, isPacked, matrixStarts } from './view.ts';

/** The tensors of a call, by variable. */
export type Slots = (DenseTensor | undefined)[];
export type Step = (slots: Slots) => void;

export interface Machine {
  /** One for each operation, in order. */
  readonly steps: readonly Step[];
  /** The tensor of a variable that exists as one, or is such a one in another shape. */
  hostValue(v: number, slots: Slots): DenseTensor;
  /** The tensor of a variable in memory. */
  unload(v: number): DenseTensor;
  /** The elements of a variable in memory, to `to` from its place `at` on. */
  copyOut(v: number, to: AnyTypedArray, at: number): void;
  /** The packed elements of a root where they lie. */
  root(r: number): AnyTypedArray;
}

/** Eager kernels leave fewer elements to the plain tier: so do loops. */
const EXACT_BELOW = 64;
/** Above this a program would hold too much for good: it runs node by node. */
const MOST_BYTES = 2 ** 30;
const BYTES = { float64: 8, float32: 4, int32: 4, uint32: 4, bool: 1 } as const;

export interface MachineOptions {
  readonly mode: LaneMode;
  readonly inner: GraphRunner;
  readonly outputs: readonly number[];
  /** Values of variables known beforehand. */
  readonly constants: ReadonlyMap<number, DenseTensor>;
  /** Roots that keep their place for all calls. */
  readonly lasting: ReadonlySet<number>;
  /** Roots that take the place of a lasting one. */
  readonly placed?: ReadonlyMap<number, number>;
}

/** Null where there is no loop, or the engine offers no memory or no vectors. */
export function buildMachine(lowered: Lowered, { mode, inner, outputs, constants, lasting, placed }: MachineOptions): Machine | null {
  const { operations, views, makers, avals } = lowered;
  if (
    !operations.some((o) => o.kind === 'loop' || o.kind === 'stream' || o.kind === 'update' || (o.kind === 'matmul' && o.finish !== null))
  )
    return null;
  const { addresses, bytes: scratch } = planMemory(lowered, outputs, lasting, placed);
  const bytes =
    scratch +
    Math.max(
      0,
      ...operations.map((o) => {
        const p = o.kind === 'update' ? o.product : o;
        return p.kind === 'matmul' ? scratchWithin(p.m, p.n, p.k) : 0;
      }),
    );
  if (bytes > MOST_BYTES) return null;
  const addressOf = (x: View): number => addresses.get(x.root)! + x.offset * BYTES[avals[x.root].dtype];
  const loops: Loop[] = operations
    .map((o) => (o.kind === 'update' ? { ...o.loop, kind: 'loop' as const } : o))
    .flatMap((o) =>
      o.kind === 'loop' || o.kind === 'stream'
        ? [
            {
              precision: o.precision,
              shape: o.kind === 'loop' ? o.shape : o.tile,
              steps: o.steps,
              exact: mode.exact || sizeOf(o.shape) < EXACT_BELOW,
              fused: mode.fused && sizeOf(o.shape) >= EXACT_BELOW,
              inputs: o.inputs.map((x) => ({ address: addressOf(x), type: loopTypeOf(avals[x.root].dtype), strides: x.strides })),
              outputs: o.outputs.map(({ step, to }) => ({ step, address: addresses.get(to)!, type: loopTypeOf(avals[to].dtype) })),
            },
          ]
        : [],
    );
  let compiled: ReturnType<typeof compileLoops>;
  try {
    compiled = compileLoops(loops, bytes);
  } catch {
    return null;
  }
  const { buffer } = compiled.memory;
  const f64 = new Float64Array(buffer);
  const f32 = new Float32Array(buffer);
  const u8 = new Uint8Array(buffer);
  const all = (dtype: DType): AnyTypedArray => (dtype === 'float64' ? f64 : dtype === 'float32' ? f32 : u8);
  const start = (x: View): number => addressOf(x) / BYTES[avals[x.root].dtype];
  /** The elements of a root, or of a packed view, where they lie. */
  const window = (x: View): AnyTypedArray => all(avals[x.root].dtype).subarray(start(x), start(x) + sizeOf(x.shape));
  const rootView = (r: number): View => ({ root: r, shape: avals[r].shape, strides: [], offset: 0 });

  const hostValue = (v: number, slots: Slots): DenseTensor => {
    const known = slots[v];
    if (known !== undefined) return known;
    const { primitive, inputs, params } = makers.get(v)!;
    const value = primitive.evaluate([hostValue(inputs[0], slots)], params)[0] as DenseTensor;
    slots[v] = value;
    return value;
  };
  const copyOut = (v: number, to: AnyTypedArray, at: number): void => {
    const view = views.get(v)!;
    const { shape, dtype } = avals[v];
    const n = sizeOf(shape);
    const from = start(view);
    if (isPacked(view)) to.set(all(dtype).subarray(from, from + n), at);
    else kernelOf('gatherStrided', plain.gatherStrided)(to.subarray(at, at + n), all(dtype), shape, view.strides, from);
  };
  const unload = (v: number): DenseTensor => {
    const view = views.get(v)!;
    const { shape, dtype } = avals[v];
    const n = sizeOf(shape);
    if (isPacked(view)) return new DenseTensor(shape, dtype, all(dtype).slice(start(view), start(view) + n));
    const out = allocate(dtype, n);
    copyOut(v, out, 0);
    return new DenseTensor(shape, dtype, out);
  };

  const within = new WeakMap<GemmKernel, GemmKernel>();
  /** The product of the kernels in force, in this memory where it can. */
  const gemmHere = (): GemmKernel => {
    const gemm: GemmKernel = kernelOf('gemm', plain.gemm);
    let here = within.get(gemm);
    if (here === undefined) within.set(gemm, (here = gemmWithin(gemm, compiled.memory, scratch)));
    return here;
  };
  let next = 0;
  const stepOf = (o: Operation): Step => {
    switch (o.kind) {
      case 'loop':
        return compiled.run[next++];
      case 'stream':
        return streamStep(o, compiled.run[next++], { root: (r) => window(rootView(r)), dtype: (r) => avals[r].dtype, hostValue });
      case 'load': {
        const to = window(rootView(o.to));
        const constant = constants.get(o.to);
        if (constant !== undefined) {
          to.set(constant.packed());
          return () => undefined;
        }
        return (slots) => {
          to.set(hostValue(o.to, slots).packed());
        };
      }
      case 'copy': {
        const to = window(rootView(o.to));
        const from = all(avals[o.to].dtype);
        const at = start(o.from);
        return () => {
          kernelOf('gatherStrided', plain.gatherStrided)(to, from, o.from.shape, o.from.strides, at);
        };
      }
      case 'place': {
        const to = window(rootView(o.to));
        const from = window(o.from);
        return () => {
          to.fill(0);
          kernelOf('scatterStrided', plain.scatterStrided)(to, from, o.from.shape, o.strides, o.offset);
        };
      }
      case 'reduce': {
        const to = window(rootView(o.to));
        const from = window(o.from);
        const { name } = o.node.primitive;
        const kernel = plain[name as 'sum'];
        return () => {
          kernelOf(name, kernel)(to, from, o.outer, o.n, o.inner);
        };
      }
      case 'map': {
        const to = window(rootView(o.to));
        const from = window(o.from);
        const kernel = plain[o.kernel as 'cosh'];
        return () => {
          kernelOf(o.kernel, kernel)(to, from);
        };
      }
      case 'matmul':
        return product(o);
      case 'update':
        return update(o, compiled.run[next++]);
      case 'host':
        return (slots) => {
          for (const v of o.unloads) slots[v] = unload(v);
          const { primitive, inputs, outputs: made, params } = o.node;
          evaluateNode(
            primitive,
            inputs.map((v) => hostValue(v, slots)),
            params,
            inner,
            made[0],
          ).forEach((y, i) => {
            slots[made[i]] = y as DenseTensor;
          });
        };
    }
  };
  const update = ({ product: p, loop, alpha }: Extract<Operation, { readonly kind: 'update' }>, run: Step): Step => {
    const apart = product(p);
    const added = product(p, alpha, loop.outputs[0].to);
    return (slots) => {
      // what rounds the scaled product first: the product in lanes, float32 ones where they are not left to the plain tier
      if (gemmHere() !== kernelOf('gemm', plain.gemm) && (loop.precision === 'float64' || !mode.exact)) added(slots);
      else {
        apart(slots);
        run(slots);
      }
    };
  };
  /** C ← AB with what follows, or C ← C + α·AB. */
  const product = (o: ProductOperation, alpha = 1, result = o.to): Step => {
    const { m, n, k, a, b } = o;
    const beta = result === o.to ? 0 : 1;
    const memory = all(avals[o.to].dtype) as Float64Array;
    const to = start(rootView(result));
    const startsA = startsOf(a, o.lead);
    const startsB = startsOf(b, o.lead);
    const baseA = a.host ? 0 : start({ ...a.view, offset: 0 });
    const baseB = b.host ? 0 : start({ ...b.view, offset: 0 });
    const finish = o.finish && finishing(o.finish);
    return (slots) => {
      const gemm = gemmHere();
      const epilogue = finish?.(slots);
      const inside = gemm.takesEpilogue ? (epilogue ?? undefined) : undefined;
      const left = a.host ? (hostValue(a.view.root, slots).packed() as Float64Array) : memory;
      const right = b.host ? (hostValue(b.view.root, slots).packed() as Float64Array) : memory;
      for (let i = 0; i < startsA.length; i++) {
        gemm(
          a.transposed,
          b.transposed,
          m,
          n,
          k,
          alpha,
          left,
          baseA + startsA[i],
          a.ld,
          right,
          baseB + startsB[i],
          b.ld,
          beta,
          memory,
          to + i * m * n,
          n,
          inside,
        );
        if (epilogue && !inside) plain.applyEpilogue(epilogue, m, n, memory, to + i * m * n, n);
      }
    };
  };
  const finishing = ({ along, scale, bias, relu }: Finish): ((slots: Slots) => Epilogue) => {
    const vector = (x: Operand): ((slots: Slots) => Floats) => {
      const { root, offset, shape } = x.view;
      const here = x.host ? null : (window(x.view) as Floats);
      return (slots) => here ?? (hostValue(root, slots).packed() as Floats).subarray(offset, offset + shape[0]);
    };
    const s = scale && vector(scale);
    const b = bias && vector(bias);
    return (slots) => ({ along, relu, ...(s && { scale: s(slots) }), ...(b && { bias: b(slots) }) });
  };
  return { steps: operations.map(stepOf), hostValue, unload, copyOut, root: (r) => window(rootView(r)) };
}

const startsOf = (f: Factor, lead: readonly number[]): Int32Array => matrixStarts(f.view, lead);
