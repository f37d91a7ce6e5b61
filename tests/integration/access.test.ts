import { AttemptTokens, ensureInstallation, firstBoot, KeyRing } from '@graticule/access';
import { projectKey, RunId, runKey, teamKey } from '@graticule/contracts';
import type { Database } from '@graticule/database';
import { newId } from '@graticule/platform';
import { testDatabase } from '../support/test-database.js';

let database: Database;
beforeAll(async () => void (database = await testDatabase()));
afterAll(() => database.close());

describe('an installation', () => {
  it('has one secret, whoever boots first', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => ensureInstallation(database)));
    expect(new Set(all.map(({ tokenSecret }) => Buffer.from(tokenSecret).toString('hex'))).size).toBe(1);
    expect(all[0]?.tokenSecret).toHaveLength(32);
  });

  it('has a default team and project, and a key only when one is asked for', async () => {
    const boots = await Promise.all(Array.from({ length: 8 }, () => firstBoot(database)));
    expect(new Set(boots.map(({ team, project }) => `${team} ${project}`)).size).toBe(1);
    expect(boots.every(({ key }) => key === undefined)).toBe(true);
    const { key } = await firstBoot(database, { key: { name: 'first', scopes: ['keys:manage'] } });
    expect(key?.secret).toMatch(/^grat_[\w-]{43}$/);
  });
});

describe('a key', () => {
  let nowMs = Date.parse('2026-01-01');
  const clock = { now: () => new Date(nowMs) };
  const make = async () => {
    const { team } = await firstBoot(database);
    const ring = new KeyRing(database, clock);
    return { team, ring, key: await ring.create(team, { name: 'k', scopes: ['runs:read', 'metrics:write'] }) };
  };

  it('opens what its scopes say', async () => {
    const { ring, team, key } = await make();
    expect(await ring.authenticate(key.secret)).toEqual({
      kind: 'key',
      keyId: key.id,
      teamKey: team,
      scopes: ['runs:read', 'metrics:write'],
    });
  });

  it('is stored as a hash alone', async () => {
    const { key } = await make();
    const { rows } = await database.pool.query('SELECT to_jsonb(api_key)::text AS row FROM api_key');
    expect(
      rows.every(({ row }) => !row.includes(key.secret) && !row.includes(Buffer.from(key.secret).toString('hex'))),
    ).toBe(true);
  });

  it.each(['', 'grat_', 'grat_short', `grat_${'a'.repeat(43)}`, `grat_${'a'.repeat(44)}`, `x`.repeat(10_000)])(
    'is not %p',
    async (secret) => {
      expect(await new KeyRing(database).authenticate(secret)).toBeUndefined();
    },
  );

  it('is refused at once where it was revoked, and within ten seconds elsewhere', async () => {
    const { ring, team, key } = await make();
    const replica = new KeyRing(database, clock);
    expect(await replica.authenticate(key.secret)).toBeDefined();
    expect(await ring.revoke((team + 1) as never, key.id)).toBe(false);
    expect(await ring.revoke(team, key.id)).toBe(true);
    expect(await ring.revoke(team, key.id)).toBe(false);
    expect(await ring.authenticate(key.secret)).toBeUndefined();
    nowMs += 10_000;
    expect(await replica.authenticate(key.secret)).toBeUndefined();
    expect(await ring.byId(team, key.id)).toMatchObject({ name: 'k', revokedAt: expect.any(Date) });
  });

  it('notes its use once a minute', async () => {
    const { ring, team, key } = await make();
    const lastUse = async () => (await ring.byId(team, key.id))?.lastUsedAt?.getTime();
    expect(await lastUse()).toBeUndefined();
    const firstMs = nowMs;
    for (const [passedMs, noted] of [
      [0, firstMs],
      [30_000, firstMs],
      [30_000, firstMs + 60_000],
    ] as const) {
      nowMs += passedMs;
      await ring.authenticate(key.secret);
      expect(await lastUse()).toBe(noted);
    }
  });
});

describe('an attempt token', () => {
  const attempt = {
    runId: RunId.parse(newId()),
    runKey: runKey(2n ** 62n),
    projectKey: projectKey(3),
    teamKey: teamKey(4),
    attempt: 2,
    epoch: 9n,
  };
  const tokens = new AttemptTokens(new Uint8Array(32).fill(7));
  const token = tokens.issue(attempt);

  it('says what it was issued for', () => {
    expect(tokens.verify(token)).toEqual({ kind: 'attempt', ...attempt });
  });

  it('is refused when any one of its characters is another', () => {
    const others = Array.from(token, (c, i) => token.slice(0, i) + (c === 'A' ? 'B' : 'A') + token.slice(i + 1));
    expect(others.filter((other) => tokens.verify(other) !== undefined)).toEqual([]);
  });

  it('is refused with anything added or left out', () => {
    const others = [
      '',
      '.',
      token.slice(1),
      token.slice(0, -1),
      `${token}=`,
      `${token}A`,
      ` ${token}`,
      `${token}.`,
      token.split('.').toSpliced(3, 1).join('.'),
    ];
    expect(others.filter((other) => tokens.verify(other) !== undefined)).toEqual([]);
  });

  it('is refused by another installation', () => {
    expect(new AttemptTokens(new Uint8Array(32).fill(8)).verify(token)).toBeUndefined();
  });
});
