import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names of the NVIDIA GPUs that the driver lists, joined; undefined without any. TensorFlow's binding does not say. */
export function nvidiaModels(directory = '/proc/driver/nvidia/gpus'): string | undefined {
  if (!existsSync(directory)) return undefined;
  const models = readdirSync(directory).flatMap((gpu) => {
    const [, model] = /^Model:\s*(.+)$/m.exec(readFileSync(join(directory, gpu, 'information'), 'utf8')) ?? [];
    return model === undefined ? [] : [model];
  });
  return models.length === 0 ? undefined : [...new Set(models)].join(', ');
}
