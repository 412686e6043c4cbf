/**
 * Elementwise loops as WebAssembly: one function for each loop, one module for all, addresses and lengths inside the
 * code. Results go straight to memory, with no array between the steps of a loop.
 *
 * A row is taken in whole vectors: the last one may write up to 16 bytes beyond its row, which the next row, or the
 * free room behind a result, takes.
 */
import * as math from '../../math/index.ts';
import {
  addI32,
  doWhile,
  i32,
  lessI32,
  loadSplat32,
  loadSplat64,
  loadV128,
  sequence,
  storeV128,
  subI32,
  type Statement,
  type Value,
  type Variable,
} from '../assembler.ts';
import { type ConstantTable, type LaneBuilder, type Lanes, createLaneBuilder } from '../lane-builder.ts';
import { constant32 } from '../elementary32.ts';
import { type FunctionCode, type Local, defineFunction } from '../module.ts';
import { loadMask32, loadMask64, loadMaskSplat, shiftRight, storeMask32, storeMask64 } from './instructions.ts';
import { laneSet, SCALAR_FUNCTIONS } from './lane-set.ts';
import { type Loop, type LoopOperand, bytesOf, joinAxes } from './loop.ts';
import { assembleLoops } from './loop-module.ts';

/** The function of one loop; constants are added to `table`, which lies at `base`. */
export function loopCode(name: string, loop: Loop, table: ConstantTable, base: number): FunctionCode {
  const whole = contiguous(loop.shape);
  const { shape, strides } = joinAxes(loop.shape, [...loop.inputs.map((x) => x.strides), whole]);
  const outer = shape.slice(0, -1);
  const columns = shape[shape.length - 1];
  const wide = loop.precision === 'float64' ? 8 : 4;
  const inputs = loop.inputs.map((x, k): LoopOperand => ({ ...x, strides: strides[k] }));
  const into = strides[strides.length - 1];
  return defineFunction(name, [], (_none, local) => {
    const at = local('i32');
    const pointers = new Map<string, { readonly variable: Variable<'i32'>; readonly steps: readonly number[] }>();
    /** Bytes from the start of an operand to its row; null where that is always 0. */
    const rowOf = (x: Pick<LoopOperand, 'type' | 'strides'>): Value<'i32'> | null => {
      const steps = x.strides.slice(0, -1).map((s) => s * bytesOf(x.type));
      if (steps.every((s) => s === 0)) return null;
      const key = steps.join();
      if (!pointers.has(key)) pointers.set(key, { variable: local('i32'), steps });
      return pointers.get(key)!.variable.get();
    };
    const addressIn = (x: Pick<LoopOperand, 'type' | 'strides'>): Value<'i32'> => {
      const row = rowOf(x);
      const column = x.type === 'bool' ? shiftRight(at.get(), wide === 8 ? 3 : 2) : at.get();
      return row === null ? column : addI32(row, column);
    };
    const before = createLaneBuilder(local, table, base, loop.fused);
    const inside = createLaneBuilder(local, table, base, loop.fused);
    const operands = inputs.map((x) =>
      x.strides[x.strides.length - 1] === 0 ? before.name(splat(x, rowOf(x) ?? i32(0), wide)) : inside.name(load(x, addressIn(x), wide)),
    );
    const lanes = stepLanes(loop, inside, local, operands);
    const stores = loop.outputs.map((o) => store(o, addressIn({ type: o.type, strides: into }), lanes[o.step], wide));
    const row = sequence(
      before.statements(),
      at.set(i32(0)),
      doWhile(sequence(inside.statements(), ...stores, at.set(addI32(at.get(), i32(16)))), lessI32(at.get(), i32(columns * wide))),
    );
    return nest(outer, local, [...pointers.values()], row);
  });
}

function stepLanes(loop: Loop, b: LaneBuilder, local: Local, operands: readonly Lanes[]): readonly Lanes[] {
  const set = laneSet(b, local, loop.precision, loop.exact);
  const lanes: Lanes[] = [];
  for (const s of loop.steps) {
    lanes.push(
      s.op === 'input'
        ? operands[s.operand]
        : s.op === 'constant'
          ? loop.precision === 'float32'
            ? constant32(b, s.value)
            : b.constant(s.value)
          : b.name(set.step(s, lanes)),
    );
  }
  return lanes;
}

const splat = (x: LoopOperand, at: Value<'i32'>, wide: number): Lanes =>
  x.type === 'bool' ? loadMaskSplat(at, x.address) : wide === 8 ? loadSplat64(at, x.address) : loadSplat32(at, x.address);
const load = (x: LoopOperand, at: Value<'i32'>, wide: number): Lanes =>
  x.type !== 'bool' ? loadV128(at, x.address) : wide === 8 ? loadMask64(at, x.address) : loadMask32(at, x.address);
const store = (o: Loop['outputs'][number], at: Value<'i32'>, y: Lanes, wide: number): Statement =>
  o.type !== 'bool' ? storeV128(at, y, o.address) : wide === 8 ? storeMask64(at, y, o.address) : storeMask32(at, y, o.address);

/** Loops over the outer axes around `body`; every pointer goes along and comes back. */
function nest(
  outer: readonly number[],
  local: Local,
  pointers: readonly { readonly variable: Variable<'i32'>; readonly steps: readonly number[] }[],
  body: Statement,
): Statement {
  let code = body;
  for (let d = outer.length - 1; d >= 0; d--) {
    const count = local('i32');
    const moving = pointers.filter((p) => p.steps[d] !== 0);
    code = sequence(
      count.set(i32(0)),
      doWhile(
        sequence(
          code,
          ...moving.map((p) => p.variable.set(addI32(p.variable.get(), i32(p.steps[d])))),
          count.set(addI32(count.get(), i32(1))),
        ),
        lessI32(count.get(), i32(outer[d])),
      ),
      ...moving.map((p) => p.variable.set(subI32(p.variable.get(), i32(p.steps[d] * outer[d])))),
    );
  }
  return code;
}

/** Row-major strides. */
function contiguous(shape: readonly number[]): readonly number[] {
  const strides = new Array<number>(shape.length);
  for (let d = shape.length - 1, step = 1; d >= 0; step *= shape[d], d--) strides[d] = step;
  return strides;
}

export interface CompiledLoops {
  readonly memory: WebAssembly.Memory;
  /** One function for each loop, in order. */
  readonly run: readonly (() => void)[];
}

/**
 * Compiles loops over a memory of its own of at least `bytes`; operands lie below, 16-byte aligned.
 *
 * @throws WebAssembly.CompileError or RangeError where the engine refuses the code or the memory
 */
export function compileLoops(loops: readonly Loop[], bytes: number): CompiledLoops {
  const base = Math.ceil(bytes / 16) * 16;
  const table: ConstantTable = [];
  const module = assembleLoops(
    SCALAR_FUNCTIONS,
    loops.map((loop, k) => loopCode(`loop${k}`, loop, table, base)),
  );
  const memory = new WebAssembly.Memory({ initial: Math.ceil((base + 16 * table.length + 64) / 65536) });
  const scalars = Object.fromEntries(SCALAR_FUNCTIONS.map((name) => [name, math[name]]));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module), { scratch: { memory }, scalar: scalars });
  const words = new BigUint64Array(memory.buffer, base, 2 * table.length);
  table.forEach((word, i) => {
    words[2 * i] = word;
    words[2 * i + 1] = word;
  });
  return { memory, run: loops.map((_, k) => exports[`loop${k}`] as () => void) };
}
