import type { KeyRing } from '@graticule/access';
import { PERMISSIONS, type TeamKey } from '@graticule/contracts';
import { z } from 'zod';

/**
 * The line between this process and the launcher that forked it (`graticule up`). The launcher has nobody else's word for
 * the address, and no other way to a first key: whoever forked this process gave it the database, so an inherited channel
 * is as good as the database's password. Without such a channel every method does nothing.
 */
export class LauncherChannel {
  constructor(
    private readonly keys: Pick<KeyRing, 'create' | 'list' | 'revoke'>,
    private readonly team: () => Promise<TeamKey>,
    private readonly parent: Parent = process,
  ) {}

  /** Says where this process listens, and from then on issues keys on request. Call it once, after `listen`. */
  open(url: string): void {
    this.parent.on('message', (message) => void this.answer(message));
    this.say({ type: 'listening', url });
  }

  private async answer(message: unknown): Promise<void> {
    const request = IssueKey.safeParse(message);
    if (!request.success) return; // another protocol on the same channel, for example a test runner's
    const { id, name, scopes } = request.data;
    try {
      this.say({ type: 'key', id, secret: await this.issue(name, scopes) });
    } catch (error) {
      this.say({ type: 'refused', id, detail: error instanceof Error ? error.message : String(error) });
    }
  }

  /** A new key takes the place of those of its name: a launcher that starts daily leaves one behind, not hundreds. */
  private async issue(name: string, scopes: IssueKey['scopes']): Promise<string> {
    const team = await this.team();
    const before = await this.keys.list(team);
    const { secret } = await this.keys.create(team, { name, scopes });
    const replaced = before.filter((key) => key.name === name && key.revokedAt === null);
    for (const key of replaced) await this.keys.revoke(team, key.id);
    return secret;
  }

  private say(message: object): void {
    if (this.parent.connected === true) this.parent.send?.(message);
  }
}

/** What is used of `process`. */
interface Parent {
  readonly connected?: boolean | undefined;
  send?: ((message: object) => boolean) | undefined;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

const IssueKey = z.object({
  type: z.literal('issue-key'),
  id: z.int(),
  name: z.string().min(1),
  scopes: z.array(z.enum(PERMISSIONS)),
});
type IssueKey = z.infer<typeof IssueKey>;
