/** Optimizers that are wrong in one way each: a suite that lets one pass is worth nothing. */
import { type OptimizerInput, type OptimizerV1, type Plugin, definePlugin, describeConfig } from '@adjoint/plugin';
import { type Tensor, tensor, treeMap } from '@adjoint/tensor';

type Mutant = Plugin<'optimizer', `mutant/${string}`, never, 'v1'>;
const descend =
  (rate: number): OptimizerV1['update'] =>
  ({ grads, state }) => ({ updates: treeMap((g) => g.mul(-rate), grads), state });
const momentum: OptimizerV1 = {
  traceable: true,
  init: (params) => treeMap((p) => p.mul(0), params),
  update: ({ grads, state }) => {
    const m = treeMap((a, g) => a.mul(0.5).add(g), state, grads);
    return { updates: treeMap((x) => x.mul(-0.05), m), state: m };
  },
};
function mutant(name: string, create: () => OptimizerV1, more: object = {}): readonly [string, Mutant] {
  return [
    name,
    definePlugin({
      kind: 'optimizer',
      name: `mutant/${name}`,
      spec: 'v1',
      supports: { traceable: true },
      config: describeConfig({}),
      create: () => ({ traceable: true, ...create() }),
      ...more,
    }) as Mutant,
  ];
}
const writable = (t: Tensor): Float64Array => t.data() as unknown as Float64Array;

/** The right one, from which the others differ. */
export const rightOptimizer = (): readonly [string, Mutant] => mutant('right', () => momentum);

export const optimizerMutants = (): ReadonlyMap<string, Mutant> =>
  new Map([
    mutant('climbs', () => ({ ...momentum, update: descend(-0.05) })),
    mutant('stands-still', () => ({ ...momentum, update: descend(0) })),
    mutant('diverges', () => ({ ...momentum, update: descend(10) })),
    mutant('hidden-state', () => {
      let k = 0;
      return {
        ...momentum,
        update: (i) => {
          k++;
          return descend(0.05 / k)(i);
        },
      };
    }),
    mutant('changes-gradients', () => ({
      ...momentum,
      update(i) {
        treeMap((g) => {
          writable(g)[0] = 0;
          return g;
        }, i.grads);
        return descend(0.05)(i);
      },
    })),
    mutant('changes-state', () => ({
      ...momentum,
      update(i) {
        const out = momentum.update(i);
        treeMap(
          (m, n) => {
            writable(m).set(writable(n));
            return m;
          },
          i.state,
          out.state,
        );
        return { ...out, state: i.state };
      },
    })),
    mutant('drops-a-leaf', () => ({
      ...momentum,
      update: (i) => ({ updates: { scale: (descend(0.05)(i).updates as { scale?: Tensor }).scale ?? tensor([0]) }, state: i.state }),
    })),
    mutant('flattens', () => ({
      ...momentum,
      update: (i) => ({ updates: treeMap((g) => g.mul(-0.05).reshape([-1]), i.grads), state: i.state }),
    })),
    mutant('widens-dtype', () => ({
      ...momentum,
      update: (i) => ({ updates: treeMap((g) => g.astype('float64').mul(-0.05), i.grads), state: i.state }),
    })),
    mutant('state-of-functions', () => ({ ...momentum, init: () => (x: number) => x, update: descend(0.05) })),
    mutant('divides-by-zero', () => ({
      ...momentum,
      update: (i) => ({ updates: treeMap((g) => g.div(g.sub(g)), i.grads), state: i.state }),
    })),
    mutant('reads-values', () => ({
      ...momentum,
      update(i: OptimizerInput) {
        return descend(i.value.item() > 1e9 ? 0.01 : 0.05)(i);
      },
    })),
    mutant('bakes-the-step-in', () => {
      let step: number | undefined;
      return {
        ...momentum,
        update(i) {
          step ??= 0.05;
          try {
            step = 0.05 / (1 + i.step.item());
          } catch {
            /* traced */
          }
          return descend(step)(i);
        },
      };
    }),
    mutant('says-otherwise', () => ({ ...momentum, traceable: false })),
    mutant('takes-any-configuration', () => momentum, {
      config: { '~standard': { version: 1, vendor: 'mutant', validate: (value: unknown) => ({ value }) } },
    }),
  ]);
