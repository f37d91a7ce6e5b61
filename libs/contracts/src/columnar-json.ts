import { MAX_DICTIONARY_ID } from './frame-layout.js';
import { LIMITS } from './limits.js';
import type { NamedBatch, NamedGroup, NamedVector, ParsedBatch } from './named-batch.js';
import { isJsonArray, isJsonObject, type JsonObject, NamedBatchReader, segment } from './named-batch-reader.js';
import { fromWireInteger } from './wire-number.js';

/** The batch in a columnar JSON body (docs/wire-format.md), or everything wrong with it. Never throws. */
export function parseColumnarJson(text: string): ParsedBatch {
  const reader = new NamedBatchReader();
  const body = reader.json(text, '');
  if (isJsonObject(body)) {
    const batch = readBatch(reader, body);
    if (reader.problems.length === 0) return { kind: 'batch', batch };
  } else if (reader.problems.length === 0) reader.refuse('', 'invalid_type', 'an object with `groups` or `vectors`');
  return { kind: 'malformed', problems: reader.problems };
}

function readBatch(reader: NamedBatchReader, body: JsonObject): NamedBatch {
  reader.onlyMembers(body, ['writer', 'sequence', 'groups', 'vectors'], '');
  const groups: NamedGroup[] = [];
  const vectors: NamedVector[] = [];
  for (const [index, item] of listOf(reader, body, 'groups').entries()) {
    const group = readGroup(reader, item, `/groups/${index}`);
    if (group) groups.push(group);
  }
  for (const [index, item] of listOf(reader, body, 'vectors').entries()) {
    const vector = readVector(reader, item, `/vectors/${index}`);
    if (vector) vectors.push(vector);
  }
  if (groups.length + vectors.length === 0)
    reader.refuse('', 'empty', 'no points: `groups` or `vectors` must hold some');
  return { ...readOrder(reader, body), groups, vectors };
}

/** Writer and sequence: both, or neither. */
function readOrder(reader: NamedBatchReader, body: JsonObject): Pick<NamedBatch, 'writer' | 'sequence'> {
  const { writer, sequence } = body;
  if (writer === undefined && sequence === undefined) return {};
  const number = typeof writer === 'string' && /^[0-9a-fA-F]{1,16}$/.test(writer) ? BigInt(`0x${writer}`) : -1n;
  if (number < 0n || number >= 2n ** 63n) {
    reader.refuse(
      '/writer',
      'invalid_type',
      '1 to 16 hexadecimal digits in a string, below 2^63; with it a `sequence`',
    );
  }
  const place = fromWireInteger(sequence) ?? 0n;
  if (place < 1n) {
    reader.refuse('/sequence', 'invalid_type', 'an integer from 1, beyond 2^53 as a string; with it a `writer`');
  }
  return { writer: number, sequence: place };
}

function listOf(reader: NamedBatchReader, body: JsonObject, name: string): readonly unknown[] {
  const list = body[name];
  if (list === undefined) return [];
  if (isJsonArray(list)) return list;
  reader.refuse(`/${name}`, 'invalid_type', 'an array');
  return [];
}

function readGroup(reader: NamedBatchReader, item: unknown, pointer: string): NamedGroup | undefined {
  if (!isJsonObject(item)) return reader.refuse(pointer, 'invalid_type', 'an object with `steps` and `values`');
  reader.onlyMembers(item, ['steps', 'times', 'values'], pointer);
  if (!isJsonArray(item['steps']) || item['steps'].length === 0) {
    return reader.refuse(`${pointer}/steps`, 'invalid_type', 'an array of at least one step');
  }
  if (!isJsonObject(item['values'])) {
    return reader.refuse(`${pointer}/values`, 'invalid_type', 'an object from metric name to an array of numbers');
  }
  const steps = reader.steps(item['steps'], `${pointer}/steps`);
  const values = new Map<string, Float64Array>();
  for (const [name, column] of Object.entries(item['values'])) {
    const at = `${pointer}/values/${segment(name)}`;
    if (reader.metricName(name, at) && isColumn(reader, column, steps.length, at)) {
      values.set(name, reader.numbers(column, at));
    }
  }
  if (Object.keys(item['values']).length === 0) reader.refuse(`${pointer}/values`, 'empty', 'at least one metric');
  const times = item['times'];
  if (times === undefined) return { steps, values };
  if (!isColumn(reader, times, steps.length, `${pointer}/times`)) return undefined;
  return { steps, times: reader.times(times, `${pointer}/times`), values };
}

function isColumn(
  reader: NamedBatchReader,
  column: unknown,
  length: number,
  pointer: string,
): column is readonly unknown[] {
  if (isJsonArray(column) && column.length === length) return true;
  const found = isJsonArray(column) ? `${column.length}` : 'none';
  reader.refuse(pointer, 'wrong_size', `an array of ${length}, one for each step; found ${found}`);
  return false;
}

function readVector(reader: NamedBatchReader, item: unknown, pointer: string): NamedVector | undefined {
  if (!isJsonObject(item))
    return reader.refuse(pointer, 'invalid_type', 'an object with `metric`, `axis` and `values`');
  reader.onlyMembers(item, ['metric', 'axis', 'step', 'time', 'values', 'elements'], pointer);
  const { metric } = item;
  const axis = Number(fromWireInteger(item['axis']) ?? 0n);
  if (axis < 1 || axis > MAX_DICTIONARY_ID) {
    reader.refuse(`${pointer}/axis`, 'invalid_type', 'the id of an axis version, as PUT …/axes/{axis} answered');
  }
  const step = reader.step(item['step'], `${pointer}/step`);
  const time = item['time'] === undefined ? {} : { time: reader.time(item['time'], `${pointer}/time`) };
  const values = readCells(reader, item['values'], `${pointer}/values`);
  if (!reader.metricName(metric, `${pointer}/metric`) || !values) return undefined;
  if (item['elements'] === undefined) return { metric, axis, step, ...time, values };
  const elements = readElements(reader, item['elements'], values.length, `${pointer}/elements`);
  return elements && { metric, axis, step, ...time, values, elements };
}

function readCells(reader: NamedBatchReader, cells: unknown, pointer: string): Float64Array | undefined {
  const values =
    typeof cells === 'string' ? fromBase64(cells) : isJsonArray(cells) ? reader.numbers(cells, pointer) : undefined;
  if (values && values.length > 0) return values;
  return reader.refuse(pointer, 'invalid_type', 'an array of at least one number, or little-endian float32 in base64');
}

/** Float32 widened to float64, undefined for anything that is not whole float32 in base64. */
function fromBase64(text: string): Float64Array | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
  return bytes.length % 4 === 0 ? Float64Array.from(new Float32Array(bytes.buffer)) : undefined;
}

function readElements(
  reader: NamedBatchReader,
  ids: unknown,
  length: number,
  pointer: string,
): Uint32Array | undefined {
  if (!isJsonArray(ids) || ids.length !== length) {
    return reader.refuse(pointer, 'wrong_size', `an array of ${length} element ids, one for each value`);
  }
  let last = -1;
  const elements = new Uint32Array(length);
  for (const [index, id] of ids.entries()) {
    if (typeof id !== 'number' || !Number.isInteger(id) || id <= last || id >= LIMITS.axisElements) {
      return reader.refuse(`${pointer}/${index}`, 'invalid_element', 'element ids from 0, each above the one before');
    }
    elements[index] = id;
    last = id;
  }
  return elements;
}
