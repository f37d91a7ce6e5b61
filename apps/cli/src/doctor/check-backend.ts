import { backendDirectory, type Settings } from '../settings.js';
import type { Finding } from './finding.js';

/** Which backend a trainer would take here, and why each better one was passed over. */
export async function checkBackend(settings: Settings): Promise<Finding[]> {
  const { NoBackend, openTensor } = await import('@graticule/tensor');
  const directory = backendDirectory(settings);
  try {
    const tensor = await openTensor({ backendDirectory: directory });
    const says = [tensor.version, tensor.device, tensor.builtHow].filter(Boolean).join(', ');
    return [
      { what: `trainers compute with ${tensor.backend}`, state: 'fine', says },
      ...tensor.refused.map(passedOver),
    ];
  } catch (error) {
    if (!(error instanceof NoBackend)) throw error;
    const nothing: Finding = { what: 'trainers', state: 'broken', says: 'no backend can be opened' };
    return [nothing, ...error.refused.map(passedOver)];
  }
}

const passedOver = ({ backend, reason }: { backend: string; reason: string }): Finding => ({
  what: `${backend} was passed over`,
  state: 'absent',
  says: reason,
});
