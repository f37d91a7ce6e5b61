import type { AttemptTokens, KeyRing, Principal } from '@graticule/access';

const BEARER = /^Bearer\s+(\S+)$/i;
/** API keys say what they are, so that a leaked one is found by a scanner; everything else is an attempt token. */
const KEY_PREFIX = 'grat_';

/** Who calls: the one place that reads an Authorization value, for REST, GraphQL and WebSockets alike. */
export class Authenticator {
  constructor(
    private readonly keys: KeyRing,
    private readonly tokens: AttemptTokens,
  ) {}

  /** Undefined without a credential, and for one that is unknown, revoked or malformed. */
  async principalOf(authorization: unknown): Promise<Principal | undefined> {
    const secret = typeof authorization === 'string' ? BEARER.exec(authorization)?.[1] : undefined;
    if (secret === undefined) return undefined;
    return secret.startsWith(KEY_PREFIX) ? this.keys.authenticate(secret) : this.tokens.verify(secret);
  }
}
