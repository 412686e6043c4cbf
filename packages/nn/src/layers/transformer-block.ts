import { dropout } from './dropout.ts';
import { type Module } from '../core/module.ts';
import { requireFlag } from '../core/require-kind.ts';
import { requireFraction } from '../optimizers/transforms/require-range.ts';
import { crossAttention, selfAttention } from './multi-head.ts';
import { gelu } from './activation.ts';
import { layerNorm } from './layer-norm.ts';
import { linear } from './linear.ts';
import { residual } from './combinators.ts';
import { sequential } from './sequential.ts';

export interface TransformerBlockOptions {
  /** Position t sees positions ≤ t only (default false). */
  readonly causal?: boolean;
  /** Width of the hidden layer (default 4·features). */
  readonly hidden?: number;
  /** Also attend to `context.memory`, between the two (default false). */
  readonly cross?: boolean;
  /** Features of that memory (default: those of x). */
  readonly memoryFeatures?: number;
  /** Dropout after attention and after the hidden layer (default 0). */
  readonly dropout?: number;
}

/**
 * x + attention(norm(x)), then x + network(norm(x)): normalised before, so that gradients pass through the sums unchanged.
 *
 * Xiong, Yang, He et al. (2020), "On layer normalization in the transformer architecture".
 *
 * @throws ArgumentError when the heads do not divide the features
 */
export function transformerBlock(features: number, heads: number, options: TransformerBlockOptions = {}): Module {
  const { causal = false, hidden = 4 * features, cross = false, memoryFeatures = features, dropout: rate = 0 } = options;
  requireFlag('transformerBlock: cross', cross);
  requireFraction('transformerBlock: dropout', rate);
  const drop = rate > 0 ? [dropout(rate)] : [];
  return sequential(
    residual(sequential(layerNorm(features), selfAttention(features, heads, { causal }), ...drop)),
    ...(cross ? [residual(sequential(layerNorm(features), crossAttention(features, heads, { memoryFeatures }), ...drop))] : []),
    residual(sequential(layerNorm(features), linear(features, hidden), gelu(), linear(hidden, features), ...drop)),
  );
}
