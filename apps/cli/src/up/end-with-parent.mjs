// Loaded into each part of a local service before its own code. A part boots for a second or more, and a launcher that is
// killed meanwhile closes the channel before the part listens for that: nobody would ever tell it to end. Once the part
// has its own handler it shuts down in its own way, within a time.
const PATIENCE_MS = 15_000;

const end = () => {
  if (process.listenerCount('disconnect') <= 1) process.exit(1);
  setTimeout(() => process.exit(1), PATIENCE_MS).unref();
};

if (!process.connected) process.exit(1);
if (process.channel) process.once('disconnect', end);
