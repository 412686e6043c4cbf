/**
 * One pass over the operands for a whole elementwise expression: no intermediate array. float32 runs in four lanes, or,
 * when deterministic, in float64 lanes with one rounding at the end. Blocks in which some step leaves its ordinary interval are split, and the part that
 * holds the offender is computed element by element.
 */
import type { Floats } from '../contract.ts';
import { createArena, type Arena } from './arena.ts';
import {
  addI32,
  anyTrue,
  bitsOf,
  demoteZero,
  doWhile,
  f32x4,
  f32x4Unary,
  f64x2,
  f64x2Unary,
  i32,
  lessI32,
  loadSplat32,
  loadSplat64,
  loadV128,
  loadZero64,
  sequence,
  storeLane64,
  storeV128,
  zeroV128,
} from './assembler.ts';
import * as elementary from './elementary-functions.ts';
import { constant32, elementary32, isSingle, ORDINARY_32, type SingleName } from './elementary32.ts';
import { evaluateSteps, linearise, type Expression, type Step } from './expression.ts';
import { detectFeatures } from './features.ts';
import { createLaneBuilder, type ConstantTable, type LaneBuilder, type Lanes } from './lane-builder.ts';
import { MAP_NAMES, ORDINARY, type MapName } from './maps.ts';
import { assemble, defineFunction } from './module.ts';
import type { WasmOptions } from './wasm-kernels.ts';

/** out[i] = f(inputs[0][i·step], …); all arrays of one precision. */
export type FusedMap = (out: Floats, inputs: readonly Floats[]) => void;
/** Compiles an expression once; `steps` says for each operand whether it is one value (0) or an array (1). */
export type Fuser = (expression: Expression, steps: readonly (0 | 1)[]) => FusedMap;

const BLOCK = 1024;
const PART = 16;
const TABLES = 1 << 19;
const SLOT = BLOCK * 8;
/** Bytes of constants that a step takes at most, in both precisions; more steps than half of the tables hold are refused. */
const STEP_BYTES = 2 * 16 * 80;
const MOST_STEPS = 100;

/** double: float64; rounded: float32 through float64 lanes; single: float32 lanes. */
type Mode = 'double' | 'rounded' | 'single';

/** The operations of one width. */
interface LaneSet {
  readonly vectors: typeof f64x2 | typeof f32x4;
  readonly unary: Readonly<Record<'neg' | 'abs' | 'sqrt', (x: Lanes) => Lanes>>;
  constant(x: number): Lanes;
  interval(op: MapName): readonly [low: number, high: number];
  apply(op: MapName, x: Lanes): Lanes;
}

const lanesOf = (b: LaneBuilder, mode: Mode): LaneSet =>
  mode === 'single'
    ? {
        vectors: f32x4,
        unary: f32x4Unary,
        constant: (x) => constant32(b, x),
        interval: (op) => ORDINARY_32[op as SingleName],
        apply: (op, x) => elementary32[op as SingleName](b, x),
      }
    : {
        vectors: f64x2,
        unary: f64x2Unary,
        constant: (x) => b.constant(x),
        interval: (op) => ORDINARY[op],
        apply: (op, x) => elementary[op](b, x),
      };

function emit(b: LaneBuilder, mode: Mode, steps: readonly Step[], input: (index: number) => Lanes, outside: (mask: Lanes) => void): Lanes {
  const { vectors, unary, constant, interval, apply } = lanesOf(b, mode);
  const lanes: Lanes[] = [];
  for (const { op, x, y, value } of steps) {
    const [p, q] = [lanes[x], lanes[y]];
    switch (op) {
      case 'input':
        lanes.push(b.name(input(value)));
        break;
      case 'constant':
        lanes.push(constant(value));
        break;
      case 'add':
      case 'sub':
      case 'mul':
      case 'div':
        lanes.push(b.name(vectors[op](p, q)));
        break;
      case 'maximum':
        lanes.push(b.name(vectors.max(p, q)));
        break;
      case 'minimum':
        lanes.push(b.name(vectors.min(p, q)));
        break;
      case 'neg':
      case 'abs':
      case 'sqrt':
        lanes.push(b.name(unary[op](p)));
        break;
      case 'square':
        lanes.push(b.name(vectors.mul(p, p)));
        break;
      case 'reciprocal':
        lanes.push(b.name(vectors.div(constant(1), p)));
        break;
      case 'exp':
      case 'expm1':
      case 'log':
      case 'log1p':
      case 'sigmoid':
      case 'softplus':
      case 'sin':
      case 'cos':
      case 'tanh':
      case 'tan':
      case 'erf':
      case 'erfc':
      case 'lgamma':
      case 'digamma': {
        const [low, high] = interval(op);
        outside(bitsOf.andNot(b.bits(-1n), bitsOf.and(vectors.ge(p, constant(low)), vectors.le(p, constant(high)))));
        lanes.push(apply(op, p));
      }
    }
  }
  return lanes[lanes.length - 1];
}

/** run(at, end): byte offsets within each block; not 0 when some step left its interval. */
type Run = (at: number, end: number) => number;

function compile(
  arena: Arena,
  steps: readonly Step[],
  repeats: readonly (0 | 1)[],
  base: number,
  fused: boolean,
  mode: Mode,
): { run: Run; bytes: number } {
  const table: ConstantTable = [];
  const out = TABLES + repeats.length * SLOT;
  const code = defineFunction('run', ['i32', 'i32'], ([at, end], local) => {
    const b = createLaneBuilder(local, table, base, fused);
    const strange = local('v128');
    const y = emit(
      b,
      mode,
      steps,
      (k) => {
        const offset = TABLES + k * SLOT;
        if (repeats[k] === 0) {
          const splat = mode === 'double' ? loadSplat64(i32(0), offset) : loadSplat32(i32(0), offset);
          return mode === 'rounded' ? f64x2Unary.promoteLow(splat) : splat;
        }
        return mode === 'rounded' ? f64x2Unary.promoteLow(loadZero64(at.get(), offset)) : loadV128(at.get(), offset);
      },
      (mask) => {
        b.assign(strange, bitsOf.or(strange.get(), mask));
      },
    );
    return {
      run: sequence(
        strange.set(zeroV128()),
        doWhile(
          sequence(
            b.statements(),
            mode === 'rounded' ? storeLane64(at.get(), demoteZero(y), out) : storeV128(at.get(), y, out),
            at.set(addI32(at.get(), i32(mode === 'rounded' ? 8 : 16))),
          ),
          lessI32(at.get(), end.get()),
        ),
      ),
      result: anyTrue(strange.get()),
    };
  });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(assemble([code])), { scratch: { memory: arena.memory } });
  const words = new BigUint64Array(arena.memory.buffer, base, 2 * table.length);
  table.forEach((word, i) => {
    words[2 * i] = word;
    words[2 * i + 1] = word;
  });
  return { run: instance.exports.run as unknown as Run, bytes: 16 * table.length };
}

interface Compiled {
  readonly double: Run;
  readonly single: Run;
}

/**
 * A compiler of fused maps over one scratch memory. Equal expressions are compiled once. Results are those of the
 * plain tier step by step when `deterministic` is set (in float64; float32 rounds only the last step).
 *
 * @example const f = createFuser()({ op: 'exp', x: { op: 'input', index: 0 } }, [1]); f(out, [x]);
 */
export function createFuser(options: WasmOptions = {}): Fuser {
  const features = detectFeatures();
  const fused = features.fused && (options.fused ?? true) && !(options.deterministic ?? false);
  const known = new Map<string, FusedMap>();
  let room = features.simd ? createArena() : null;
  let tableEnd = 0;
  return (expression, repeats) => {
    const steps = linearise(expression);
    if (steps.length > MOST_STEPS) throw new RangeError(`fused map: ${steps.length} steps, at most ${MOST_STEPS}: split the expression`);
    const key = JSON.stringify([steps.map((s) => [s.op, s.x, s.y, Object.is(s.value, -0) ? '-0' : String(s.value)]), repeats]);
    let map = known.get(key);
    if (map) return map;
    if (room && tableEnd > TABLES / 2) {
      room = createArena();
      tableEnd = 0;
    } // the tables are full: another memory
    const arena = room;
    const wide = steps.some(({ op }) => (MAP_NAMES as readonly string[]).includes(op) && !isSingle(op, fused)); // these have float64 lanes only
    const narrow = options.deterministic === true || wide ? 'rounded' : 'single';
    let compiled: Compiled | null = null;
    const run = (single: boolean): Run => {
      if (!compiled) {
        arena!.reserve(TABLES + (repeats.length + 1) * SLOT + 64);
        const double = compile(arena!, steps, repeats, base, fused, 'double');
        const other = compile(arena!, steps, repeats, base + double.bytes, fused, narrow);
        compiled = { double: double.run, single: other.run };
      }
      return single ? compiled.single : compiled.double;
    };
    const base = tableEnd;
    tableEnd += (steps.length + 1) * STEP_BYTES;
    map = (out, inputs) => {
      mapOver(arena, steps, repeats, run, out, inputs);
    };
    known.set(key, map);
    return map;
  };
}

function mapOver(
  arena: Arena | null,
  steps: readonly Step[],
  repeats: readonly (0 | 1)[],
  runOf: (single: boolean) => Run,
  out: Floats,
  inputs: readonly Floats[],
): void {
  const n = out.length;
  repeats.forEach((step, k) => {
    if (!(inputs[k]?.length >= (step === 0 ? Math.min(1, n) : n)))
      throw new RangeError(`fused map: operand ${k} holds ${inputs[k]?.length ?? 0} elements, step ${step}, the result ${n}`);
  });
  const values = new Float64Array(steps.length);
  const element = (i: number): number => evaluateSteps(steps, values, (k) => inputs[k][i * repeats[k]]);
  const single = out instanceof Float32Array;
  const alike = inputs.every((x) => x instanceof Float32Array === single);
  if (!arena || !alike || n < PART) {
    for (let i = 0; i < n; i++) out[i] = element(i);
    return;
  }
  const run = runOf(single);
  const view = single ? arena.float32() : arena.float64();
  const size = single ? 4 : 8;
  const first = TABLES / size;
  const slot = SLOT / size;
  const result = first + repeats.length * slot;
  for (let i = 0; i < n; i += BLOCK) {
    const m = Math.min(BLOCK, n - i);
    repeats.forEach((step, k) => {
      view.set(inputs[k].subarray(i * step, step === 0 ? 1 : i + m), first + k * slot);
    });
    if (run(0, m * size) !== 0) {
      for (let j = 0; j < m; j += PART) {
        const end = Math.min(m, j + PART);
        if (run(j * size, end * size) !== 0) for (let l = j; l < end; l++) view[result + l] = element(i + l);
      }
    }
    out.set(view.subarray(result, result + m), i);
  }
}
