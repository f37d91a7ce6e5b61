import { KeyId, teamKey } from '@graticule/contracts';
import { LauncherChannel } from './launcher-channel.js';

const idOf = (n: number) => KeyId.parse(`00000000-0000-7000-8000-${String(n).padStart(12, '0')}`);

type Ring = ConstructorParameters<typeof LauncherChannel>[0];
type Key = Awaited<ReturnType<Ring['list']>>[number];

class KeysInMemory implements Ring {
  readonly keys: Key[] = [];

  async create(_team: unknown, { name, scopes }: Parameters<Ring['create']>[1]) {
    const id = idOf(this.keys.length + 1);
    this.keys.push({ id, name, scopes, createdAt: new Date(0), lastUsedAt: null, revokedAt: null });
    return { id, secret: `secret ${this.keys.length}` };
  }

  async list() {
    return [...this.keys];
  }

  async revoke(_team: unknown, id: KeyId) {
    const at = this.keys.findIndex((key) => key.id === id);
    this.keys.splice(at, 1);
    return true;
  }
}

/** A launcher on the other end of the channel. */
class Launcher {
  readonly connected = true;
  private listener: (message: unknown) => void = () => undefined;
  private readonly waiting: ((message: object) => void)[] = [];

  on(_event: 'message', listener: (message: unknown) => void) {
    this.listener = listener;
  }

  send(message: object) {
    this.waiting.shift()?.(message);
    return true;
  }

  next(): Promise<object> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  ask(message: unknown): Promise<object> {
    const answer = this.next();
    this.listener(message);
    return answer;
  }
}

function channel(keys = new KeysInMemory(), team = async () => teamKey(1)) {
  const launcher = new Launcher();
  return { keys, launcher, open: new LauncherChannel(keys, team, launcher) };
}

describe('LauncherChannel', () => {
  it('says where the service listens', async () => {
    const { launcher, open } = channel();
    const said = launcher.next();
    open.open('http://127.0.0.1:4600');
    expect(await said).toEqual({ type: 'listening', url: 'http://127.0.0.1:4600' });
  });

  it('issues a key on request and answers under the number of the request', async () => {
    const { keys, launcher, open } = channel();
    open.open('http://127.0.0.1:4600');
    const answer = await launcher.ask({ type: 'issue-key', id: 7, name: 'worker 1', scopes: ['workers:run'] });
    expect(answer).toEqual({ type: 'key', id: 7, secret: 'secret 1' });
    expect(keys.keys).toMatchObject([{ name: 'worker 1', scopes: ['workers:run'] }]);
  });

  it('replaces the key of the same name and leaves others alone', async () => {
    const { keys, launcher, open } = channel();
    open.open('http://127.0.0.1:4600');
    for (const name of ['owner', 'worker 1', 'worker 1'])
      await launcher.ask({ type: 'issue-key', id: 1, name, scopes: ['runs:read'] });
    expect(keys.keys.map((key) => key.name)).toEqual(['owner', 'worker 1']);
  });

  it('answers with the reason when no key can be issued', async () => {
    const { launcher, open } = channel(new KeysInMemory(), () => Promise.reject(new Error('no database')));
    open.open('http://127.0.0.1:4600');
    const answer = await launcher.ask({ type: 'issue-key', id: 2, name: 'owner', scopes: [] });
    expect(answer).toEqual({ type: 'refused', id: 2, detail: 'no database' });
  });

  it('ignores messages of other protocols', async () => {
    const { keys, launcher, open } = channel();
    open.open('http://127.0.0.1:4600');
    const answer = launcher.next();
    for (const message of [
      'hello',
      null,
      { type: 'issue-key' },
      { type: 'issue-key', id: 1, name: 'x', scopes: ['everything'] },
    ])
      void launcher.ask(message);
    void launcher.ask({ type: 'issue-key', id: 3, name: 'owner', scopes: [] });
    expect(await answer).toMatchObject({ id: 3 });
    expect(keys.keys).toHaveLength(1);
  });
});
