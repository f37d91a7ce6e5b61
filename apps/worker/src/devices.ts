import { availableParallelism } from 'node:os';

const MOST = 8;

/** How many attempts this machine trains at once: one per core, at most 8, since each has a process and memory of its own. */
export function slotsOfThisMachine(): number {
  return Math.min(MOST, availableParallelism());
}
