/**
 * Kernels that the wasm backend lacks or computes wrongly, borrowed from the plain JavaScript backend: copy in, run, copy
 * out. Slow and right.
 *
 * Wrong, without a word, are the gradients of max pooling (they start from the smallest positive float, so a window whose
 * values are all <= 0, as after a ReLU, sends its gradient to the first cell) and of 3-d convolution. Missing are the
 * filter gradient of convolution and both gradients of depthwise convolution.
 */
import { cpuBackend, kernelOf, replaceKernel, type TensorInfo } from './wire-kernels.js';
import type { Tfjs } from './wire-tfjs.js';

const BORROWED = [
  'Conv2DBackpropFilter',
  'Conv3DBackpropFilterV2',
  'Conv3DBackpropInputV2',
  'DepthwiseConv2dNativeBackpropFilter',
  'DepthwiseConv2dNativeBackpropInput',
  'MaxPoolGrad',
  'MaxPool3DGrad',
] as const;

export function installBorrowedKernels(tf: Tfjs): void {
  const cpu = cpuBackend(tf);
  for (const name of BORROWED) {
    const kernel = kernelOf(tf, name, 'cpu');
    replaceKernel(tf, name, 'wasm', ({ inputs, attrs, backend }) => {
      const held: TensorInfo[] = [];
      const copies: Record<string, TensorInfo> = {};
      for (const [key, tensor] of Object.entries(inputs)) {
        const copy = cpu.makeTensorInfo(tensor.shape, tensor.dtype, backend.readSync(tensor.dataId));
        copies[key] = copy;
        held.push(copy);
      }
      const result = kernel({ inputs: copies, attrs, backend: cpu });
      const out = backend.makeOutput(result.shape, result.dtype, undefined, cpu.readSync(result.dataId));
      for (const tensor of [...held, result]) cpu.disposeData(tensor.dataId);
      return out;
    });
  }
}
