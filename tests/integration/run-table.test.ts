import { AxisRegistry, MetricDictionary, MetricIngest, PostgresMetricStore } from '@graticule/metrics';
import type { RunFilter, RunOrder } from '@graticule/runs';
import { pageStatement } from '../../libs/runs/src/list-runs.js';
import { brokenRules } from '../architecture/sql-rules.js';
import { foldAll, newFolder } from '../support/store-folding.js';
import { type RunTableLab, runTableLab } from '../support/run-table-lab.js';

let lab: RunTableLab;
beforeEach(async () => void (lab = await runTableLab()));
afterEach(() => lab.database.close());

type Metric = Extract<RunOrder['by'], { metric: unknown }>['metric'];
const byMetric = (name: string, direction: RunOrder['direction'], stat?: Metric['stat']): RunOrder => ({
  by: { metric: { name, ...(stat ? { stat } : {}) } },
  direction,
});
const byConfig = (config: string, direction: RunOrder['direction']): RunOrder => ({ by: { config }, direction });

const whereLoss = (condition: object) => ({ metric: { name: 'loss', ...condition } });
const whereConfig = (path: string, condition: object) => ({ config: { path, ...condition } });
const long = (end: string) => 'λ'.repeat(5000) + end;

/** Every expected answer, one after the other over the same runs. */
async function expectFound(cases: readonly (readonly [RunFilter, readonly string[]])[]): Promise<void> {
  for (const [filter, names] of cases) expect([filter, await lab.found(filter)]).toEqual([filter, names]);
}

describe('finding runs by a metric', () => {
  it('compares the number that was asked for', async () => {
    await lab.run('low', {}, { loss: { first: 9, last: 1, min: 0.5, max: 10, mean: 3, n: 100, nonFinite: 2 } });
    await lab.run('high', {}, { loss: { first: 8, last: 2, min: 1.5, max: 20, mean: 4, n: 50 } });
    await expectFound([
      [whereLoss({ lt: 2 }), ['low']],
      [whereLoss({ lte: 2 }), ['high', 'low']],
      [whereLoss({ gt: 1 }), ['high']],
      [whereLoss({ gte: 1, lt: 2 }), ['low']],
      [whereLoss({ eq: 2 }), ['high']],
      [whereLoss({ ne: 2 }), ['low']],
      [whereLoss({ stat: 'FIRST', gt: 8 }), ['low']],
      [whereLoss({ stat: 'MIN', gt: 1 }), ['high']],
      [whereLoss({ stat: 'MAX', gt: 15 }), ['high']],
      [whereLoss({ stat: 'MEAN', lt: 3.5 }), ['low']],
      [whereLoss({ stat: 'COUNT', gte: 100 }), ['low']],
      [whereLoss({ stat: 'NON_FINITE', gt: 0 }), ['low']],
    ]);
  });

  it('finds no run that has not logged it, whatever is asked, and every such run by the opposite', async () => {
    await lab.run('with', {}, { loss: { last: 1 } });
    await lab.run('without');
    await expectFound([
      [{ metric: { name: 'loss' } }, ['with']],
      [{ metric: { name: 'loss', ne: 5 } }, ['with']],
      [{ not: { metric: { name: 'loss', lt: 5 } } }, ['without']],
      [{ metric: { name: 'unheard of' } }, []],
      [{ metric: { name: 'unheard of', gt: 0 } }, []],
      [{ not: { metric: { name: 'unheard of', gt: 0 } } }, ['with', 'without']],
    ]);
  });

  it('knows of a series with an axis how often something was logged, and no value', async () => {
    await lab.run('axis', {}, { norm: { n: 7 } });
    await expectFound([
      [{ metric: { name: 'norm' } }, ['axis']],
      [{ metric: { name: 'norm', stat: 'COUNT', eq: 7 } }, ['axis']],
      [{ metric: { name: 'norm', ne: 0 } }, []],
    ]);
  });

  it('takes infinities for numbers, and NaN for neither small nor large', async () => {
    await lab.run('minus', {}, { loss: { last: -Infinity } });
    await lab.run('nan', {}, { loss: { last: NaN } });
    await lab.run('plus', {}, { loss: { last: Infinity } });
    await lab.run('zero', {}, { loss: { last: -0 } });
    await expectFound([
      [whereLoss({ gt: 1e308 }), ['plus']],
      [whereLoss({ lt: 0 }), ['minus']],
      [whereLoss({ lte: Infinity }), ['minus', 'plus', 'zero']],
      [whereLoss({ eq: 0 }), ['zero']],
      [whereLoss({ eq: Infinity }), ['plus']],
      [whereLoss({ eq: NaN }), ['nan']],
      [whereLoss({ ne: NaN }), ['minus', 'plus', 'zero']],
      [whereLoss({ lt: NaN }), []],
      [whereLoss({ gte: NaN }), []],
    ]);
  });

  it('does not mistake the metric of another project for its own', async () => {
    await lab.run('here', {}, { loss: { last: 1 } });
    const made = await lab.projects.create(lab.team, 'elsewhere', 'Elsewhere');
    if (made.kind !== 'created') throw new Error(made.kind);
    const { runs } = await lab.catalog.list(made.project.key, { first: 10, filter: { metric: { name: 'loss' } } });
    expect(runs).toEqual([]);
  });
});

describe('finding runs by their configuration', () => {
  it('compares values of the same type at any depth', async () => {
    await lab.run('a', { optimizer: { lr: 0.1, name: 'SGD', nesterov: true }, layers: [64, 32], note: null });
    await lab.run('b', { optimizer: { lr: '0.1', name: 'adam 100%', nesterov: false }, layers: [128] });
    await expectFound([
      [whereConfig('optimizer.lr', { eq: 0.1 }), ['a']],
      [whereConfig('optimizer.lr', { eq: '0.1' }), ['b']],
      [whereConfig('optimizer.lr', { ne: 0.1 }), ['b']],
      [whereConfig('optimizer.lr', { lte: 0.1 }), ['a']],
      [whereConfig('optimizer.lr', { gt: 0.1 }), []],
      [whereConfig('optimizer.lr', { gt: 0, lt: NaN }), []],
      [whereConfig('optimizer.lr', { in: [0.1, '0.1'] }), ['a', 'b']],
      [whereConfig('optimizer.nesterov', { eq: true }), ['a']],
      [whereConfig('optimizer.nesterov', { eq: false }), ['b']],
      [whereConfig('optimizer.nesterov', { in: [true, null] }), ['a']],
      [whereConfig('layers.0', { gte: 100 }), ['b']],
      [whereConfig('layers.1', { exists: true }), ['a']],
      [whereConfig('layers.1', { exists: false }), ['b']],
      [whereConfig('note', { eq: null }), ['a']],
      [whereConfig('note', { ne: 1 }), ['a']],
      [whereConfig('note', {}), ['a']],
      [whereConfig('optimizer.name', { matches: 'sg' }), ['a']],
      [whereConfig('optimizer.name', { matches: '0%' }), ['b']],
      [whereConfig('optimizer.name', { matches: '_' }), []],
      [whereConfig('optimizer.name', { in: [] }), []],
      [whereConfig('optimizer', {}), []],
      [whereConfig('unheard.of', { exists: true }), []],
      [whereConfig('unheard.of', { exists: false }), ['a', 'b']],
      [whereConfig('unheard.of', { ne: 1 }), []],
    ]);
  });

  it('tells texts apart that only end differently', async () => {
    await lab.run('one', { text: long('1') });
    await lab.run('two', { text: long('2') });
    await expectFound([
      [{ config: { path: 'text', eq: long('2') } }, ['two']],
      [{ config: { path: 'text', in: [long('1'), long('3')] } }, ['one']],
    ]);
  });

  it('reads a path that a document has twice from its depth', async () => {
    await lab.run('twice', { 'a.b': 1, a: { b: 2 } });
    await lab.run('flat', { 'a.b': 3 });
    await expectFound([
      [{ config: { path: 'a.b', lte: 2 } }, ['twice']],
      [{ config: { path: 'a.b', eq: 3 } }, ['flat']],
      [{ config: { path: 'a.b', eq: 1 } }, []],
    ]);
  });

  it('searches the first 10,000 values and paths of 500 characters, and keeps the rest', async () => {
    const wide = Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`k${i}`, i]));
    const run = await lab.run('wide', wide);
    await lab.run('deep', { ['p'.repeat(500)]: 1, ['p'.repeat(501)]: 1 });
    await expectFound([
      [{ config: { path: 'k9999', eq: 9999 } }, ['wide']],
      [{ config: { path: 'k10000', eq: 10_000 } }, []],
      [{ config: { path: 'p'.repeat(500) } }, ['deep']],
      [{ config: { path: 'p'.repeat(501) } }, []],
    ]);
    expect(run.config).toEqual(wide);
  });

  it('finds the runs of a study, and a run that was submitted twice once', async () => {
    const runs = [0.1, 0.2].map(
      (lr, seed) => ({ name: `planned ${lr}`, role: 'treatment', seed, config: { lr } }) as const,
    );
    const recipe = { name: 'language-model', version: '1' };
    await lab.studies.create(
      lab.project,
      { recipe, preset: 'quick', question: '?', queue: 'default', runs },
      {
        actor: 'key:test',
      },
    );
    const options = { actor: 'key:test', idempotencyKey: 'once' };
    const request = { config: { lr: 0.2 }, tags: [], queue: 'default', priority: 0, maxAttempts: 1, name: 'once' };
    await Promise.all([1, 2, 3].map(() => lab.lifecycle.submit(lab.project, request, options)));
    await expectFound([
      [{ config: { path: 'lr', gte: 0.1 } }, ['once', 'planned 0.1', 'planned 0.2']],
      [{ config: { path: 'lr', eq: 0.2 } }, ['once', 'planned 0.2']],
    ]);
    const { rows } = await lab.database.pool.query('SELECT count(*)::int4 AS n FROM store.config');
    expect(rows).toEqual([{ n: 3 }]);
  });
});

describe('a tree of conditions', () => {
  it('holds as logic says, whatever is unknown of a run', async () => {
    await lab.run('both', { lr: 1 }, { loss: { last: 1 } });
    await lab.run('config', { lr: 1 });
    await lab.run('metric', {}, { loss: { last: 1 } });
    await lab.run('none');
    const lr: RunFilter = { config: { path: 'lr', eq: 1 } };
    const loss: RunFilter = { metric: { name: 'loss', eq: 1 } };
    await expectFound([
      [{ and: [lr, loss] }, ['both']],
      [{ ...lr, ...loss }, ['both']],
      [{ or: [lr, loss] }, ['both', 'config', 'metric']],
      [{ not: { or: [lr, loss] } }, ['none']],
      [{ or: [{ and: [lr, { not: loss }] }, { and: [loss, { not: lr }] }] }, ['config', 'metric']],
      [{ not: { recipe: 'language-model' } }, ['both', 'config', 'metric', 'none']],
      [{ not: { tag: 'x' }, ...lr }, ['both', 'config']],
    ]);
  });

  it('knows when a run was submitted', async () => {
    const { createdAt } = await lab.run('now');
    const second = (n: number) => new Date(createdAt.getTime() + n * 1000);
    await expectFound([
      [{ createdAt: { from: createdAt } }, ['now']],
      [{ createdAt: { to: createdAt } }, []],
      [{ createdAt: { from: second(-1), to: second(1) } }, ['now']],
      [{ createdAt: { from: second(1) } }, []],
    ]);
  });
});

type Field = Extract<RunOrder['by'], { field: unknown }>['field'];
const by = (field: Field, direction: RunOrder['direction']) => lab.ordered({ by: { field }, direction });
const set = (name: string, columns: string) =>
  lab.database.pool.query(`UPDATE run SET ${columns} WHERE name = $1`, [name]);

describe('the order of a list', () => {
  it('puts numbers in order, then NaN, then what was never logged, in both directions', async () => {
    await lab.run('nothing');
    await lab.run('nan', {}, { loss: { last: NaN } });
    await lab.run('five', {}, { loss: { last: 5 } });
    await lab.run('plus', {}, { loss: { last: Infinity } });
    await lab.run('minus', {}, { loss: { last: -Infinity } });
    await lab.run('axis', {}, { loss: { n: 3 } });
    const ascending = ['minus', 'five', 'plus', 'nan', 'axis', 'nothing'];
    expect(await lab.ordered(byMetric('loss', 'ASC'))).toEqual(ascending);
    expect(await lab.ordered(byMetric('loss', 'DESC'))).toEqual(['plus', 'five', 'minus', 'nan', 'axis', 'nothing']);
    expect(await lab.paged([byMetric('loss', 'ASC')], 1)).toEqual(ascending);
    expect(await lab.ordered(byMetric('unheard of', 'ASC'))).toEqual(await lab.ordered());
  });

  it('is by any number of a metric', async () => {
    await lab.run('a', {}, { loss: { first: 1, last: 2, min: 3, max: 1, mean: 2, n: 30, nonFinite: 1 } });
    await lab.run('b', {}, { loss: { first: 2, last: 1, min: 2, max: 2, mean: 1, n: 20, nonFinite: 2 } });
    const ways = ['FIRST', 'LAST', 'MIN', 'MAX', 'MEAN', 'COUNT', 'NON_FINITE'] as const;
    const firsts = await Promise.all(ways.map(async (stat) => (await lab.ordered(byMetric('loss', 'ASC', stat)))[0]));
    expect(firsts).toEqual(['a', 'b', 'b', 'a', 'b', 'b', 'a']);
  });

  it('puts numbers of a configuration before texts and texts before flags, the other way round downwards', async () => {
    await lab.run('none');
    await lab.run('null', { x: null });
    for (const [name, x] of Object.entries({ ten: 10, two: 2, B: 'B', a: 'a', yes: true, no: false }))
      await lab.run(name, { x });
    const ascending = ['two', 'ten', 'B', 'a', 'no', 'yes', 'null', 'none'];
    const descending = ['yes', 'no', 'a', 'B', 'ten', 'two', 'null', 'none'];
    expect(await lab.ordered(byConfig('x', 'ASC'))).toEqual(ascending);
    expect(await lab.ordered(byConfig('x', 'DESC'))).toEqual(descending);
    expect(await lab.paged([byConfig('x', 'ASC')], 3)).toEqual(ascending);
    expect(await lab.paged([byConfig('x', 'DESC')], 3)).toEqual(descending);
  });

  it('breaks ties by the next term and in the end by id, the newest first', async () => {
    await lab.run('old', { x: 1, y: 2 });
    await lab.run('middle', { x: 1, y: 1 });
    await lab.run('new', { x: 1, y: 2 });
    expect(await lab.ordered(byConfig('x', 'ASC'))).toEqual(['new', 'middle', 'old']);
    expect(await lab.ordered(byConfig('x', 'DESC'), byConfig('y', 'ASC'))).toEqual(['middle', 'new', 'old']);
    const oldestFirst: RunOrder = { by: { field: 'CREATED' }, direction: 'ASC' };
    const terms = [byConfig('x', 'DESC'), byConfig('y', 'DESC'), oldestFirst];
    expect(await lab.ordered(...terms)).toEqual(['old', 'new', 'middle']);
    expect(await lab.paged(terms, 1)).toEqual(['old', 'new', 'middle']);
  });

  it('is by name, status and the times of a run', async () => {
    for (const name of ['b', 'a', 'C']) await lab.run(name);
    await set('a', "status = 'FAILED', started_at = '2026-01-03', ended_at = '2026-01-04'");
    await set('b', "status = 'QUEUED', started_at = NULL");
    await set('C', "status = 'FINISHED', started_at = '2026-01-02', ended_at = '2026-01-05'");
    expect(await by('NAME', 'ASC')).toEqual(['C', 'a', 'b']);
    expect(await by('NAME', 'DESC')).toEqual(['b', 'a', 'C']);
    expect(await by('STATUS', 'ASC')).toEqual(['b', 'C', 'a']);
    expect(await by('STARTED', 'ASC')).toEqual(['C', 'a', 'b']);
    expect(await by('STARTED', 'DESC')).toEqual(['a', 'C', 'b']);
    expect(await by('ENDED', 'DESC')).toEqual(['C', 'a', 'b']);
    expect(await by('CREATED', 'ASC')).toEqual(['b', 'a', 'C']);
  });
});

it('counts what was logged once it is folded', async () => {
  const { pool } = lab.database;
  const dictionary = new MetricDictionary(pool);
  const axes = new AxisRegistry(pool);
  const ingest = new MetricIngest(new PostgresMetricStore(() => pool), dictionary, axes);
  for (const [name, values] of Object.entries({ falls: [3, 1, 2], rises: [1.5, 2, 4] })) {
    const { key, projectKey, attempt, epoch } = await lab.run(name);
    const group = { steps: BigInt64Array.of(1n, 2n, 3n), values: new Map([['loss', Float64Array.from(values)]]) };
    await ingest.acceptNamed({ runKey: key, projectKey, attempt, epoch }, { groups: [group], vectors: [] });
    expect(await lab.found({ metric: { name: 'loss' } })).not.toContain(name);
    await foldAll(newFolder(pool), key);
  }
  expect(await lab.ordered(byMetric('loss', 'ASC', 'MIN'))).toEqual(['falls', 'rises']);
  expect(await lab.ordered(byMetric('loss', 'DESC', 'LAST'))).toEqual(['rises', 'falls']);
  expect(await lab.found({ metric: { name: 'loss', stat: 'MEAN', eq: 2 } })).toEqual(['falls']);
});

describe('turning pages', () => {
  const byLoss = [byMetric('loss', 'ASC')];

  it('goes on where it was, whatever was submitted or measured meanwhile', async () => {
    for (const [name, last] of Object.entries({ a: 1, b: 2, c: 3, d: 4 })) await lab.run(name, {}, { loss: { last } });
    const first = await lab.page(byLoss, 2);
    await lab.run('before', {}, { loss: { last: 1.5 } });
    await lab.run('behind', {}, { loss: { last: 3.5 } });
    await lab.run('level', {}, { loss: { last: 2 } });
    await lab.summarise(first.runs[1]!.run, 'loss', { last: 9 });
    const second = await lab.page(byLoss, 9, { after: first.runs[1]!.place });
    expect(second.runs.map(({ run }) => run.name)).toEqual(['c', 'behind', 'd', 'b']);
  });

  it('refuses the place of another order', async () => {
    await lab.run('a', { x: 'text' });
    const [byText] = (await lab.page([byConfig('x', 'ASC')], 1)).runs;
    await expect(lab.page(byLoss, 1, { after: byText!.place })).rejects.toMatchObject({ code: 'INVALID' });
    const forged = { run: byText!.run.id, keys: [1.5, 0] };
    await expect(lab.page(byLoss, 1, { after: forged })).rejects.toMatchObject({ code: 'INVALID' });
  });

  it('says up to when the measurements are counted that decided', async () => {
    const [early, late] = [new Date(1000), new Date(2000)];
    await lab.run('old', {}, { loss: { last: 1, asOf: late }, other: { last: 1, asOf: early } });
    await lab.run('new');
    const asOf = async (order: readonly RunOrder[], filter: RunFilter = {}) =>
      (await lab.page(order, 9, { filter })).runs.map((listed) => listed.asOf);
    expect(await asOf(byLoss)).toEqual([late, null]);
    expect(await asOf(byLoss, { or: [{ metric: { name: 'other' } }, { not: {} }] })).toEqual([early]);
    expect(await asOf([])).toEqual([null, null]);
  });
});

it('writes statements that stay distributable by run', () => {
  const filter: RunFilter = {
    or: [{ metric: { name: 'm', lt: 1 } }, { not: { config: { path: 'p', ne: 'x', matches: 'y' } } }],
    study: '018f0000-0000-7000-8000-000000000000' as never,
  };
  const order = [byMetric('m', 'DESC'), byConfig('p', 'ASC')];
  const { text } = pageStatement(1 as never, { first: 1, order, filter });
  expect(brokenRules(text)).toEqual(['a file opens with a comment']);
});

it('never lets what is asked become a part of the statement', async () => {
  await lab.run('x', { "a'; DROP TABLE run; --": "b'; DROP TABLE run; --" });
  const config = { path: "a'; DROP TABLE run; --", eq: "b'; DROP TABLE run; --" };
  expect(await lab.found({ config })).toEqual(['x']);
  expect(pageStatement(1 as never, { first: 1, filter: { config } }).text).not.toContain('DROP');
});
