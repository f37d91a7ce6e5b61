import { FrameRowGroups, type RowGroup } from './frame-row-groups.js';
import type { NamedGroup, ParsedBatch } from './named-batch.js';
import { isJsonObject, NamedBatchReader, segment } from './named-batch-reader.js';

/**
 * The batch in an NDJSON body: one object per line with `step`, an optional `time` (ms or ISO 8601) and scalars by name.
 * Never throws; problems point at `#/line/<number from 1>/<member>`.
 */
export function parseNdjson(text: string): ParsedBatch {
  const reader = new NamedBatchReader();
  const rows = new FrameRowGroups();
  let number = 0;
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(start, end);
    number += 1;
    start = end + 1;
    if (line.trim() !== '') readLine(reader, rows, line, number);
  }
  if (rows.points === 0 && reader.problems.length === 0) reader.refuse('', 'empty', 'no line holds a point');
  if (reader.problems.length > 0) return { kind: 'malformed', problems: reader.problems };
  return { kind: 'batch', batch: { groups: rows.groups().map(namedGroup), vectors: [] } };
}

function readLine(reader: NamedBatchReader, rows: FrameRowGroups, line: string, number: number): void {
  const pointer = `#/line/${number}`;
  const problemsBefore = reader.problems.length;
  const object = reader.json(line, pointer);
  if (reader.problems.length > problemsBefore) return;
  if (!isJsonObject(object)) return reader.refuse(pointer, 'invalid_type', 'an object with `step` and scalars by name');
  const keys: string[] = [];
  const values: number[] = [];
  for (const name of Object.keys(object)) {
    if (name === 'step' || name === 'time') continue;
    const value = object[name];
    if (typeof value !== 'number' || !Number.isFinite(value) || !isPlainName(name)) {
      checkMember(reader, name, value, pointer);
    }
    keys.push(name);
    values.push(typeof value === 'number' ? value : Number(value));
  }
  const step = reader.step(object['step'], `${pointer}/step`);
  const time = object['time'] === undefined ? undefined : reader.time(object['time'], `${pointer}/time`);
  if (keys.length === 0) return reader.refuse(pointer, 'empty', 'a line holds at least one scalar');
  rows.add(step, time, keys, values);
}

const isPlainName = (name: string): boolean => name.length < 200 && /^[a-zA-Z0-9][\w/.-]*$/.test(name);

/** What does not pass at first sight: a spelled number, an unusual name, or a mistake. */
function checkMember(reader: NamedBatchReader, name: string, value: unknown, pointer: string): void {
  const at = `${pointer}/${segment(name)}`;
  if (name.startsWith('_')) return reader.refuse(at, 'reserved_name', 'names that start with _ are reserved');
  if (reader.metricName(name, at)) reader.number(value, at);
}

function namedGroup({ keys, steps, times, values }: RowGroup): NamedGroup {
  const columns = new Map(
    keys.map((key, index) => [key, values.subarray(index * steps.length, (index + 1) * steps.length)]),
  );
  return times ? { steps, times, values: columns } : { steps, values: columns };
}
