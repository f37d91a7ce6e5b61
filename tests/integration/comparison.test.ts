import { metricId, type RunStatus } from '@graticule/contracts';
import { Comparison, type ComparisonResult } from '@graticule/comparison';
import { frame, loggedRun, type MetricLab, metricLab, vector } from '../support/metric-lab.js';

let lab: MetricLab;
let comparison: Comparison;
beforeAll(async () => {
  lab = await metricLab();
  comparison = new Comparison(lab.dictionary, lab.reader);
});
afterAll(() => lab.close());

const logged = (config: Readonly<Record<string, unknown>>, values: readonly number[], status?: RunStatus) =>
  loggedRun(lab, config, values, status);

function result(outcome: Awaited<ReturnType<Comparison['run']>>): ComparisonResult {
  if (outcome.kind !== 'comparison') throw new Error(JSON.stringify(outcome.problems));
  return outcome;
}

const last = { metric: 'loss', at: { kind: 'last' } } as const;

it('groups runs by a path of their configuration and describes each group', async () => {
  const runs = [
    await logged({ optimizer: { weightDecay: 1 }, seed: 1 }, [9, 4]),
    await logged({ optimizer: { weightDecay: 0.1 }, seed: 1 }, [9, 2]),
    await logged({ optimizer: { weightDecay: 1 }, seed: 2 }, [9, 8]),
    await logged({ optimizer: {}, seed: 2 }, [9, 5]),
  ];
  const { groups, warnings, runsUsed } = result(
    await comparison.run({ runs, ...last, groupBy: ['optimizer.weightDecay'] }),
  );
  expect(groups.map(({ key }) => key['optimizer.weightDecay'])).toEqual([0.1, 1, null]);
  expect(groups[1]?.runs).toEqual([runs[0]!.id, runs[2]!.id]);
  // Values 4 and 8: mean 6, deviations ±2, Σ = 8 over n − 1 = 1.
  expect(groups[1]?.lines).toEqual([
    {
      element: null,
      group: null,
      quantile: null,
      n: 2,
      mean: 6,
      standardDeviation: Math.sqrt(8),
      min: 4,
      max: 8,
      perRun: [
        { run: runs[0]!.id, value: 4 },
        { run: runs[2]!.id, value: 8 },
      ],
    },
  ]);
  expect(groups[0]?.lines[0]).toMatchObject({ n: 1, mean: 2, standardDeviation: null });
  expect([warnings, runsUsed]).toEqual([[], runs.map(({ id }) => id)]);
});

it('counts a run once that is given twice', async () => {
  const [one, two] = [await logged({}, [4]), await logged({}, [8])];
  const { groups, runsUsed } = result(await comparison.run({ runs: [one, two, { ...one }], ...last, groupBy: [] }));
  expect(groups[0]?.runs).toEqual([one.id, two.id]);
  expect(groups[0]?.lines[0]).toMatchObject({ n: 2, mean: 6 });
  expect(runsUsed).toEqual([one.id, two.id]);
});

it('groups by several paths, by keys that contain dots, and by values of any kind', async () => {
  const runs = [
    await logged({ 'lr.max': [1, { b: 2, a: 1 }], model: 'gpt' }, [1]),
    await logged({ 'lr.max': [1, { a: 1, b: 2 }], model: 'gpt' }, [2]),
    await logged({ 'lr.max': [1, { a: 1, b: 2 }], model: 'mlp' }, [3]),
    await logged({ 'lr.max': true, model: 'gpt' }, [4]),
  ];
  const { groups } = result(await comparison.run({ runs, ...last, groupBy: ['lr.max', 'model'] }));
  expect(groups.map((group) => group.runs.length)).toEqual([2, 1, 1]);
  const everything = result(await comparison.run({ runs, ...last, groupBy: [] }));
  expect(everything.groups.map((group) => [group.key, group.lines[0]?.mean])).toEqual([[{}, 2.5]]);
});

it('reads a series at its end, its start, a step, its extremes and its mean over a window', async () => {
  const runs = [await logged({}, [4, 1, 6, 9])];
  const mean = async (at: Parameters<Comparison['run']>[0]['at']) =>
    result(await comparison.run({ runs, metric: 'loss', at, groupBy: [] })).groups[0]?.lines[0]?.mean;
  expect(await mean({ kind: 'last' })).toBe(9);
  expect(await mean({ kind: 'first' })).toBe(4);
  expect(await mean({ kind: 'atStep', step: 30n })).toBe(6);
  expect(await mean({ kind: 'min' })).toBe(1);
  expect(await mean({ kind: 'max', to: 30n })).toBe(6);
  expect(await mean({ kind: 'mean' })).toBe(5);
  expect(await mean({ kind: 'mean', from: 20n, to: 30n })).toBe(3.5);
  expect(await mean({ kind: 'atStep', step: 35n })).toBeUndefined();
});

it('says which runs lack the metric, are unfinished, diverged or ended early', async () => {
  const runs = [
    await logged({}, [1, 2, 3]),
    await logged({}, []),
    await logged({}, [1, 2], 'RUNNING'),
    await logged({}, [1, 2, Number.NaN]),
  ];
  const { warnings, groups, runsUsed } = result(await comparison.run({ runs, ...last, groupBy: [] }));
  expect(warnings.map(({ code, runs: concerned }) => [code, concerned])).toEqual([
    ['METRIC_MISSING', [runs[1]!.id]],
    ['RUN_UNFINISHED', [runs[2]!.id]],
    ['NON_FINITE', [runs[3]!.id]],
    ['UNEQUAL_LAST_STEP', [runs[2]!.id]],
  ]);
  expect(warnings[3]?.message).toContain('step 30');
  expect(groups[0]?.runs).toHaveLength(4);
  expect(groups[0]?.lines[0]).toMatchObject({ n: 2, mean: 2.5 });
  expect(runsUsed).toEqual([runs[0]!.id, runs[2]!.id, runs[3]!.id]);
});

it('makes one line per group of an axis, and meets elements of different versions by their keys', async () => {
  const [one, two] = [
    await lab.axis('word', ['a', 'b'], { bin: [1, 2] }),
    await lab.axis('word', ['b', 'a', 'c'], { bin: [2, 1, 2] }),
  ];
  const metric = await lab.metric('word/loss', { axis: 'word' });
  const runs = [await logged({}, []), await logged({}, [])];
  await lab.ingest.acceptFrame(runs[0]!.writer, frame({ vectors: [vector(metric, one.id, 1, [1, 2])] }));
  await lab.ingest.acceptFrame(runs[1]!.writer, frame({ vectors: [vector(metric, two.id, 1, [6, 3, 8])] }));
  const ask = async (axis: NonNullable<Parameters<Comparison['run']>[0]['axis']>) =>
    result(await comparison.run({ runs, metric: 'word/loss', at: { kind: 'last' }, groupBy: [], axis })).groups[0]
      ?.lines;
  const elements = await ask({ select: { keys: ['a', 'b'] } });
  expect(elements?.map(({ element, n, mean }) => [element?.key, n, mean])).toEqual([['a', 2, 2], ['b', 2, 4]]); // prettier-ignore
  const bins = await ask({ groupBy: 'bin', reduce: 'MEAN' });
  expect(bins?.map(({ group, n, mean }) => [group, n, mean])).toEqual([['1', 2, 2], ['2', 2, 4.5]]); // prettier-ignore
});

it('refuses an unknown metric and a reading the axis does not allow', async () => {
  const runs = [await logged({}, [1])];
  const code = async (metric: string, axis?: { reduce: 'MEAN' }) => {
    const outcome = await comparison.run({
      runs,
      metric,
      at: { kind: 'last' },
      groupBy: [],
      ...(axis === undefined ? {} : { axis }),
    });
    return outcome.kind === 'invalid' ? outcome.problems[0]?.code : outcome.kind;
  };
  expect(await code('no such metric')).toBe('UNKNOWN_METRIC');
  expect(await code('loss', { reduce: 'MEAN' })).toBe('NO_AXIS');
  expect(await code('loss')).toBe('comparison');
});

it('finds no series under the id of a metric that was never logged', async () => {
  const run = await lab.newRun();
  expect((await lab.reader.scalars(run.runKey, metricId(1))).steps).toHaveLength(0);
});

it('warns of a path that no run has, and of groups that mix treatment and control', async () => {
  const runs = [
    { ...(await logged({ optimizer: { weightDecay: 1 } }, [1])), studyRole: 'treatment' as const },
    { ...(await logged({ optimizer: { weightDecay: 1 } }, [2])), studyRole: 'control' as const },
  ];
  const { warnings } = result(await comparison.run({ runs, ...last, groupBy: ['weightDecay'] }));
  expect(warnings.map(({ code }) => code)).toEqual(['PATH_MISSING', 'MIXED_ROLES']);
  expect(warnings[0]?.message).toContain('“weightDecay”');
  expect(warnings[1]?.runs).toEqual(runs.map(({ id }) => id));
});
