/**
 * The groups of workloads, by hand: a name for `pnpm bench <name>` and a function of the context (see run-group.mjs) that
 * gives its workloads, or a promise of them. A new file needs its import line and its entry here, nothing else.
 */
import { autodiffWorkloads } from './autodiff.mjs';
import { chainWorkloads } from './chain.mjs';
import { eagerWorkloads } from './eager.mjs';
import { elementwiseWorkloads } from './elementwise.mjs';
import { gemmWorkloads } from './gemm.mjs';
import { optimWorkloads } from './optim.mjs';
import { linalgWorkloads } from './linalg.mjs';
import { randomWorkloads } from './random.mjs';
import { reductionsWorkloads } from './reductions.mjs';
import { trainingWorkloads } from './training.mjs';

export const groups = {
  eager: eagerWorkloads,
  gemm: gemmWorkloads,
  elementwise: elementwiseWorkloads,
  reductions: reductionsWorkloads,
  chain: chainWorkloads,
  linalg: linalgWorkloads,
  optim: optimWorkloads,
  autodiff: autodiffWorkloads,
  training: trainingWorkloads,
  random: randomWorkloads,
};
