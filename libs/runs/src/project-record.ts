import type { ProjectId, ProjectKey, TeamKey } from '@graticule/contracts';

/** A container of runs. The slug is its name in addresses, unique in its team. */
export interface ProjectRecord {
  readonly key: ProjectKey;
  readonly id: ProjectId;
  readonly teamKey: TeamKey;
  readonly slug: string;
  readonly name: string;
}
