import { setTimeout as pause } from 'node:timers/promises';
import { isTransient } from '../api-failure.js';

interface Polling<T> {
  readonly ask: () => Promise<T>;
  /** Sees each answer; says whether it was the last one wanted. */
  readonly see: (answer: T) => 'enough' | 'go on';
  readonly intervalMs: number;
  /** How long the service may be away before its failure counts. */
  readonly patienceMs: number;
  readonly onAbsence: (error: unknown) => void;
}

/** Asks again and again until an answer is enough. A service that restarts meanwhile is waited for. */
export async function pollUntil<T>(polling: Polling<T>): Promise<T> {
  let heard = performance.now();
  for (;;) {
    try {
      const answer = await polling.ask();
      heard = performance.now();
      if (polling.see(answer) === 'enough') return answer;
    } catch (error) {
      if (!isTransient(error) || performance.now() - heard > polling.patienceMs) throw error;
      polling.onAbsence(error);
    }
    await pause(polling.intervalMs);
  }
}
