import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { connectDatabase, EmbeddedPostgres, migrate } from '@graticule/database';
import { withDatabase } from '../../apps/cli/src/open-database.js';
import { readSettings } from '../../apps/cli/src/settings.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const MIGRATIONS = join(import.meta.dirname, '../../migrations');

const answer = () =>
  withDatabase(
    readSettings({ GRATICULE_DATA: data }),
    async ({ pool }) => (await pool.query('SELECT 7 AS seven')).rows,
  );

let data: string;
beforeAll(() => {
  data = temporaryFolder('lent');
});
afterAll(() => rmSync(data, { recursive: true, force: true }));

it('lends the Postgres of a data directory, and leaves it running only where it ran before', async () => {
  const server = await EmbeddedPostgres.start({ dataDirectory: data, settings: ['fsync=off'] });
  await expect(answer()).rejects.toThrow('not at the version of this program');
  const database = connectDatabase(server.url, { max: 1 });
  await migrate(database.pool, MIGRATIONS);
  expect(await answer()).toEqual([{ seven: 7 }]);
  expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  await database.close();
  await server.stop();

  expect(await answer()).toEqual([{ seven: 7 }]);
  const gone = connectDatabase(server.url, { max: 1 });
  await expect(gone.pool.query('SELECT 1')).rejects.toThrow();
  await gone.close();
}, 90_000);
