import type { KeyPrincipal, Principal } from '@graticule/access';
import { AppError } from '@graticule/platform';
import type { Authenticator } from '../access/authenticator.js';
import type { Visible } from '../access/visible.js';
import { type Loaders, loadersFor, type Sources } from './loaders.js';

export interface GraphqlContext {
  /** Who asks. Throws what kept the credential from being checked. */
  readonly principal: Principal | undefined;
  /** Who asks, once the guard has let it in. */
  readonly caller: () => KeyPrincipal;
  readonly visible: Visible;
  readonly loaders: Loaders;
}

interface HttpRequest {
  readonly headers: Readonly<Record<string, unknown>>;
}
interface SocketContext {
  readonly connectionParams?: Readonly<Record<string, unknown>>;
}

/** One fresh context per HTTP request and per subscription. Sockets carry the credential in `connectionParams.authorization`. */
export async function graphqlContext(
  source: HttpRequest | SocketContext,
  { authenticator, visible, sources }: { authenticator: Authenticator; visible: Visible; sources: Sources },
): Promise<GraphqlContext> {
  const authorization =
    'headers' in source ? source.headers['authorization'] : source.connectionParams?.['authorization'];
  const known = await settled(authenticator.principalOf(authorization));
  const caller = () => keyOf(known());
  return {
    get principal() {
      return known();
    },
    caller,
    visible,
    loaders: loadersFor(() => caller().teamKey, sources),
  };
}

/** A failure while the context is built would bypass the formatting of errors, so it waits for the first field. */
async function settled(principal: Promise<Principal | undefined>): Promise<() => Principal | undefined> {
  try {
    const value = await principal;
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function keyOf(principal: Principal | undefined): KeyPrincipal {
  if (principal?.kind === 'key') return principal;
  throw new AppError('UNAUTHENTICATED', 'GraphQL takes API keys.');
}
