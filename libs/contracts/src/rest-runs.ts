import { z } from 'zod';
import { JsonObject, StorableJsonObject } from './json-object.js';
import { LIMITS } from './limits.js';
import { Cause, RunStatus } from './run-status.js';
import { text } from './text.js';
import { RunId, StudyId } from './wire-ids.js';
import { WireInteger } from './wire-number.js';

export const Slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,99}$/, 'a slug: a-z, 0-9, dot, dash and underscore, at most 100 characters');

export const SubmitRun = z
  .strictObject({
    name: text(LIMITS.nameCharacters).min(1).optional().describe('Shown in lists; default: recipe and a short id.'),
    config: StorableJsonObject.default({}).describe(
      'Configuration of the run. With a recipe it is checked by the recipe.',
    ),
    seed: WireInteger.optional().describe('Seed of data, initialisation and order; default 0 with a recipe.'),
    tags: z.array(text(LIMITS.tagCharacters).min(1)).max(LIMITS.tags).default([]),
    notes: text(LIMITS.notesCharacters).optional(),
    recipe: z
      .strictObject({ name: text(LIMITS.nameCharacters), version: text(LIMITS.nameCharacters).optional() })
      .optional()
      .describe('With a recipe the run is a QUEUED job; without, a RUNNING run logged from outside.'),
    fork: z
      .strictObject({
        run: RunId.describe('A run of the same project.'),
        step: WireInteger.describe('The first step that is not taken over.'),
      })
      .optional()
      .describe('The run begins with what counts of another run below a step. Only for a run logged from outside.'),
    queue: Slug.default('default'),
    priority: z.int().min(-1000).max(1000).default(0).describe('Higher runs first.'),
    maxAttempts: z.int().min(1).max(LIMITS.attempts).default(3),
    timeoutSeconds: z.int().min(1).max(31_536_000).optional(),
  })
  .meta({ id: 'SubmitRun' });
export type SubmitRun = z.infer<typeof SubmitRun>;

export const UpdateRun = z
  .strictObject({
    name: text(LIMITS.nameCharacters).min(1).optional(),
    notes: text(LIMITS.notesCharacters).nullable().optional(),
    tags: z.array(text(LIMITS.tagCharacters).min(1)).max(LIMITS.tags).optional(),
  })
  .meta({ id: 'UpdateRun' });
export type UpdateRun = z.infer<typeof UpdateRun>;

/** A run as REST answers with it. */
export const RunView = z
  .object({
    id: RunId,
    name: z.string(),
    project: z.string(),
    status: RunStatus,
    cause: Cause.nullable(),
    recipe: z.object({ name: z.string(), version: z.string() }).nullable(),
    study: StudyId.nullable(),
    role: z.enum(['treatment', 'control']).nullable(),
    config: JsonObject,
    seed: z.union([z.number(), z.string()]).nullable(),
    tags: z.array(z.string()),
    notes: z.string().nullable(),
    attempt: z.number(),
    forkOf: z.object({ run: RunId, step: z.union([z.number(), z.string()]) }).nullable(),
    createdAt: z.string(),
    startedAt: z.string().nullable(),
    endedAt: z.string().nullable(),
    lastSeenAt: z.string().nullable(),
  })
  .meta({ id: 'Run' });
export type RunView = z.infer<typeof RunView>;

export const FinishRun = z
  .strictObject({ status: z.enum(['FINISHED', 'FAILED', 'CANCELLED']).default('FINISHED'), cause: Cause.optional() })
  .meta({ id: 'FinishRun' });
export type FinishRun = z.infer<typeof FinishRun>;

export const StartAttempt = z
  .strictObject({
    startStep: WireInteger.optional().describe(
      'The step at which it begins: what earlier attempts logged from there on no longer counts. Default: it hides nothing.',
    ),
  })
  .meta({ id: 'StartAttempt' });
export type StartAttempt = z.infer<typeof StartAttempt>;

export const SubmitStudy = z
  .strictObject({
    project: Slug.default('default'),
    recipe: text(LIMITS.nameCharacters),
    preset: z.enum(['quick', 'paper']).default('quick'),
    settings: StorableJsonObject.default({}).describe(
      'Config values that override the preset in every run of the study.',
    ),
    seeds: z.array(z.int()).min(1).max(100).optional().describe('Seeds in place of the preset’s.'),
    queue: Slug.default('default'),
  })
  .meta({ id: 'SubmitStudy' });
export type SubmitStudy = z.infer<typeof SubmitStudy>;

export const AssertionView = z
  .object({
    name: z.string(),
    effect: z.boolean(),
    value: z.union([z.number(), z.string()]),
    bound: z.string().nullable(),
    pass: z.boolean().nullable(),
    evidence: z.array(RunId),
    note: z.string().nullable(),
  })
  .meta({ id: 'Assertion' });
export type AssertionView = z.infer<typeof AssertionView>;

export const StudyView = z
  .object({
    id: StudyId,
    project: z.string(),
    recipe: z.string(),
    preset: z.string(),
    question: z.string(),
    runs: z.array(RunView),
    verdict: z.object({ passed: z.boolean(), assertions: z.array(AssertionView) }).nullable(),
    createdAt: z.string(),
    decidedAt: z.string().nullable(),
  })
  .meta({ id: 'Study' });
export type StudyView = z.infer<typeof StudyView>;
