import { z } from 'zod';
import { LIMITS } from './limits.js';
import { Slug } from './rest-runs.js';
import { text } from './text.js';
import { KeyId, ProjectId } from './wire-ids.js';

export const CreateProject = z
  .strictObject({
    slug: Slug.describe('The name in addresses; unique in the team.'),
    name: text(LIMITS.nameCharacters).min(1).optional().describe('The name for people; default: the slug.'),
  })
  .meta({ id: 'CreateProject' });
export type CreateProject = z.infer<typeof CreateProject>;

export const ProjectView = z.object({ id: ProjectId, slug: z.string(), name: z.string() }).meta({ id: 'Project' });
export type ProjectView = z.infer<typeof ProjectView>;

export const ProjectList = z.object({ projects: z.array(ProjectView) }).meta({ id: 'ProjectList' });
export type ProjectList = z.infer<typeof ProjectList>;

/** What a key may be allowed. One list for keys, guards and docs. */
export const PERMISSIONS = [
  'runs:read',
  'runs:write',
  'metrics:write',
  'workers:run',
  'keys:manage',
  'projects:write',
] as const;

export const CreateKey = z
  .strictObject({
    name: text(LIMITS.nameCharacters).min(1).describe('Who or what uses it.'),
    scopes: z
      .array(z.enum(PERMISSIONS))
      .min(1)
      .refine((scopes) => new Set(scopes).size === scopes.length, 'each scope once')
      .describe('What it may do.'),
  })
  .meta({ id: 'CreateKey' });
export type CreateKey = z.infer<typeof CreateKey>;

/** The secret is in this answer and nowhere else: only its hash is kept. */
export const CreatedKey = z
  .object({ id: KeyId, name: z.string(), scopes: z.array(z.enum(PERMISSIONS)), secret: z.string() })
  .meta({ id: 'CreatedKey' });
export type CreatedKey = z.infer<typeof CreatedKey>;

export const KeyView = z
  .object({
    id: KeyId,
    name: z.string(),
    scopes: z.array(z.enum(PERMISSIONS)),
    createdAt: z.string(),
    lastUsedAt: z.string().nullable(),
    revokedAt: z.string().nullable(),
  })
  .meta({ id: 'Key' });
export type KeyView = z.infer<typeof KeyView>;

export const KeyList = z.object({ keys: z.array(KeyView) }).meta({ id: 'KeyList' });
export type KeyList = z.infer<typeof KeyList>;
