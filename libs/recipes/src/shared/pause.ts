/**
 * Gives the log, the heartbeat and an abort their turn, then throws the abort's reason if there is one. Work on the device may
 * never leave the current turn of the event loop by itself: a backend that computes at once answers in microtasks.
 */
export async function pause(signal: AbortSignal): Promise<void> {
  await new Promise(setImmediate);
  signal.throwIfAborted();
}
