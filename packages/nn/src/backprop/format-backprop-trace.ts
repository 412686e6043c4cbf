/** A trace as text: one line for each layer, forwards above, backwards below, in the notation of the module head of `backprop-trace`. */
import type { BackpropTrace } from './backprop-trace.ts';
import type { LayerTrace } from './layer-trace.ts';

export interface FormatTraceOptions {
  /** Print the formulas above the table (default true). */
  readonly formulas?: boolean;
}

const FORMULAS = [
  'forward   z = W a⁻ + b,  a = σ(z)',
  'backward  δ_L = ∂C/∂a ⊙ σ′(z_L),  δ = (W₊ᵀ δ₊) ⊙ σ′(z)',
  'gradients dW = δ a⁻ᵀ per example;  dW = δᵀ a⁻/N,  db = Σ δ/N over the batch',
];

/** @example console.log(formatBackpropTrace(trace)) */
export function formatBackpropTrace(trace: BackpropTrace, { formulas = true }: FormatTraceOptions = {}): string {
  const head = `loss C = ${number(trace.loss)} over N = ${trace.examples} example${trace.examples === 1 ? '' : 's'}`;
  const table = [['l', 'layer', 'a⁻ → a', 'rms z', 'rms a', 'rms δ', '‖dW‖', '‖db‖', 'saturated'], ...trace.layers.map(row)];
  const widths = table[0].map((_, k) => Math.max(...table.map((cells) => cells[k].length)));
  const lines = table.map((cells) =>
    cells
      .map((cell, k) => (k < 3 ? cell.padEnd(widths[k]) : cell.padStart(widths[k])))
      .join('  ')
      .trimEnd(),
  );
  return [...(formulas ? FORMULAS : []), head, ...lines].join('\n');
}

function row(t: LayerTrace): string[] {
  const { norms } = t;
  return [
    String(t.layer),
    `${t.kind}${t.activation === null ? '' : ` + ${t.activation}`}`,
    `${shape(t.inputShape)} → ${shape(t.outputShape)}`,
    number(norms.z),
    number(norms.a),
    number(norms.delta),
    number(norms.dW),
    number(norms.db),
    t.saturation === null ? '' : `${(100 * t.saturation).toFixed(1)} %`,
  ];
}

const shape = (s: readonly number[]): string => (s.length === 1 ? String(s[0]) : `[${s.join('×')}]`);

function number(x: number | undefined): string {
  if (x === undefined) return '';
  return x === 0 ? '0' : Math.abs(x) >= 1e-3 && Math.abs(x) < 1e5 ? x.toPrecision(4) : x.toExponential(2);
}
