import { projectKey, type ProjectKey, teamKey, type TeamKey } from '@graticule/contracts';
import type { Database } from '@graticule/database';
import { newId } from '@graticule/platform';
import { type IssuedKey, KeyRing, type NewKey } from './key-ring.js';

export interface FirstBoot {
  readonly team: TeamKey;
  readonly project: ProjectKey;
  /** Present when one was asked for. Its secret is here and nowhere else. */
  readonly key: IssuedKey | undefined;
}

const DEFAULT = 'default';

/** The team and the project `default`, made when they are missing; a new key when one is asked for. Any number may boot at once. */
export async function firstBoot(database: Database, options: { readonly key?: NewKey } = {}): Promise<FirstBoot> {
  const { prisma } = database;
  const named = { slug: DEFAULT, name: 'Default' };
  await prisma.team.createMany({ data: [{ ...named, publicId: newId() }], skipDuplicates: true });
  const team = await prisma.team.findUniqueOrThrow({ where: { slug: DEFAULT } });
  const where = { teamId_slug: { teamId: team.id, slug: DEFAULT } };
  await prisma.project.createMany({ data: [{ ...named, publicId: newId(), teamId: team.id }], skipDuplicates: true });
  const project = await prisma.project.findUniqueOrThrow({ where });
  const key = options.key && (await new KeyRing(database).create(teamKey(team.id), options.key));
  return { team: teamKey(team.id), project: projectKey(project.id), key };
}
