type Stop = (reason: string) => Promise<void>;

/**
 * Runs `stop` once on SIGINT, SIGTERM or when the parent's channel closes, then exits 0; a second signal exits at once.
 * The channel matters because a child whose launcher was killed hears no signal.
 */
export function stopOnSignals(stop: Stop, onFailure: (error: unknown) => void): void {
  let stopping = false;
  const begin = (reason: string) => {
    if (stopping) process.exit(130);
    stopping = true;
    stop(reason).then(
      () => process.exit(0),
      (error: unknown) => {
        onFailure(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', () => begin('SIGINT'));
  process.on('SIGTERM', () => begin('SIGTERM'));
  if (process.channel) process.on('disconnect', () => begin('the parent is gone'));
}
