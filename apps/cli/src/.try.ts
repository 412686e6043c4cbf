import pc from 'picocolors';
import { key } from '@adjoint/random';
import { actLines } from './render/act-text.ts';
import { verdictOf } from './demo/report.ts';
for (const [file, name] of [['backpropagation','backpropagation'],['matrix-derivative','matrixDerivative'],['chain-rule','chainRule']].filter(([f]) => !process.argv[2] || process.argv[2] === f)) {
  const act = (await import(`./demo/acts/${file}.ts`))[name];
  const t = performance.now(); const g = act.run({ key: key(1) }); let s; do { s = await g.next(); } while (!s.done);
  console.log(act.title.en, verdictOf(s.value), ((performance.now() - t) / 1000).toFixed(2)); console.log(actLines({ ...act, ...s.value }, process.argv[3] ?? 'en', pc.createColors(false)));
}
