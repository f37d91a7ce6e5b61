import { decodeFrame } from '@graticule/contracts';
import type { RunRows, StoredBatch, StoredGate, StoredStream } from './run-rows.js';
import type { Tell } from './store-problem.js';

/**
 * The batches that wait. A writer's batches are acknowledged one after the other and folded from the oldest on, so those that wait
 * are the last ones of its stream: one for each sequence up to its cursor, in the order of their ids. A batch that was lost, or that is
 * there twice, breaks this.
 */
export async function checkJournal(
  rows: RunRows,
  { gate, tell }: { readonly gate: StoredGate; readonly tell: Tell },
): Promise<number> {
  const streams = new Map((await rows.streams()).map((stream) => [stream.writer, stream]));
  const newest = new Map<bigint, bigint>();
  let batches = 0;
  const say = (what: string) => tell({ kind: 'rows', what });
  for await (const batch of rows.journal()) {
    batches++;
    for (const what of batchProblems(batch, { gate, stream: streams.get(batch.writer) }))
      say(`${nameOf(batch)} ${what}`);
    const sequence = sequenceOf(batch);
    if (sequence === undefined) continue;
    const before = newest.get(batch.writer);
    newest.set(batch.writer, sequence);
    if (before !== undefined && sequence !== before + 1n)
      say(`${nameOf(batch)} has sequence ${sequence} after ${before}: batches between them are missing or come twice`);
  }
  for (const [writer, sequence] of newest) {
    const cursor = streams.get(writer)?.seq;
    if (cursor !== undefined && cursor !== sequence)
      say(`writer ${writer} has had ${cursor} batches acknowledged; the last one in the journal is ${sequence}`);
  }
  if (batches > 0 && gate.packed && !gate.open) say(`${batches} batches wait in a run that is packed`);
  return batches;
}

const nameOf = ({ id, writer }: StoredBatch): string => `journal row ${id} of writer ${writer}`;

function sequenceOf({ body }: StoredBatch): bigint | undefined {
  const decoded = decodeFrame(body);
  return decoded.kind === 'frame' ? decoded.frame.sequence : undefined;
}

function batchProblems(
  { id, writer, attempt, n, body }: StoredBatch,
  { gate, stream }: { readonly gate: StoredGate; readonly stream: StoredStream | undefined },
): readonly string[] {
  const problems: string[] = [];
  if (stream === undefined) problems.push('has no cursor in store.stream');
  else if (id > stream.last_id) problems.push(`lies beyond the cursor of its writer, ${stream.last_id}`);
  if (attempt > gate.attempt) problems.push(`is of attempt ${attempt}; the run is at ${gate.attempt}`);
  const decoded = decodeFrame(body);
  if (decoded.kind === 'malformed') return [...problems, `cannot be read: ${decoded.detail} at byte ${decoded.at}`];
  if (decoded.frame.writer !== writer) problems.push(`holds a batch of writer ${decoded.frame.writer}`);
  if (decoded.points !== n) problems.push(`says ${n} points and holds ${decoded.points}`);
  return problems;
}
