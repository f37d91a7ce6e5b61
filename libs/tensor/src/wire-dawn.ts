/** Dawn, the WebGPU implementation, out of an installed `webgpu` package: untyped here, because it is not a dependency. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

interface Adapter {
  readonly info: { readonly description: string; readonly device: string; readonly isFallbackAdapter?: boolean };
}

interface Gpu {
  requestAdapter(options: { powerPreference: 'high-performance' }): Promise<Adapter | null>;
}

interface Dawn {
  create(flags: readonly string[]): Gpu;
  readonly globals: Readonly<Record<string, unknown>>;
}

export interface FoundAdapter {
  readonly device: string;
  /** Computed by the processor: right, but slower than not using it. */
  readonly software: boolean;
  /** Makes it the process's `navigator.gpu`, where the tensor library looks. The process then ends by `process.exit` only. */
  install(): void;
}

/** The best Vulkan adapter, or null. `from`: where the `webgpu` package resolves. */
export async function openDawn(from: string): Promise<FoundAdapter | null> {
  const entry = pathToFileURL(createRequire(from).resolve('webgpu')).href;
  const dawn = (await import(entry)) as Dawn;
  // Vulkan alone: the probe for OpenGL writes complaints about a missing display.
  const gpu = dawn.create(['backend=vulkan']);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return null;
  const { info } = adapter;
  return {
    device: info.description || info.device,
    software: info.isFallbackAdapter === true,
    install() {
      Object.assign(globalThis, dawn.globals);
      Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
    },
  };
}
