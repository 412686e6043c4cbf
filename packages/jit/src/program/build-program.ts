/**
 * Operations as closures over one WebAssembly memory, compiled once. A call loads what loops need, runs them in order
 * and copies the results out; between its operations nothing is allocated.
 */
import * as plain from '@adjoint/kernels';
import { type LaneMode, type Loop, compileLoops } from '@adjoint/kernels/wasm';
import { type AnyTypedArray, type DType, DenseTensor, type Graph, type GraphRunner, type Tensor, allocate, interpreterOf, kernelOf, sizeOf } from '@adjoint/tensor';
import { takeOver } from '../donate.ts';
import { evaluateNode } from './evaluate-node.ts';
import { lower } from './lower.ts';
import { type Factor, type Operation, loopTypeOf } from './operation.ts';
import { planMemory } from './plan-memory.ts';
import type { Program } from './program.ts';
import { TILE, streamLoops } from './stream-loops.ts';
import { type View, isPacked, matrixStarts } from './view.ts';

type Slots = (DenseTensor | undefined)[];
type Step = (slots: Slots) => void;
/** Eager kernels leave fewer elements to the plain tier: so do loops. */
const EXACT_BELOW = 64;
/** Above this a program would hold too much for good: it runs node by node. */
const MOST_BYTES = 2 ** 30;

/** The compiled program; null where there is no loop in it, or the engine offers no memory or no vectors. */
export function buildProgram(graph: Graph, captured: readonly Tensor[], mode: LaneMode, inner: GraphRunner): Program | null {
  const lowered = streamLoops(lower(graph, captured), graph.outputs), { operations, views, makers, hostable, avals } = lowered;
  if (!operations.some((o) => o.kind === 'loop' || o.kind === 'stream')) return null;
  const constants = new Map(graph.captured.flatMap((v, i) => interpreterOf(captured[i]) === null ? [[v, captured[i] as DenseTensor] as const] : []));
  const lasting = new Set(operations.flatMap((o) => o.kind === 'load' && constants.has(o.to) ? [o.to] : []));
  const { addresses, bytes } = planMemory(lowered, graph.outputs, lasting);
  if (bytes > MOST_BYTES) return null;
  const loops: Loop[] = operations.flatMap((o) => o.kind === 'loop' || o.kind === 'stream' ? [{
    precision: o.precision, shape: o.kind === 'loop' ? o.shape : [TILE], steps: o.steps, exact: mode.exact || sizeOf(o.shape) < EXACT_BELOW, fused: mode.fused && sizeOf(o.shape) >= EXACT_BELOW,
    inputs: o.inputs.map((x) => ({ address: addressOf(x), type: loopTypeOf(avals[x.root].dtype), strides: x.strides })),
    outputs: o.outputs.map(({ step, to }) => ({ step, address: addresses.get(to)!, type: loopTypeOf(avals[to].dtype) })),
  }] : []);
  function addressOf(x: View): number { return addresses.get(x.root)! + x.offset * BYTES[avals[x.root].dtype]; }
  let compiled: ReturnType<typeof compileLoops>;
  try {
    compiled = compileLoops(loops, bytes);
  } catch {
    return null;
  }
  const { buffer } = compiled.memory, f64 = new Float64Array(buffer), f32 = new Float32Array(buffer), u8 = new Uint8Array(buffer);
  const all = (dtype: DType): AnyTypedArray => dtype === 'float64' ? f64 : dtype === 'float32' ? f32 : u8;
  const start = (x: View): number => addressOf(x) / BYTES[avals[x.root].dtype];
  /** The elements of a root, or of a packed view, where they lie. */
  const window = (x: View): AnyTypedArray => all(avals[x.root].dtype).subarray(start(x), start(x) + sizeOf(x.shape));
  const rootView = (r: number): View => ({ root: r, shape: avals[r].shape, strides: [], offset: 0 });

  const hostValue = (v: number, slots: Slots): DenseTensor => {
    const known = slots[v];
    if (known !== undefined) return known;
    const { primitive, inputs, params } = makers.get(v)!, value = primitive.evaluate([hostValue(inputs[0], slots)], params)[0] as DenseTensor;
    slots[v] = value;
    return value;
  };
  const unload = (v: number, spare: AnyTypedArray[]): DenseTensor => {
    const view = views.get(v)!, { shape, dtype } = avals[v], n = sizeOf(shape), at = spare.findIndex((s) => s.length === n && s.constructor === all(dtype).constructor);
    const taken = at < 0 ? null : takeOver(spare.splice(at, 1)[0]);
    if (!isPacked(view)) {
      const out = taken ?? allocate(dtype, n);
      kernelOf('gatherStrided', plain.gatherStrided)(out, all(dtype), shape, view.strides, start(view));
      return new DenseTensor(shape, dtype, out);
    }
    if (taken === null) return new DenseTensor(shape, dtype, all(dtype).slice(start(view), start(view) + n));
    taken.set(all(dtype).subarray(start(view), start(view) + n));
    return new DenseTensor(shape, dtype, taken);
  };

  let next = 0;
  const stepOf = (o: Operation): Step => {
    switch (o.kind) {
      case 'loop': return compiled.run[next++];
      case 'stream': return stream(o, compiled.run[next++]);
      case 'load': {
        const to = window(rootView(o.to)), constant = constants.get(o.to);
        if (constant !== undefined) { to.set(constant.packed()); return () => undefined; }
        return (slots) => { to.set(hostValue(o.to, slots).packed()); };
      }
      case 'copy': {
        const to = window(rootView(o.to)), from = all(avals[o.to].dtype), at = start(o.from);
        return () => { kernelOf('gatherStrided', plain.gatherStrided)(to, from, o.from.shape, o.from.strides, at); };
      }
      case 'place': {
        const to = window(rootView(o.to)), from = window(o.from);
        return () => { to.fill(0); kernelOf('scatterStrided', plain.scatterStrided)(to, from, o.from.shape, o.strides, o.offset); };
      }
      case 'reduce': {
        const to = window(rootView(o.to)), from = window(o.from), { name } = o.node.primitive, kernel = plain[name as 'sum'];
        return () => { kernelOf(name, kernel)(to, from, o.outer, o.n, o.inner); };
      }
      case 'matmul': return product(o);
      case 'host': return (slots) => {
        for (const v of o.unloads) slots[v] = unload(v, []);
        const { primitive, inputs, outputs, params } = o.node;
        evaluateNode(primitive, inputs.map((v) => hostValue(v, slots)), params, inner).forEach((y, i) => { slots[outputs[i]] = y as DenseTensor; });
      };
    }
  };
  const product = (o: Extract<Operation, { readonly kind: 'matmul' }>): Step => {
    const { m, n, k, a, b } = o, memory = all(avals[o.to].dtype) as Float64Array, to = start(rootView(o.to)), startsA = startsOf(a, o.lead), startsB = startsOf(b, o.lead);
    const baseA = a.host ? 0 : start({ ...a.view, offset: 0 }), baseB = b.host ? 0 : start({ ...b.view, offset: 0 });
    return (slots) => {
      const gemm = kernelOf('gemm', plain.gemm), left = a.host ? hostValue(a.view.root, slots).packed() as Float64Array : memory, right = b.host ? hostValue(b.view.root, slots).packed() as Float64Array : memory;
      for (let i = 0; i < startsA.length; i++) gemm(a.transposed, b.transposed, m, n, k, 1, left, baseA + startsA[i], a.ld, right, baseB + startsB[i], b.ld, 0, memory, to + i * m * n, n);
    };
  };
  const stream = (o: Extract<Operation, { readonly kind: 'stream' }>, run: () => void): Step => {
    const n = sizeOf(o.shape), into = o.tiles.map((r) => window(rootView(r))), from = o.outputs.map(({ to }) => window(rootView(to)));
    return (slots) => {
      const sources = o.tiles.map((r) => hostValue(r, slots).packed()), results = o.outputs.map(({ to }) => allocate(avals[to].dtype, n));
      for (let i = 0; i < n; i += TILE) {
        const m = Math.min(TILE, n - i);
        into.forEach((w, k) => { w.set(sources[k].subarray(i, i + m)); });
        run();
        results.forEach((r, k) => { r.set(m === TILE ? from[k] : from[k].subarray(0, m), i); });
      }
      o.outputs.forEach(({ to }, k) => { slots[to] = new DenseTensor(o.shape, avals[to].dtype, results[k]); });
    };
  };
  const steps = operations.map(stepOf), size = avals.length, outputs = graph.outputs;
  /** Inputs whose arrays nothing but this program can see once it has loaded them. */
  const seen = new Set<number>();
  const look = (v: number): void => { seen.add(v); const maker = makers.get(v); if (maker !== undefined && hostable.has(v) && !operations.some((o) => o.kind === 'host' && o.node === maker)) maker.inputs.forEach(look); };
  for (const v of outputs) if (hostable.has(v)) look(v);
  for (const o of operations) if (o.kind === 'host') for (const v of o.node.inputs) if (hostable.has(v)) look(v);
  let running = false;
  return {
    reusable: graph.inputs.map((v) => !seen.has(v)),
    busy: () => running,
    run(inputs, captures, spare) {
      const slots: Slots = new Array<undefined>(size);
      graph.inputs.forEach((v, i) => { slots[v] = inputs[i]; });
      graph.captured.forEach((v, i) => { slots[v] = captures[i] as DenseTensor; });
      running = true;
      try {
        for (const step of steps) step(slots);
        return outputs.map((v) => hostable.has(v) ? hostValue(v, slots) : slots[v] ??= unload(v, spare));
      } finally {
        running = false;
      }
    },
  };
}

const BYTES = { float64: 8, float32: 4, int32: 4, uint32: 4, bool: 1 } as const;
const startsOf = (f: Factor, lead: readonly number[]): Int32Array => matrixStarts(f.view, lead);
