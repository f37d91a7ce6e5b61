/** Pauses between tries: each longer than the one before on average, and never in step with other clients. */
export interface BackOff {
  readonly firstMs: number;
  readonly mostMs: number;
}

export const BACK_OFF: BackOff = { firstMs: 250, mostMs: 15_000 };

/** Full jitter: anything up to the ceiling, so that a thousand clients of a restarted server come back spread out. */
export function pauseMs(tries: number, { firstMs, mostMs }: BackOff): number {
  const ceiling = Math.min(mostMs, firstMs * 2 ** Math.min(tries, 30));
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return (ceiling * random) / 2 ** 32;
}

/**
 * Waits, or returns early when the signal fires. The timer of a pause in the background does not keep the process alive;
 * one that somebody awaits must, or the program would end in the middle of its own call.
 */
export function pause(
  ms: number,
  signal: AbortSignal | undefined,
  { background = false }: { readonly background?: boolean | undefined } = {},
): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    if (background) timer.unref();
    signal?.addEventListener('abort', done);
  });
}
