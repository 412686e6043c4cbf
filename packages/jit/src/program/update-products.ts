/**
 * A product that is only scaled and added to a state where that lies, W ← W − η·AB, is one operation: the product's kernel
 * adds it tile by tile, and AB never exists as a whole.
 *
 * Its bits are those of the separate operations as long as AB is one block of sums, and with kernels that round η·AB before
 * they add it; other kernels take the two operations one after the other.
 */
import type { LoopStep } from '@adjoint/kernels/wasm';
import { type Graph, sameShape } from '@adjoint/tensor';
import type { Lowered } from './lower.ts';
import { type LoopOperation, type Operation, operandsOf, readsOf } from './operation.ts';
import { type View, isPacked } from './view.ts';

/** Of k, that are summed before they are added. */
const BLOCK = 256;

/** `placed`: results that lie where their input lay, by the root of the result. */
export function updateProducts(lowered: Lowered, { outputs }: Graph, placed: ReadonlyMap<number, number>): Lowered {
  const { operations, views, avals } = lowered;
  const kept = new Set(placed.values());
  const shown = new Set(outputs.map((v) => views.get(v)!.root));
  const gone = new Set<Operation>();
  const merged = operations.map((o): Operation => {
    if (o.kind !== 'loop' || o.outputs.length !== 1 || !placed.has(o.outputs[0].to)) return o;
    const found = scaledSum(o, placed.get(o.outputs[0].to)!);
    const product = operations.find((p) => p.kind === 'matmul' && p.to === found?.root);
    if (found === null || product?.kind !== 'matmul' || product.finish !== null) return o;
    const alone =
      !shown.has(product.to) &&
      operations.every((p) => p === o || !readsOf(p, views).includes(product.to)) &&
      product.lead.length === 0 &&
      product.k <= BLOCK &&
      product.m * product.n === avals[product.to].shape.reduce((n, d) => n * d, 1) &&
      operandsOf(product).every((f) => !kept.has(f.view.root));
    if (!alone) return o;
    gone.add(product);
    return { kind: 'update', product, loop: o, alpha: found.alpha };
  });
  return gone.size === 0 ? lowered : { ...lowered, operations: merged.filter((o) => !gone.has(o)) };
}

/** What is scaled and added to the state in a loop of nothing else, and the scale. */
function scaledSum(
  { steps, inputs, outputs, shape }: LoopOperation,
  state: number,
): { readonly root: number; readonly alpha: number } | null {
  const whole = (x: View): boolean => isPacked(x) && x.offset === 0 && sameShape(x.shape, shape);
  if (steps.length !== 5 || inputs.length !== 2 || !inputs.every(whole)) return null;
  const sum = steps[outputs[0].step];
  if (sum.op !== 'sub' && sum.op !== 'add') return null;
  const rootOf = (s: LoopStep): number | null => (s.op === 'input' ? inputs[s.operand].root : null);
  const [first, second] = [steps[sum.x], steps[sum.y]];
  const scaled = rootOf(first) === state ? second : sum.op === 'add' && rootOf(second) === state ? first : null;
  if (scaled?.op !== 'mul') return null;
  const parts = [steps[scaled.x], steps[scaled.y]];
  const constant = parts.find((s) => s.op === 'constant');
  const root = parts.map(rootOf).find((r) => r !== null && r !== state) ?? null;
  return constant?.op === 'constant' && constant.value !== 0 && root !== null
    ? { root, alpha: sum.op === 'sub' ? -constant.value : constant.value }
    : null;
}
