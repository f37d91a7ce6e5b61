/** Every backend, in the order in which they are tried unless the caller names another. */
export const BACKEND_NAMES = ['tensorflow-gpu', 'webgpu', 'tensorflow', 'wasm', 'cpu'] as const;

/**
 * 'tensorflow-gpu', 'tensorflow': TensorFlow's own kernels, on a GPU or not. 'webgpu': Vulkan through Dawn.
 * 'wasm': XNNPACK, with the repairs of this package; the default where nothing was installed. 'cpu': plain JavaScript,
 * slow, the reference for correctness.
 */
export type BackendName = (typeof BACKEND_NAMES)[number];

/** Backends that `installBackend` can put into a backend directory; the others come with this package. */
export const INSTALLABLE_BACKENDS = [
  'tensorflow-gpu',
  'webgpu',
  'tensorflow',
] as const satisfies readonly BackendName[];
export type InstallableBackend = (typeof INSTALLABLE_BACKENDS)[number];
