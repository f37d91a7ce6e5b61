import type { KeyId, PERMISSIONS, ProjectKey, RunId, RunKey, TeamKey } from '@graticule/contracts';

export type Permission = (typeof PERMISSIONS)[number];

export interface KeyPrincipal {
  readonly kind: 'key';
  readonly keyId: KeyId;
  readonly teamKey: TeamKey;
  readonly scopes: readonly Permission[];
}

/** A trainer: it may do what one attempt of one run needs, until another claim raises the epoch. */
export interface AttemptPrincipal {
  readonly kind: 'attempt';
  readonly runId: RunId;
  readonly runKey: RunKey;
  readonly projectKey: ProjectKey;
  readonly teamKey: TeamKey;
  readonly attempt: number;
  readonly epoch: bigint;
}

/** Who calls. */
export type Principal = KeyPrincipal | AttemptPrincipal;
