import { readdirSync, readFileSync } from 'node:fs';

/** A statement from `sql/`, prepared once per connection under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

const folder = new URL('./sql/', import.meta.url);

// Read when the module loads, so that a missing file is found at boot and never by a request.
const statements: ReadonlyMap<string, Statement> = new Map(
  readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => {
      const name = file.slice(0, -'.sql'.length);
      return [name, { name: `runs.${name}`, text: readFileSync(new URL(file, folder), 'utf8') }];
    }),
);

/** The statement in `sql/<name>.sql`. Throws for a name without a file. */
export function sql(name: string): Statement {
  const statement = statements.get(name);
  if (statement === undefined) throw new Error(`there is no libs/runs/src/sql/${name}.sql`);
  return statement;
}
