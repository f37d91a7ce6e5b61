import { randomBytes } from 'node:crypto';
import type { Database } from '@graticule/database';

/** What belongs to the installation as a whole. */
export interface Installation {
  /** 32 random bytes that sign attempt tokens. Never logged, never sent. */
  readonly tokenSecret: Uint8Array;
}

const ONLY_ROW = 1;
const SECRET_BYTES = 32;

/** Reads the installation, and makes it on the first boot. Of several that boot at once, one makes it and all read the same. */
export async function ensureInstallation({ prisma }: Database): Promise<Installation> {
  const known = await prisma.installation.findUnique({ where: { id: ONLY_ROW } });
  if (known) return known;
  const tokenSecret = new Uint8Array(randomBytes(SECRET_BYTES));
  await prisma.installation.createMany({ data: [{ id: ONLY_ROW, tokenSecret }], skipDuplicates: true });
  return prisma.installation.findUniqueOrThrow({ where: { id: ONLY_ROW } });
}
