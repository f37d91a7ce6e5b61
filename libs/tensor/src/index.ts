export { AdamW, type AdamWOptions } from './adam-w.js';
export { BACKEND_NAMES, type BackendName, INSTALLABLE_BACKENDS, type InstallableBackend } from './backend-name.js';
export { installBackend, type InstallOptions, type InstallOutcome } from './install-backend.js';
export { KERNELS, type KernelCoverage, kernelCoverage } from './kernel-coverage.js';
export { NoBackend, openTensor, type OpenOptions, type Refusal, type Tensor } from './open-tensor.js';
export type { AttentionShape, Gradients, Kept, Ops, Shape, TensorHandle, Variable, Window2d } from './ops.js';
export type { Optimizer, OptimizerState, ParameterGroup, StepNorms } from './optimizer.js';
export { Sgd } from './sgd.js';
