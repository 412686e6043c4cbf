/**
 * A choice by a condition in vectors: blocks of the operands go through scratch memory. A plain loop pays for every
 * branch that it cannot foresee; here both operands are read and a mask selects.
 */
import type { AnyArray, ChoiceKernel } from '../contract.ts';
import type { Arena } from './arena.ts';
import { addI32, doWhile, i32, lessI32, loadV128, select, sequence, storeV128 } from './assembler.ts';
import { loadMask32, loadMask64 } from './loops/instructions.ts';
import { assemble, defineFunction, type FunctionCode } from './module.ts';

const BLOCK_BYTES = 8192;
/** Two operands, the result, and bytes of the condition, each with room for two vectors. */
const SLOT = BLOCK_BYTES + 32;
const RESULT = 2 * SLOT;
const CONDITION = 3 * SLOT;
const SMALLEST = 64;

/** name(at, end, condition): from the blocks of both operands into that of the result, a vector at a time. */
function choice(name: string, elements: 2 | 4): FunctionCode {
  return defineFunction(name, ['i32', 'i32', 'i32'], ([at, end, condition]) =>
    doWhile(
      sequence(
        storeV128(
          at.get(),
          select(loadV128(at.get()), loadV128(at.get(), SLOT), (elements === 2 ? loadMask64 : loadMask32)(condition.get(), 0)),
          RESULT,
        ),
        at.set(addI32(at.get(), i32(16))),
        condition.set(addI32(condition.get(), i32(elements))),
      ),
      lessI32(at.get(), end.get()),
    ),
  );
}

type Run = (at: number, end: number, condition: number) => void;

/** The same bytes as floats of the same size. */
const seen = (x: AnyArray): AnyArray =>
  x instanceof Int32Array || x instanceof Uint32Array ? new Float32Array(x.buffer, x.byteOffset, x.length) : x;

/** The kernel `where`; compiled on first use. */
export function createWhere(arena: Arena): ChoiceKernel {
  let runs: { readonly four: Run; readonly eight: Run } | undefined;
  const bytes = new Uint8Array(arena.memory.buffer, CONDITION, BLOCK_BYTES / 4);
  return (out, condition, x, y) => {
    const n = out.length;
    for (const [name, operand] of [
      ['condition', condition],
      ['first operand', x],
      ['second operand', y],
    ] as const)
      if (operand.length < n) throw new RangeError(`where: the ${name} holds ${operand.length} elements, the result ${n}`);
    const size = out.BYTES_PER_ELEMENT;
    const alike = out.constructor === x.constructor && out.constructor === y.constructor;
    if (n < SMALLEST || size === 1 || !alike || !(condition instanceof Uint8Array)) {
      for (let i = 0; i < n; i++) out[i] = condition[i] !== 0 ? x[i] : y[i];
      return;
    }
    runs ??= new WebAssembly.Instance(new WebAssembly.Module(assemble([choice('four', 4), choice('eight', 2)])), {
      scratch: { memory: arena.memory },
    }).exports as unknown as { readonly four: Run; readonly eight: Run };
    const run = size === 8 ? runs.eight : runs.four;
    const view = size === 8 ? arena.float64() : arena.float32();
    const [to, xs, ys] = [seen(out), seen(x), seen(y)];
    const block = BLOCK_BYTES / size;
    for (let i = 0; i < n; i += block) {
      const m = Math.min(block, n - i);
      view.set(xs.subarray(i, i + m));
      view.set(ys.subarray(i, i + m), SLOT / size);
      bytes.set(condition.subarray(i, i + m));
      run(0, m * size, CONDITION);
      to.set(view.subarray(RESULT / size, RESULT / size + m), i);
    }
  };
}
