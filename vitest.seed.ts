/**
 * Property tests draw the same examples on every run, so that a commit that passed passes again; `ADJOINT_SEED=$RANDOM` looks at others.
 */
import { configureGlobal } from 'fast-check';

configureGlobal({ seed: Number(process.env.ADJOINT_SEED ?? 20_261_125) });
