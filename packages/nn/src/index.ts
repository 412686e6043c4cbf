// modules
export type { Applied, ApplyContext, Empty, InitOptions, Initial, Module, ParamsOf, StateOf } from './core/module.ts';
export { sequential, type Sequential } from './layers/sequential.ts';
export { linear, type LinearModule, type LinearOptions, type LinearParams } from './layers/linear.ts';
export { activation, elu, gelu, identity, leakyRelu, relu, sigmoid, silu, softplus, tanh, type ActivationModule } from './layers/activation.ts';

// initialisers
export type { Fans, Initialiser } from './initialisers/initialiser.ts';
export {
  glorotNormal, glorotUniform, heNormal, heUniform, lecunNormal, lecunUniform, normalScaling, uniformScaling, type FanMode,
} from './initialisers/variance-scaling.ts';
export { constant, onesInitialiser, zerosInitialiser } from './initialisers/constant.ts';

// losses and metrics
export { reduceLoss, type Loss, type LossOptions } from './losses/loss.ts';
export { softmaxCrossEntropy } from './losses/softmax-cross-entropy.ts';
export { binaryCrossEntropy } from './losses/binary-cross-entropy.ts';
export { meanSquaredError } from './losses/mean-squared-error.ts';
export { huber } from './losses/huber.ts';
export { accuracy } from './metrics/accuracy.ts';
export type { Metric } from './metrics/metric.ts';

// optimizers; as plugins in '@adjoint/nn/plugins'
export { sgd, type SgdOptions } from './optimizers/sgd.ts';
export { adam, adamw, type AdamOptions } from './optimizers/adam.ts';
export { chain } from './optimizers/transforms/chain.ts';
export { momentum, type MomentumOptions, type MomentumState } from './optimizers/transforms/momentum.ts';
export { scaleByAdam, type AdamDirectionOptions, type AdamState } from './optimizers/transforms/scale-by-adam.ts';
export { scaleByLearningRate } from './optimizers/transforms/scale-by-learning-rate.ts';
export { addDecayedWeights } from './optimizers/transforms/add-decayed-weights.ts';
export { applyUpdates } from './optimizers/apply-updates.ts';
export type { Schedule } from './optimizers/schedules/schedule.ts';

// training
export { train, type TrainOptions } from './training/train.ts';
export type { EndEvent, EndReason, EpochEvent, StepEvent, TrainEvent } from './training/events.ts';
export type { Checkpoint } from './training/checkpoint.ts';
export { exampleSource, type ExampleSource, type Examples } from './training/examples.ts';
export { evaluate, type EvaluateOptions, type Evaluation } from './training/evaluate.ts';

// the backward pass, readable
export { backpropTrace, type BackpropOptions, type BackpropTrace } from './backprop/backprop-trace.ts';
export type { LayerTrace } from './backprop/layer-trace.ts';
export { formatBackpropTrace, type FormatTraceOptions } from './backprop/format-backprop-trace.ts';
export { backpropTraceJson, type BackpropTraceJson } from './backprop/backprop-trace-json.ts';

// certificates
export { certifyGradients, type CertifyGradientsOptions, type GradientBatch } from './certificate/certify-gradients.ts';
