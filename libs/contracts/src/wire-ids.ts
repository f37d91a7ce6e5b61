import { z } from 'zod';
import type { Brand } from './brand.js';

/** Public ids are UUIDv7: sortable by creation, the same string in REST, GraphQL, SDK and CLI. */
export type RunId = Brand<string, 'RunId'>;
export type StudyId = Brand<string, 'StudyId'>;
export type ProjectId = Brand<string, 'ProjectId'>;
export type WorkerId = Brand<string, 'WorkerId'>;
export type ClaimId = Brand<string, 'ClaimId'>;
export type KeyId = Brand<string, 'KeyId'>;

/** Internal keys: never on the wire. A run's key leads every hot table, so it is also the shard key. */
export type RunKey = Brand<bigint, 'RunKey'>;
export type ProjectKey = Brand<number, 'ProjectKey'>;
export type TeamKey = Brand<number, 'TeamKey'>;

/** Dictionary ids: small positive integers handed out per installation, used inside frames. */
export type MetricId = Brand<number, 'MetricId'>;
export type AxisVersionId = Brand<number, 'AxisVersionId'>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const publicId = <T extends string>(what: string) =>
  z
    .string()
    .regex(UUID, `a ${what} id is a UUID in lower case`)
    .transform((text) => text as T);

export const RunId = publicId<RunId>('run');
export const StudyId = publicId<StudyId>('study');
export const ProjectId = publicId<ProjectId>('project');
export const WorkerId = publicId<WorkerId>('worker');
export const ClaimId = publicId<ClaimId>('claim');
export const KeyId = publicId<KeyId>('key');

export const runKey = (value: bigint): RunKey => value as RunKey;
export const projectKey = (value: number): ProjectKey => value as ProjectKey;
export const teamKey = (value: number): TeamKey => value as TeamKey;
export const metricId = (value: number): MetricId => value as MetricId;
export const axisVersionId = (value: number): AxisVersionId => value as AxisVersionId;
