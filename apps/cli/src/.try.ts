import pc from 'picocolors';
import { key } from '@adjoint/random';
import { createRegistry } from '@adjoint/plugin';
import { solverPlugins } from '@adjoint/optim-kkt/plugins';
import { actLines } from './render/act-text.ts';
import { verdictOf } from './demo/report.ts';
const registry = createRegistry({ plugins: [...solverPlugins] });
for (const [file, name] of [['backpropagation','backpropagation'],['matrix-derivative','matrixDerivative'],['chain-rule','chainRule'],['condition-numbers','conditionNumbers'],['primal-and-dual','primalAndDual'],['kkt-conditions','kktConditions'],['moving-constraint','movingConstraint'],['minimum-conditions','minimumConditions']].filter(([f]) => !process.argv[2] || process.argv[2] === f)) {
  const t = performance.now(); 
  try { const act = (await import(`./demo/acts/${file}.ts`))[name];
  const g = act.run({ key: key(1), registry, signal: new AbortController().signal }); let s; do { s = await g.next(); } while (!s.done);
  console.log(act.title.en, verdictOf(s.value), ((performance.now() - t) / 1000).toFixed(2)); console.log(actLines({ ...act, ...s.value }, process.argv[3] ?? 'en', pc.createColors(false))); } catch (e) { console.log(file, e); }
}
