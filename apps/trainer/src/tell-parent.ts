/**
 * A message to the worker. A worker that died in the middle of a training step is not known to be gone yet: its channel still says
 * that it is connected. Without a callback the broken pipe would be an uncaught error, and an orphan would call its run FAILED;
 * the channel's `disconnect`, which follows, ends the process as it should.
 */
export function tellParent(message: object): void {
  if (process.connected) process.send?.(message, () => undefined);
}
