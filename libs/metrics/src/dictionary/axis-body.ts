import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { AxisName, LIMITS, type ProblemItem, type PutAxis } from '@graticule/contracts';
import { AppError } from '@graticule/platform';
import type { AxisColumn } from './axis-version.js';

/** What a PutAxis says, checked and typed: attributes in the order of their names, so that equal bodies have equal bytes. */
export interface AxisBody {
  readonly size: number;
  /** Undefined: the elements are named by their indices. */
  readonly keys: readonly string[] | undefined;
  readonly columns: ReadonlyMap<string, AxisColumn>;
  readonly groupings: readonly string[];
}

export type ParsedAxis =
  | { readonly kind: 'body'; readonly body: AxisBody }
  | { readonly kind: 'invalid'; readonly problems: readonly ProblemItem[] };

// A body can be wrong a million times over; the first ones are enough to act on.
const PROBLEMS_LISTED = 100;

export function parseAxisBody(put: PutAxis): ParsedAxis {
  const { elements } = put;
  const size = typeof elements === 'number' ? elements : elements.length;
  const keys = typeof elements === 'number' ? undefined : elements;
  const problems = [...sizeProblems(size), ...keyProblems(keys ?? [])];
  const columns = new Map<string, AxisColumn>();
  const names = Object.keys(put.attributes).toSorted();
  if (names.length > LIMITS.axisAttributes) {
    const detail = `an axis has at most ${LIMITS.axisAttributes} attributes, not ${names.length}`;
    problems.push({ pointer: '#/attributes', code: 'TOO_MANY_ATTRIBUTES', detail });
  }
  for (const name of names) {
    const values = put.attributes[name] ?? [];
    problems.push(...attributeProblems(name, values, size));
    columns.set(name, columnOf(values));
  }
  put.groupings.forEach((name, i) => {
    if (columns.has(name)) return;
    const detail = `“${name}” is not an attribute of this axis`;
    problems.push({ pointer: `#/groupings/${i}`, code: 'UNKNOWN_ATTRIBUTE', detail });
  });
  if (problems.length > 0) return { kind: 'invalid', problems: problems.slice(0, PROBLEMS_LISTED) };
  return { kind: 'body', body: { size, keys, columns, groupings: [...new Set(put.groupings)] } };
}

function sizeProblems(size: number): ProblemItem[] {
  if (size >= 1 && size <= LIMITS.axisElements) return [];
  const detail = `an axis has 1 to ${LIMITS.axisElements} elements, not ${size}`;
  return [{ pointer: '#/elements', code: 'AXIS_SIZE', detail }];
}

function keyProblems(keys: readonly string[]): ProblemItem[] {
  const first = new Map<string, number>();
  const problems: ProblemItem[] = [];
  keys.forEach((key, i) => {
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, i);
    else problems.push(repeatedKey(i, earlier));
    if (key.includes('\0')) problems.push(nul(`#/elements/${i}`));
  });
  return problems;
}

function repeatedKey(i: number, earlier: number): ProblemItem {
  return { pointer: `#/elements/${i}`, code: 'REPEATED_KEY', detail: `the key of element ${earlier} again` };
}

function nul(pointer: string): ProblemItem {
  return { pointer, code: 'NUL_CHARACTER', detail: 'the character U+0000 is not allowed' };
}

function attributeProblems(name: string, values: readonly (number | string | null)[], size: number): ProblemItem[] {
  const pointer = `#/attributes/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const problems: ProblemItem[] = [];
  if (!AxisName.safeParse(name).success) {
    const detail = `an attribute's name has 1 to ${LIMITS.metricNameCharacters} characters and no control characters`;
    problems.push({ pointer, code: 'ATTRIBUTE_NAME', detail });
  }
  if (values.length !== size) {
    const detail = `${values.length} values for ${size} elements`;
    problems.push({ pointer, code: 'ATTRIBUTE_LENGTH', detail });
  }
  values.forEach((value, i) => {
    if (typeof value === 'string' && value.includes('\0')) problems.push(nul(`${pointer}/${i}`));
  });
  return problems;
}

function columnOf(values: readonly (number | string | null)[]): AxisColumn {
  return values.some((value) => typeof value === 'string')
    ? { kind: 'text', values: values.map((value) => (value === null ? null : String(value))) }
    : {
        kind: 'number',
        values: Float64Array.from(values, (value) => (typeof value === 'number' ? value : Number.NaN)),
      };
}

/**
 * SHA-256 over every byte that makes this version what it is: its elements and attributes. Groupings join later and are not in
 * it. Each part is preceded by its length: no two bodies run together.
 */
export function digestOf(body: AxisBody): Buffer {
  const hash = createHash('sha256');
  const part = (bytes: Uint8Array) => hash.update(`${bytes.byteLength}:`).update(bytes);
  const text = (value: unknown) => part(Buffer.from(JSON.stringify(value), 'utf8'));
  // The empty list stands where groupings once counted: a version stored without any then is still found.
  text({ size: body.size, named: body.keys !== undefined, groupings: [] });
  if (body.keys !== undefined) text(body.keys);
  for (const [name, column] of body.columns) {
    text([name, column.kind]);
    if (column.kind === 'text') text(column.values);
    else part(bytesOf(column.values));
  }
  return hash.digest();
}

/** Kinds of stored columns. Numbers are float64, little-endian, NaN for null; texts are deflated JSON. */
export const COLUMN_KINDS = { number: 0, text: 1 } as const;

/** The keys of the elements are stored as a column too, under the one name that no attribute can have. */
export const KEY_COLUMN = '';

export function encodeColumn(column: AxisColumn): Buffer {
  if (column.kind === 'number') return bytesOf(column.values);
  return deflateRawSync(Buffer.from(JSON.stringify(column.values), 'utf8'));
}

export function decodeColumn(kind: number, bytes: Uint8Array): AxisColumn {
  if (kind === COLUMN_KINDS.text) {
    const values: unknown = JSON.parse(inflateRawSync(bytes).toString('utf8'));
    if (!Array.isArray(values)) throw new AppError('INTERNAL', 'a stored text column is not a list');
    return { kind: 'text', values: values.map((value) => (typeof value === 'string' ? value : null)) };
  }
  // Copied: a Buffer of the pool may start anywhere, a Float64Array only at a multiple of eight.
  return { kind: 'number', values: new Float64Array(Uint8Array.from(bytes).buffer) };
}

function bytesOf(values: Float64Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}
