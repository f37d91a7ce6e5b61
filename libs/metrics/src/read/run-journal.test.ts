import { encodeFrame } from '@graticule/contracts';
import { RunJournal } from './run-journal.js';
import { canonicalPoints, historyPoints } from './scalar-points.js';

/** A journal row with one point of metric 1. */
function row(id: bigint, writer: bigint, [step, value]: readonly [number, number], attempt = 1) {
  const group = {
    metrics: Uint32Array.of(1),
    steps: BigInt64Array.of(BigInt(step)),
    times: Float64Array.of(0),
    dtype: 'f64' as const,
    values: Float64Array.of(value),
  };
  return { id, writer, attempt, body: encodeFrame({ writer, sequence: 1n, scalars: [group], vectors: [] }) };
}

const extent = (newest: Record<string, bigint>, cuts: { attempt: number; startStep: bigint }[] = []) => ({
  newest: new Map(Object.entries(newest).map(([writer, id]) => [BigInt(writer), id])),
  cuts,
});

const values = (journal: RunJournal) => [...canonicalPoints(journal, 1).values];

it('puts a row that committed late where its id belongs, so that the later id still wins', () => {
  const journal = new RunJournal();
  journal.extend(extent({ 1: 20n }), [row(20n, 1n, [5, 2])]);
  journal.extend(extent({ 1: 20n, 2: 10n }), [row(10n, 2n, [5, 1])]);
  expect(values(journal)).toEqual([2]);
  expect([...historyPoints(journal, 1).values]).toEqual([1, 2]);
});

it('orders rows of one id by their writers', () => {
  const journal = new RunJournal();
  journal.extend(extent({ 2: 10n }), [row(10n, 2n, [5, 2])]);
  journal.extend(extent({ 1: 10n, 2: 10n }), [row(10n, 1n, [5, 1])]);
  expect(values(journal)).toEqual([2]);
});

it('asks only for what joined since, by writer', () => {
  const journal = new RunJournal();
  expect(journal.missing(extent({ 1: 5n }))).toEqual([{ writer: 1n, after: -1n, upTo: 5n }]);
  journal.extend(extent({ 1: 5n }), [row(5n, 1n, [1, 1])]);
  expect(journal.missing(extent({ 1: 5n }))).toEqual([]);
  expect(journal.missing(extent({ 1: 9n, 2: 3n }))).toEqual([
    { writer: 1n, after: 5n, upTo: 9n },
    { writer: 2n, after: -1n, upTo: 3n },
  ]);
});

it('starts over when the store has less than it had', () => {
  const journal = new RunJournal();
  journal.extend(extent({ 1: 5n }), [row(5n, 1n, [1, 1])]);
  expect(journal.missing(extent({}))).toBeUndefined();
  expect(journal.missing(extent({ 1: 4n }))).toBeUndefined();
});

it('changes its state with rows and cuts, and with nothing else', () => {
  const journal = new RunJournal();
  const cut = { attempt: 2, startStep: 1n };
  const states = [
    [extent({ 1: 5n }), [row(5n, 1n, [1, 1])]] as const,
    [extent({ 1: 5n }), []] as const,
    [extent({ 1: 5n }, [cut]), []] as const,
    [extent({ 1: 5n }, [{ ...cut }]), []] as const,
  ].map(([to, rows]) => {
    journal.extend(to, rows);
    return journal.state;
  });
  expect(new Set(states).size).toBe(2);
  expect(states[0]).toBe(states[1]);
  expect(values(journal)).toEqual([]);
});

it('refuses to read a row that is no frame', () => {
  const broken = { id: 1n, writer: 1n, attempt: 1, body: new Uint8Array(40) };
  expect(() => new RunJournal().extend(extent({ 1: 1n }), [broken])).toThrow(/journal row 1 of writer 1/);
});
