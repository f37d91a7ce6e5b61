// What the figures were measured on.
import { cpus, totalmem } from 'node:os';

export function machine() {
  return {
    cpus: cpus().length,
    model: cpus()[0].model,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
}
