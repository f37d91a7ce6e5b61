import { readdirSync, readFileSync } from 'node:fs';

/** A statement from a `.sql` file, prepared once per connection under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/**
 * The statements of a folder by the names of their files. Read when the caller's module loads, so that a missing file is
 * found at boot and never by a request. `room` keeps the prepared names of two packages apart. Throws for a name without a
 * file.
 */
export function statementsIn(folder: URL, room: string): (name: string) => Statement {
  const statements: ReadonlyMap<string, Statement> = new Map(
    readdirSync(folder)
      .filter((file) => file.endsWith('.sql'))
      .map((file) => {
        const name = file.slice(0, -'.sql'.length);
        return [name, { name: `${room}.${name}`, text: readFileSync(new URL(file, folder), 'utf8') }];
      }),
  );
  return (name) => {
    const statement = statements.get(name);
    if (statement === undefined) throw new Error(`there is no ${name}.sql in ${folder.pathname}`);
    return statement;
  };
}
