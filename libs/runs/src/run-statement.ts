import type { ProjectKey } from '@graticule/contracts';

type Type = 'int4' | 'float8' | 'float8[]' | 'text' | 'text[]' | 'uuid' | 'timestamptz';

/**
 * The text of a statement over the runs of one project, while it is put together. What comes from a request becomes a
 * parameter and never a part of the text. Hot tables are read in materialised tables of their own and `run` is joined to
 * what they found, so that the statement means the same where hot tables are spread over nodes.
 */
export class RunStatement {
  readonly values: unknown[] = [];
  private readonly tables: string[] = [];

  constructor(project: ProjectKey) {
    this.parameter(project, 'int4');
  }

  /** The place of the value in the text. The project is `$1::int4`. */
  parameter(value: unknown, type: Type): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }

  /** Gives a name to a SELECT over a hot table. */
  hot(select: string): string {
    const name = `hot${this.tables.length + 1}`;
    this.tables.push(`${name} AS MATERIALIZED (\n${select}\n)`);
    return name;
  }

  /** The condition that the run is one of those that a SELECT over a hot table finds. Never null. */
  isFoundBy(select: string): string {
    return `run.id IN (SELECT run_id FROM ${this.hot(select)})`;
  }

  text(select: string): string {
    return this.tables.length === 0 ? select : `WITH ${this.tables.join(', ')}\n${select}`;
  }
}

/** All of the conditions; true when there are none. */
export const every = (conditions: readonly string[]): string => conditions.map(enclosed).join(' AND ') || 'true';

/** At least one of the conditions; false when there are none. */
export const some = (conditions: readonly string[]): string => conditions.map(enclosed).join(' OR ') || 'false';

const enclosed = (condition: string): string => `(${condition})`;
