import { StudyJudge, type StudyRunRecord } from '@graticule/comparison';
import { type Assertion, type RunStatus, StudyId, type StudyResults } from '@graticule/contracts';
import { newId } from '@graticule/platform';
import { frame, loggedRun, type MetricLab, metricLab, vector } from '../support/metric-lab.js';

let lab: MetricLab;
beforeAll(async () => {
  lab = await metricLab();
});
afterAll(() => lab.close());

const study = StudyId.parse(newId());
const logged = (config: Readonly<Record<string, unknown>>, values: readonly number[], status?: RunStatus) =>
  loggedRun(lab, config, values, status);

/** A judge of one study of these runs, and what it records. */
const judging = (
  runs: readonly StudyRunRecord[],
  verdict: (results: StudyResults) => Promise<readonly Assertion[]>,
) => {
  const recorded: Assertion[][] = [];
  const docket = {
    find: async () => ({ recipe: { name: 'known' }, preset: 'quick' }),
    runs: async () => runs,
    record: async (_: unknown, assertions: readonly Assertion[]) => void recorded.push([...assertions]),
  };
  const verdicts = { byName: () => ({ study: { verdict: (_: string, results: StudyResults) => verdict(results) } }) };
  return { judge: new StudyJudge(verdicts, lab.dictionary, lab.reader, docket), recorded };
};
const sumOfLosses = async (results: StudyResults): Promise<readonly Assertion[]> => {
  let value = 0;
  for (const run of results.runs) value += (await results.scalars(run.id, 'loss')).values.at(-1)!;
  return [{ name: 'sum', effect: true, value, bound: { kind: 'atMost', value: 10 }, pass: value <= 10, evidence: [] }];
};

it('waits until every run has ended', async () => {
  const runs = [await logged({}, [1]), await logged({}, [1], 'STALLED')];
  const { judge, recorded } = judging(runs, sumOfLosses);
  expect(await judge.settle(study)).toEqual({ kind: 'undecided', running: [runs[1]!.id] });
  expect(recorded).toEqual([]);
});

it('records what the recipe asserts of the stored measurements', async () => {
  const { judge, recorded } = judging([await logged({}, [1, 3]), await logged({}, [9, 4])], sumOfLosses);
  expect(await judge.settle(study)).toMatchObject({ kind: 'decided' });
  expect(recorded[0]?.map(({ name, value, pass }) => [name, value, pass])).toEqual([
    ['every run finished', 2, true],
    ['sum', 7, true],
  ]);
});

it('fails a study with a run that did not finish, and judges the rest by those that did', async () => {
  const runs = [await logged({}, [1, 3]), await logged({}, [9], 'FAILED')];
  const { judge, recorded } = judging(runs, sumOfLosses);
  await judge.settle(study);
  expect(recorded[0]?.[0]).toMatchObject({ effect: false, value: 1, pass: false, evidence: [runs[1]!.id] });
  expect(recorded[0]?.[0]?.note).toContain('FAILED');
  expect(recorded[0]?.[1]).toMatchObject({ name: 'sum', value: 3 });
});

it('says so when too little is left to judge', async () => {
  const { judge, recorded } = judging([await logged({}, [9], 'FAILED')], async () => {
    throw new RangeError('no treatment at all');
  });
  await judge.settle(study);
  expect(recorded[0]).toHaveLength(1);
  expect(recorded[0]?.[0]?.note).toContain('no treatment at all');
});

it('hands vectors over with the attributes of their elements, and nothing where nothing was logged', async () => {
  const run = await logged({ depth: 2 }, []);
  const axis = await lab.axis('layer', ['in', 'out'], { width: [8, null], kind: ['dense', null] });
  const norm = await lab.metric('norm', { axis: 'layer' });
  const vectors = [vector(norm, axis.id, 5, [1, 2]), vector(norm, axis.id, 7, [3, 4])];
  await lab.ingest.acceptFrame(run.writer, frame({ vectors }));
  const { judge } = judging([run], async (results) => {
    expect(results.runs).toEqual([{ id: run.id, role: 'treatment', seed: 3, config: { depth: 2 } }]);
    expect(await results.vector(run.id, 'norm', 'first')).toEqual({
      step: 5,
      values: Float64Array.of(1, 2),
      attributes: { width: [8, null], kind: ['dense', null] },
    });
    expect((await results.vector(run.id, 'norm', 'last'))?.step).toBe(7);
    expect(await results.vector(run.id, 'absent', 'last')).toBeUndefined();
    expect((await results.scalars(run.id, 'loss')).values).toHaveLength(0);
    return [];
  });
  expect(await judge.settle(study)).toMatchObject({ kind: 'decided' });
});
