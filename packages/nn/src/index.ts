// modules
export { advance } from './core/advance.ts';
export type { Advanced, Applied, ApplyContext, Empty, InitOptions, Initial, Module, ParamsOf, StateOf } from './core/module.ts';
export { sequential, type Sequential } from './layers/sequential.ts';
export { linear, type LinearModule, type LinearOptions, type LinearParams } from './layers/linear.ts';
export {
  activation,
  elu,
  gelu,
  identity,
  leakyRelu,
  relu,
  sigmoid,
  silu,
  softplus,
  tanh,
  type ActivationModule,
} from './layers/activation.ts';
export {
  conv1d,
  conv2d,
  convTranspose1d,
  convTranspose2d,
  type ConvOptions,
  type ConvParams,
  type TransposedConvOptions,
} from './layers/conv.ts';
export { averagePool, averagePool1d, globalAveragePool, maxPool, maxPool1d } from './layers/pool.ts';
export { flatten, reshapeLayer } from './layers/reshape.ts';
export { batchNorm, type BatchNormOptions, type BatchNormState, type ScaleShift } from './layers/batch-norm.ts';
export { groupNorm, layerNorm, rmsNorm, type NormOptions, type ScaleOnly } from './layers/layer-norm.ts';
export { dropout } from './layers/dropout.ts';
export { gru, lstm, type RecurrentOptions, type RecurrentParams } from './layers/recurrent.ts';
export { attention, type AttentionOptions } from './layers/attention.ts';
export {
  crossAttention,
  selfAttention,
  type CrossAttentionOptions,
  type SelfAttentionOptions,
  type SelfAttentionParams,
} from './layers/multi-head.ts';
export { transformerBlock, type TransformerBlockOptions } from './layers/transformer-block.ts';
export { learnedPositions, sinusoidalPositions, sinusoids, type PositionParams } from './layers/positions.ts';
export { parallel, repeat, residual } from './layers/combinators.ts';
export { padded } from './layers/padded.ts';
export { embedding, type EmbeddingOptions, type EmbeddingParams } from './layers/embedding.ts';

// convolution as functions of tensors
export {
  convolution2d,
  transposedConvolution2d,
  type BiasedConvolutionOptions,
  type ConvolutionOptions,
  type TransposedConvolutionOptions,
} from './convolution/convolution.ts';
export { averagePool2d, maxPool2d, type PoolOptions } from './convolution/pooling.ts';
export type { Pair, WindowOptions } from './convolution/geometry.ts';

// initialisers
export type { Fans, Initialiser } from './initialisers/initialiser.ts';
export {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
  normalScaling,
  uniformScaling,
  type FanMode,
} from './initialisers/variance-scaling.ts';
export { orthogonal } from './initialisers/orthogonal.ts';
export { truncatedNormal } from './initialisers/truncated-normal.ts';
export { normalInitialiser, uniformInitialiser } from './initialisers/simple.ts';
export { constant, onesInitialiser, zerosInitialiser } from './initialisers/constant.ts';

// losses and metrics
export { reduceLoss, type Loss, type LossOptions } from './losses/loss.ts';
export { softmaxCrossEntropy } from './losses/softmax-cross-entropy.ts';
export { binaryCrossEntropy } from './losses/binary-cross-entropy.ts';
export { meanSquaredError } from './losses/mean-squared-error.ts';
export { huber } from './losses/huber.ts';
export { perPosition, type PerPositionOptions } from './losses/per-position.ts';
export { crossEntropy, oneHot, type CrossEntropyOptions } from './losses/soft-cross-entropy.ts';
export { cosineDistance, hinge, klDivergence, logCosh, meanAbsoluteError, multiclassHinge } from './losses/distances.ts';
export { accuracy } from './metrics/accuracy.ts';
export { absoluteError, classScores, confusionMatrix, topAccuracy, type ClassScores } from './metrics/classification.ts';
export type { Metric } from './metrics/metric.ts';

// optimizers; as plugins in '@adjoint/nn/plugins'
export { sgd, type SgdOptions } from './optimizers/sgd.ts';
export { adam, adamw, type AdamOptions } from './optimizers/adam.ts';
export { nadam, type NadamOptions } from './optimizers/nadam.ts';
export { radam, type RadamOptions } from './optimizers/radam.ts';
export { rmsprop, type RmspropOptions } from './optimizers/rmsprop.ts';
export { adagrad, type AdagradOptions } from './optimizers/adagrad.ts';
export { adadelta, type AdadeltaOptions } from './optimizers/adadelta.ts';
export { lion, type LionOptions } from './optimizers/lion.ts';
export { lbfgs, type LbfgsOptions, type LbfgsState } from './optimizers/lbfgs.ts';
export { applyUpdates } from './optimizers/apply-updates.ts';

// what optimizers are made of
export { chain } from './optimizers/transforms/chain.ts';
export { masked } from './optimizers/transforms/masked.ts';
export { momentum, type MomentumOptions, type MomentumState } from './optimizers/transforms/momentum.ts';
export { scaleByAdam, type AdamDirectionOptions, type AdamState } from './optimizers/transforms/scale-by-adam.ts';
export { scaleByNadam, type NadamDirectionOptions, type NadamState } from './optimizers/transforms/scale-by-nadam.ts';
export { scaleByRadam, type RadamDirectionOptions, type RadamState } from './optimizers/transforms/scale-by-radam.ts';
export {
  scaleByRootMeanSquare,
  type RootMeanSquareOptions,
  type RootMeanSquareState,
} from './optimizers/transforms/scale-by-root-mean-square.ts';
export { scaleByAdagrad, type AdagradDirectionOptions, type AdagradState } from './optimizers/transforms/scale-by-adagrad.ts';
export { scaleByAdadelta, type AdadeltaDirectionOptions, type AdadeltaState } from './optimizers/transforms/scale-by-adadelta.ts';
export { scaleByLion, type LionDirectionOptions, type LionState } from './optimizers/transforms/scale-by-lion.ts';
export { scaleByLearningRate } from './optimizers/transforms/scale-by-learning-rate.ts';
export { addDecayedWeights } from './optimizers/transforms/add-decayed-weights.ts';
export { clipByGlobalNorm, clipByValue, globalNorm } from './optimizers/transforms/clip.ts';
export { accumulateGradients, type AccumulateState } from './optimizers/transforms/accumulate.ts';
export { averageParameters, type AverageState } from './optimizers/transforms/average-parameters.ts';
export { lookahead, type LookaheadOptions, type LookaheadState } from './optimizers/transforms/lookahead.ts';
export { reduceOnPlateau, type PlateauOptions, type PlateauState } from './optimizers/transforms/reduce-on-plateau.ts';

// learning rates
export type { Schedule } from './optimizers/schedules/schedule.ts';
export { constantRate, cosineDecay, exponentialDecay, linearDecay, stepDecay } from './optimizers/schedules/decay.ts';
export { cosineRestarts, type CosineRestartsOptions } from './optimizers/schedules/cosine-restarts.ts';
export { oneCycle, type OneCycleOptions } from './optimizers/schedules/one-cycle.ts';
export { warmup } from './optimizers/schedules/warmup.ts';

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
export { certificateTexts } from './certificate/texts.ts';
export { certifyGradients, type CertifyGradientsOptions, type GradientBatch } from './certificate/certify-gradients.ts';

// files
export { readSafetensors, writeSafetensors, type ReadOptions, type SafetensorsFile } from './storage/safetensors.ts';
export { loadCheckpoint, saveCheckpoint, type LoadOptions } from './storage/checkpoint-file.ts';

// what a model is made of
export { formatSummary, summary, type LayerSummary, type ModelSummary } from './summary.ts';

// training in a worker
export { serveTraining, type MakeOptions } from './worker/serve-training.ts';
export { trainInWorker, type RemoteTrainingOptions } from './worker/train-in-worker.ts';
export type { RemoteEvent } from './worker/messages.ts';
export type { Port } from './worker/port.ts';
