import { Claimed } from '@graticule/contracts';

/** The parent sent something that is not a claimed job, or has no channel to send it on. */
class NoClaim extends Error {
  override readonly name = 'NoClaim';
}

/** The job, which is the first message of the parent. */
export function claimedByParent(): Promise<Claimed> {
  return new Promise((resolve, reject) => {
    if (!process.channel) return reject(new NoClaim('The trainer is started by a worker, over an IPC channel.'));
    process.once('message', (message) => {
      const claimed = Claimed.safeParse(message);
      if (claimed.success) return resolve(claimed.data);
      reject(new NoClaim(`The first message is no claimed job: ${claimed.error.issues[0]?.path.join('.')}`));
    });
  });
}
