import { encodeFrame } from '@graticule/contracts';
import type { TailRow } from '../store/tile-store.js';
import { RunJournal } from './run-journal.js';
import { canonicalPoints } from './scalar-points.js';

/** A journal row with one point of metric 1. */
function row(id: bigint, writer: bigint, [step, value]: readonly [number, number], attempt = 1) {
  const group = {
    metrics: Uint32Array.of(1),
    steps: BigInt64Array.of(BigInt(step)),
    times: Float64Array.of(0),
    dtype: 'f64' as const,
    values: Float64Array.of(value),
  };
  const body = Buffer.from(encodeFrame({ writer, sequence: 1n, scalars: [group], vectors: [] }));
  return { id, writer, attempt, body };
}

const known = (rows: readonly TailRow[]) => rows.map((each) => ({ ...each, body: undefined }));
const values = (journal: RunJournal | undefined) =>
  journal === undefined ? undefined : [...canonicalPoints(journal, 1).values];
const of = (...rows: readonly TailRow[]) => RunJournal.empty().become(rows, [])!;

it('puts a row that committed late where its id belongs, so that the later id still wins', () => {
  const first = row(20n, 1n, [5, 2]);
  const journal = of(first).become([row(10n, 2n, [5, 1]), ...known([first])], []);
  expect(values(journal)).toEqual([2]);
});

it('orders rows of one id by their writers', () => {
  const first = row(10n, 2n, [5, 2]);
  expect(values(of(first).become([row(10n, 1n, [5, 1]), ...known([first])], []))).toEqual([2]);
});

it('takes rows that joined and forgets rows that left, at once', () => {
  const rows = Array.from({ length: 300 }, (_, i) => row(BigInt(i), 1n, [i, i]));
  let journal: RunJournal | undefined = of();
  const journals: RunJournal[] = [];
  for (let end = 1; end <= rows.length; end += 3) {
    const begin = Math.floor(end * 0.7);
    const before = journal?.newest ?? -1n;
    journal = journal?.become(
      rows.slice(begin, end).map((each) => (each.id > before ? each : { ...each, body: undefined })),
      [],
    );
    expect(values(journal)).toEqual(rows.slice(begin, end).map((_, i) => begin + i));
    journals.push(journal!);
  }
  // Those before have not changed with it.
  expect(values(journals[10])).toEqual(Array.from({ length: 10 }, (_, i) => 21 + i));
});

it('cannot become rows whose bodies it has never seen', () => {
  const [first, second] = [row(10n, 1n, [1, 1]), row(20n, 1n, [2, 2])];
  expect(of(first).become(known([first, second]), [])).toBeUndefined();
  expect(of(second).become(known([first, second]), [])).toBeUndefined();
  expect(values(of(first).become([...known([first]), second], []))).toEqual([1, 2]);
});

it('stays itself while nothing changes, and is another with other rows or cuts', () => {
  const first = row(10n, 1n, [1, 1]);
  const journal = of(first);
  const cut = { attempt: 2, startStep: 1n };
  expect(journal.become(known([first]), [])).toBe(journal);
  const hidden = journal.become(known([first]), [cut])!;
  expect([values(hidden), values(journal), hidden.metrics(), journal.metrics()]).toEqual([[], [1], [], [1]]);
  expect(hidden.become(known([first]), [{ ...cut }])).toBe(hidden);
  expect(values(hidden.become([], [cut]))).toEqual([]);
});

it('refuses to read a row that is no frame', () => {
  const broken = { id: 1n, writer: 1n, attempt: 1, body: Buffer.alloc(40) };
  expect(() => of(broken)).toThrow(/journal row 1 of writer 1/);
});
