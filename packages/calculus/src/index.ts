// Reverse and forward mode
export { grad, valueAndGrad, valueAndGradWithAux } from './transforms/grad.ts';
export { vjp, vjpAsync } from './transforms/vjp.ts';
export { jvp } from './transforms/jvp.ts';
export { linearize } from './transforms/linearize.ts';
export { stopGradient } from '@adjoint/tensor';
export type { Gradient } from './transforms/arguments.ts';

// Matrices of derivatives
export { jacobian } from './transforms/jacobian.ts';
export type { JacobianOptions } from './transforms/jacobian.ts';
export { hessian, hvp } from './transforms/hessian.ts';

// Batching
export { vmap } from './transforms/vmap.ts';
export type { VmapOptions } from './transforms/vmap.ts';

// Rules of your own
export { customVjp } from './custom/custom-vjp.ts';
export { customJvp } from './custom/custom-jvp.ts';
export { checkpoint } from './custom/checkpoint.ts';

// Control flow
export { cond } from './control/cond.ts';
export { scan } from './control/scan.ts';
export { whileLoop } from './control/while-loop.ts';

// Derivatives of solutions
export { root } from './implicit/root.ts';
export type { ImplicitOptions } from './implicit/root.ts';
export { argmin } from './implicit/argmin.ts';
export { fixedPoint } from './implicit/fixed-point.ts';
export type { LinearSolve } from './implicit/implicit-primitive.ts';
export type { IterationOptions } from './implicit/newton.ts';

// Derivatives by matrices, with the layout stated
export { derivative } from './layout/derivative.ts';
export type { Layout } from './layout/derivative.ts';
export { matrixIdentities } from './layout/matrix-identities.ts';
export type { MatrixIdentity } from './layout/matrix-identities.ts';

// The chain rule as data
export { traceGraph } from './chain-rule/trace-graph.ts';
export type { TracedEdge, TracedGraph, TracedNode, TracedPath } from './chain-rule/trace-graph.ts';

// Certificates
export { certifyGradient } from './certificate/certify-gradient.ts';
export type { CertifyGradientOptions } from './certificate/certify-gradient.ts';
