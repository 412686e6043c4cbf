/** Convolution and pooling of images, wrong in one way each. They are a member beyond the contract, which a set may offer. */
import { convolution, type ConvolutionKernels, type ConvolutionShape, type PoolShape } from '@adjoint/kernels';
import type { KernelsV1 } from '@adjoint/plugin';
import { type Fault, quietly } from './kernel-fault.ts';

type Name = keyof ConvolutionKernels;
type Shape = ConvolutionShape | PoolShape;
type Work = (...args: unknown[]) => void;
const CONVOLUTIONS: readonly Name[] = ['convolve', 'convolveByInput', 'convolveByKernel'];
const POOLINGS: readonly Name[] = ['maxPool', 'maxPoolByInput', 'averagePool', 'averagePoolByInput'];

const offering = (name: Name, label: string, wrong: Work): Fault => [
  `convolution-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}-${label}`,
  { convolution: { ...convolution, [name]: wrong } } as KernelsV1,
];
/** The same elements with room for what another shape reads and writes. */
function roomy(x: unknown): unknown {
  if (!ArrayBuffer.isView(x)) return x;
  const values = x as Float64Array;
  const room = new (values.constructor as Float64ArrayConstructor)(8 * values.length + 64);
  room.set(values);
  return room;
}
/** Another shape, which is the last argument of all: the beginning of what it gives. Where it has no window, the fault does not show. */
const changed = (name: Name, label: string, change: (s: Shape) => Shape): Fault =>
  offering(name, label, (...args) => {
    const right = convolution[name] as Work;
    const arrays = args.slice(0, -1);
    const copies = arrays.map(roomy);
    right(...arrays, args[args.length - 1]); // and so its refusals
    try {
      right(...copies, change(args[args.length - 1] as Shape));
    } catch {
      return;
    }
    for (const k of name === 'maxPool' ? [0, 1] : [0]) {
      const out = arrays[k] as Float64Array;
      out.set((copies[k] as Float64Array).subarray(0, out.length));
    }
  });

function faultsOfShape(name: Name): Fault[] {
  const pooling = POOLINGS.includes(name);
  return [
    ...(name === 'maxPoolByInput' ? [] : [changed(name, 'ignores-dilation', (s) => ({ ...s, dilation: [1, 1] }))]), // it goes by places
    changed(name, 'exchanges-the-axes-of-strides', (s) => ({ ...s, stride: [s.stride[1], s.stride[0]] })),
    changed(name, 'exchanges-the-axes-of-padding', (s) => ({ ...s, padding: [s.padding[1], s.padding[0]] })),
    changed(name, 'forgets-the-last-image', (s) =>
      'planes' in s ? { ...s, planes: Math.max(0, s.planes - 1) } : { ...s, images: Math.max(0, s.images - 1) },
    ),
    ...(pooling ? [] : [changed(name, 'ignores-groups', (s) => ({ ...(s as ConvolutionShape), groups: 1 }))]),
    offering(name, 'takes-short-arrays', quietly(convolution[name] as Work, undefined)),
    // what stood in the result before is added
    ...(name === 'maxPool'
      ? []
      : [
          offering(name, 'adds-to-its-result', (...args) => {
            const out = args[0] as Float64Array;
            const before = out.slice();
            (convolution[name] as Work)(...args);
            for (let i = 0; i < out.length; i++) out[i] += before[i];
          }),
        ]),
  ];
}

export const convolutionFaults = (): Fault[] => [
  ...[...CONVOLUTIONS, ...POOLINGS].flatMap(faultsOfShape),
  offering('convolve', 'ignores-the-bias', (y, x, K, _bias, s) => {
    (convolution.convolve as Work)(y, x, K, null, s);
  }),
  offering('maxPool', 'ignores-nan', (y, places, x, s) => {
    (convolution.maxPool as Work)(
      y,
      places,
      (x as Float64Array).map((v) => (v === v ? v : -Infinity)),
      s,
    );
  }),
  offering('maxPool', 'lets-padding-win', (y, places, x, s) => {
    (convolution.maxPool as Work)(y, places, x, s);
    const out = y as Float64Array;
    if ((s as PoolShape).padding.some((p) => p > 0)) for (let i = 0; i < out.length; i++) out[i] = Math.max(out[i], 0);
  }),
  offering('maxPoolByInput', 'sets-instead-of-adding', (x, y, places, s) => {
    const { planes, height, width } = s as PoolShape;
    (convolution.maxPoolByInput as Work)(x, y, places, s);
    const count = planes === 0 ? 0 : (y as Float64Array).length / planes;
    (y as Float64Array).forEach((v, i) => {
      (x as Float64Array)[Math.floor(i / count) * height * width + (places as Int32Array)[i]] = v;
    });
  }),
];
