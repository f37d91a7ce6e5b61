import { LIMITS, type PutAxis } from '@graticule/contracts';
import { AxisRegistry } from '@graticule/metrics';
import { type MetricLab, metricLab } from '../support/metric-lab.js';

let lab: MetricLab;
beforeAll(async () => {
  lab = await metricLab();
});
afterAll(() => lab.close());

const body = (put: Partial<PutAxis>): PutAxis => ({ elements: ['a', 'b', 'c'], attributes: {}, groupings: [], ...put });

it('gives the same version for the same body, whatever the order of its attributes', async () => {
  const one = body({ attributes: { count: [1, 2, null], word: ['x', null, 'z'] } });
  const two = body({ attributes: { word: ['x', null, 'z'], count: [1, 2, null] } });
  const first = await lab.axes.put(lab.project, 'token', one);
  const second = await new AxisRegistry(lab.pool).put(lab.project, 'token', two);
  expect([first, second]).toMatchObject([
    { kind: 'stored', created: true, version: { version: 1, size: 3 } },
    { kind: 'stored', created: false, version: { version: 1 } },
  ]);
  expect(second.kind === 'stored' && second.version.id).toBe(first.kind === 'stored' && first.version.id);
});

it('makes the next version of another body, and of a change too small to see', async () => {
  const numbers = [
    { elements: ['a', 'b'] },
    { elements: ['b', 'a'] },
    { elements: ['a', 'b'], attributes: { x: [1, null] } },
    { elements: ['a', 'b'], attributes: { x: [1, -0] } },
    { elements: ['a', 'b'], attributes: { x: [1, 0] } },
    { elements: ['a', 'b'], attributes: { x: [1, 0] }, groupings: ['x'] },
    { elements: ['a', 'b'], attributes: { x: ['1', '0'] } },
  ];
  const versions: number[] = [];
  for (const put of numbers) {
    const stored = await lab.axes.put(lab.project, 'many', body(put));
    if (stored.kind === 'stored') versions.push(stored.version.version);
  }
  // A grouping joins the version that is there.
  expect(versions).toEqual([1, 2, 3, 4, 5, 5, 6]);
});

it('stores one version when the same body arrives many times at once', async () => {
  const stored = await Promise.all([1, 2, 3, 4, 5].map(() => lab.axes.put(lab.project, 'raced', body({}))));
  expect(stored.filter((outcome) => outcome.kind === 'stored' && outcome.created)).toHaveLength(1);
  expect(new Set(stored.map((outcome) => outcome.kind === 'stored' && outcome.version.id)).size).toBe(1);
});

it('numbers different bodies that arrive at once one after the other', async () => {
  const stored = await Promise.all(
    [1, 2, 3, 4].map((n) => lab.axes.put(lab.project, 'numbered', body({ elements: n }))),
  );
  const versions = stored.map((outcome) => (outcome.kind === 'stored' ? outcome.version.version : 0));
  expect(versions.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4]);
});

it('reads back keys and columns exactly, from the store and from memory', async () => {
  const put = body({
    elements: ['', 'naïve "quoted"', '🙂\n'],
    attributes: { count: [1e300, null, -0.1], word: ['', null, '🙂'], empty: [null, null, null] },
    groupings: ['word'],
  });
  const stored = await lab.axes.put(lab.project, 'exact', put);
  if (stored.kind !== 'stored') throw new Error(JSON.stringify(stored));
  for (const registry of [lab.axes, new AxisRegistry(lab.pool)]) {
    const axis = await registry.byId(stored.version.id);
    expect(axis).toMatchObject({ axis: 'exact', version: 1, size: 3, groupings: ['word'], projectKey: lab.project });
    expect(axis?.keys()).toEqual(put.elements);
    expect(axis?.indexOf('🙂\n')).toBe(2);
    expect(axis?.columns.get('count')).toEqual({ kind: 'number', values: Float64Array.of(1e300, Number.NaN, -0.1) });
    expect(axis?.columns.get('word')).toEqual({ kind: 'text', values: ['', null, '🙂'] });
    expect(axis?.columns.get('empty')).toEqual({ kind: 'number', values: new Float64Array(3).fill(Number.NaN) });
    expect([...(axis?.columns.keys() ?? [])]).toEqual(['count', 'empty', 'word']);
  }
});

it('names the elements of a counted axis by their numbers', async () => {
  const axis = await lab.axis('counted', 4);
  expect(axis.keys()).toEqual(['0', '1', '2', '3']);
  expect((await new AxisRegistry(lab.pool).byId(axis.id))?.keyOf(3)).toBe('3');
});

it('lists everything wrong with a body and stores nothing', async () => {
  const outcome = await lab.axes.put(lab.project, 'wrong', {
    elements: ['a', 'b', 'a', 'c\0'],
    attributes: { short: [1, 2], 'bad\u0007': [1, 2, 3, 4], nul: ['x', '\0', null, null] },
    groupings: ['short', 'missing'],
  });
  expect(outcome.kind === 'invalid' && outcome.problems.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
    '#/elements/2 REPEATED_KEY',
    '#/elements/3 NUL_CHARACTER',
    '#/attributes/bad\u0007 ATTRIBUTE_NAME',
    '#/attributes/nul/1 NUL_CHARACTER',
    '#/attributes/short ATTRIBUTE_LENGTH',
    '#/groupings/1 UNKNOWN_ATTRIBUTE',
  ]);
  expect(await lab.axes.put(lab.project, 'wrong', body({}))).toMatchObject({ version: { version: 1 } });
});

it('takes a million elements with an attribute, and not one more', async () => {
  const size = LIMITS.axisElements;
  const counts = Array.from({ length: size }, (_, i) => i);
  const stored = await lab.axes.put(lab.project, 'large', body({ elements: size, attributes: { counts } }));
  expect(stored).toMatchObject({ kind: 'stored', version: { size } });
  expect(await lab.axes.put(lab.project, 'large', body({ elements: size + 1 }))).toMatchObject({
    kind: 'invalid',
    problems: [{ code: 'AXIS_SIZE' }],
  });
});

const attributes = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`x${i}`, [i]]));
const put = (n: number) =>
  lab.axes.put(lab.project, 'wide', { elements: ['a'], attributes: attributes(n), groupings: [] });

it('takes as many attributes as the limit says, and not one more', async () => {
  expect(await put(LIMITS.axisAttributes)).toMatchObject({ kind: 'stored' });
  expect(await put(LIMITS.axisAttributes + 1)).toMatchObject({
    kind: 'invalid',
    problems: [{ code: 'TOO_MANY_ATTRIBUTES' }],
  });
});

it('knows no version that was never stored, and keeps working with a cache too small for anything', async () => {
  expect(await lab.axes.byId(2_000_000)).toBeUndefined();
  const axis = await lab.axis('uncached', ['p', 'q']);
  const forgetful = new AxisRegistry(lab.pool, { cacheBytes: 0 });
  expect((await forgetful.byId(axis.id))?.keys()).toEqual(['p', 'q']);
  expect((await forgetful.byId(axis.id))?.keys()).toEqual(['p', 'q']);
});
