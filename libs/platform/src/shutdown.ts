type Stop = (reason: string) => Promise<void>;

// npm passes Ctrl-C on to a process that the terminal has told already: the same key press arrives twice.
const SAME_PRESS_MS = 500;

/**
 * Runs `stop` once on SIGINT, SIGTERM or when the parent's channel closes, then exits 0; a second signal, once the first
 * press is over, exits at once. The channel matters because a child whose launcher was killed hears no signal.
 */
export function stopOnSignals(stop: Stop, onFailure: (error: unknown) => void): void {
  let stoppingSince: number | undefined;
  const begin = (reason: string) => {
    if (stoppingSince !== undefined) {
      if (performance.now() - stoppingSince > SAME_PRESS_MS) process.exit(130);
      return;
    }
    stoppingSince = performance.now();
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
