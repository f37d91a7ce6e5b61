import { createHash, randomBytes } from 'node:crypto';
import { KeyId, PERMISSIONS, teamKey, type TeamKey } from '@graticule/contracts';
import type { Database } from '@graticule/database';
import { type Clock, newId, systemClock } from '@graticule/platform';
import type { KeyPrincipal, Permission } from './principal.js';

export interface NewKey {
  readonly name: string;
  readonly scopes: readonly Permission[];
}

export interface IssuedKey {
  readonly id: KeyId;
  /** `grat_` and 43 characters. Only its hash is kept. */
  readonly secret: string;
}

export interface KeyRecord {
  readonly id: KeyId;
  readonly name: string;
  readonly scopes: readonly Permission[];
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

interface Remembered {
  /** Undefined: a secret that nobody has. */
  readonly principal: KeyPrincipal | undefined;
  readonly untilMs: number;
}

const SHAPE = /^grat_[\w-]{43}$/;
const SECRET_BYTES = 32;
const REMEMBER_MS = 10_000;
const REMEMBER_AT_MOST = 10_000;
const NOTE_USE_EVERY_MS = 60_000;

/**
 * API keys. A secret has 256 random bits, so its SHA-256 needs neither salt nor a slow hash: there is no dictionary to try.
 * Only the hash is stored, looked up by its index and remembered; the secret itself is in no row, log or memory of ours.
 * A revoked key is refused at once by the replica that revoked it, and within ten seconds by the others.
 */
export class KeyRing {
  private readonly remembered = new Map<string, Remembered>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock = systemClock,
  ) {}

  async create(team: TeamKey, { name, scopes }: NewKey): Promise<IssuedKey> {
    const id = KeyId.parse(newId());
    const secret = `grat_${randomBytes(SECRET_BYTES).toString('base64url')}`;
    await this.database.prisma.apiKey.create({
      data: { publicId: id, teamId: team, name, scopes: [...scopes], hash: hashOf(secret) },
    });
    return { id, secret };
  }

  /** Who has this secret. Undefined for nobody, and for a key that was revoked. */
  async authenticate(secret: string): Promise<KeyPrincipal | undefined> {
    if (!SHAPE.test(secret)) return undefined;
    const hash = hashOf(secret);
    const name = Buffer.from(hash).toString('base64');
    const nowMs = this.clock.now().getTime();
    const known = this.remembered.get(name);
    if (known && known.untilMs > nowMs) return known.principal;
    const principal = await this.read(hash, nowMs);
    if (this.remembered.size >= REMEMBER_AT_MOST) this.remembered.clear();
    this.remembered.set(name, { principal, untilMs: nowMs + REMEMBER_MS });
    return principal;
  }

  /** The keys of a team, the newest first, revoked ones included. */
  async list(team: TeamKey): Promise<readonly KeyRecord[]> {
    const rows = await this.database.prisma.apiKey.findMany({ where: { teamId: team }, orderBy: { id: 'desc' } });
    return rows.map(recordOf);
  }

  async byId(team: TeamKey, id: KeyId): Promise<KeyRecord | undefined> {
    const row = await this.database.prisma.apiKey.findFirst({ where: { teamId: team, publicId: id } });
    return row ? recordOf(row) : undefined;
  }

  /** False for a key that is unknown, another team's, or revoked already. */
  async revoke(team: TeamKey, id: KeyId): Promise<boolean> {
    const { count } = await this.database.prisma.apiKey.updateMany({
      where: { teamId: team, publicId: id, revokedAt: null },
      data: { revokedAt: this.clock.now() },
    });
    this.remembered.clear();
    return count === 1;
  }

  private async read(hash: Uint8Array<ArrayBuffer>, nowMs: number): Promise<KeyPrincipal | undefined> {
    const { prisma } = this.database;
    const row = await prisma.apiKey.findUnique({ where: { hash } });
    if (!row || row.revokedAt) return undefined;
    if (row.lastUsedAt === null || nowMs - row.lastUsedAt.getTime() >= NOTE_USE_EVERY_MS) {
      await prisma.apiKey.update({ where: { hash }, data: { lastUsedAt: new Date(nowMs) } });
    }
    return {
      kind: 'key',
      keyId: KeyId.parse(row.publicId),
      teamKey: teamKey(row.teamId),
      scopes: scopesOf(row.scopes),
    };
  }
}

function hashOf(secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(secret).digest());
}

function recordOf(row: Omit<KeyRecord, 'id' | 'scopes'> & { publicId: string; scopes: readonly string[] }): KeyRecord {
  const { publicId, name, scopes, createdAt, lastUsedAt, revokedAt } = row;
  return { id: KeyId.parse(publicId), name, scopes: scopesOf(scopes), createdAt, lastUsedAt, revokedAt };
}

/** A permission that this version does not know grants nothing. */
function scopesOf(scopes: readonly string[]): readonly Permission[] {
  return PERMISSIONS.filter((permission) => scopes.includes(permission));
}
