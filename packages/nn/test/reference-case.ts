/** Cases computed elsewhere: parameters, inputs, loss and gradients. */
import { readReference } from '@adjoint/reference-data';
import { type DType, type Tensor, tensor } from '@adjoint/tensor';

interface Stored {
  readonly shape: readonly number[];
  readonly dtype?: string;
  readonly data: readonly number[];
}
type StoredTensors = Readonly<Record<string, Stored>>;
interface StoredCase {
  readonly inputs: StoredTensors;
  readonly params: StoredTensors;
  readonly loss: number;
  readonly outputs: StoredTensors;
  readonly grads: StoredTensors;
  readonly input_grads: StoredTensors;
}
interface StoredTrajectory {
  readonly inputs: StoredTensors;
  readonly params: StoredTensors;
  readonly losses: readonly number[];
  readonly final_params: StoredTensors;
}
type Tensors = Readonly<Record<string, Tensor>>;

export interface ReferenceCase {
  readonly inputs: Tensors;
  readonly params: Tensors;
  readonly loss: number;
  readonly outputs: Tensors;
  readonly grads: Tensors;
  readonly inputGrads: Tensors;
}
export interface ReferenceTrajectory {
  readonly inputs: Tensors;
  readonly params: Tensors;
  readonly losses: readonly number[];
  readonly finalParams: Tensors;
}

const one = ({ shape, dtype, data }: Stored, float: DType): Tensor => tensor([...data], dtype === 'int64' ? 'int32' : float).reshape(shape);
const all = (stored: StoredTensors, float: DType): Tensors =>
  Object.fromEntries(Object.entries(stored).map(([name, x]) => [name, one(x, float)]));

export function referenceCase(name: string, float: 'float64' | 'float32' = 'float64'): ReferenceCase {
  const c = readReference<StoredCase>(`nn/${name}.json`);
  return {
    inputs: all(c.inputs, float),
    params: all(c.params, float),
    loss: c.loss,
    outputs: all(c.outputs, 'float64'),
    grads: all(c.grads, 'float64'),
    inputGrads: all(c.input_grads, 'float64'),
  };
}

export function referenceTrajectory(name: string): ReferenceTrajectory {
  const c = readReference<StoredTrajectory>(`nn/${name}.json`);
  return {
    inputs: all(c.inputs, 'float64'),
    params: all(c.params, 'float64'),
    losses: c.losses,
    finalParams: all(c.final_params, 'float64'),
  };
}

/** max|x − y| / max|y| over the entries of two tensors. */
export function relativeError(x: Tensor, y: Tensor): number {
  const difference = x.astype('float64').sub(y.astype('float64')).abs().max().item();
  const scale = y.astype('float64').abs().max().item();
  return difference === 0 ? 0 : difference / scale;
}
