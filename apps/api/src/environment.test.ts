import { parseEnvironment } from '@graticule/platform';
import { ApiEnvironment } from './environment.js';

const DATABASE_URL = 'postgres://x@127.0.0.1/y';

it('needs nothing but the address of the database', () => {
  expect(parseEnvironment(ApiEnvironment, { DATABASE_URL })).toEqual({
    databaseUrl: DATABASE_URL,
    queueUrl: DATABASE_URL,
    host: '127.0.0.1',
    port: 4600,
    logLevel: 'info',
    claimMs: 15_000,
    sweepMs: 2_000,
    backlog: { points: 8_000_000, bytes: 512 * 1024 * 1024 },
    folders: 1,
    migrate: false,
  });
});

it('takes the queue to Redis when there is one', () => {
  const { queueUrl } = parseEnvironment(ApiEnvironment, { DATABASE_URL, REDIS_URL: 'redis://r' });
  expect(queueUrl).toBe('redis://r');
});

it('takes the bounds of the backlog, and refuses one of nothing', () => {
  const set = { DATABASE_URL, GRATICULE_BACKLOG_POINTS: '1', GRATICULE_BACKLOG_BYTES: '1000000' };
  expect(parseEnvironment(ApiEnvironment, set).backlog).toEqual({ points: 1, bytes: 1_000_000 });
  for (const name of ['GRATICULE_BACKLOG_POINTS', 'GRATICULE_BACKLOG_BYTES']) {
    expect(() => parseEnvironment(ApiEnvironment, { DATABASE_URL, [name]: '0' })).toThrow(name);
  }
});

it('names every variable that is wrong at once', () => {
  const wrong = { GRATICULE_PORT: '70000', GRATICULE_LOG: 'loud' };
  expect(() => parseEnvironment(ApiEnvironment, wrong)).toThrow(
    /DATABASE_URL[\s\S]*GRATICULE_PORT[\s\S]*GRATICULE_LOG/,
  );
});
