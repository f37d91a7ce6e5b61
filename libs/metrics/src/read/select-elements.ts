import type { ProblemItem } from '@graticule/contracts';
import type { AxisColumn, AxisVersion } from '../dictionary/axis-version.js';
import type { AxisSelect, AxisWhere, TopK } from './slice-request.js';
import { cellsOf, type VectorPoint } from './vector-points.js';

/** The chosen elements in the order asked for (topK: by rank), or what is wrong with the choice. */
export type Selected =
  | { readonly kind: 'elements'; readonly indices: Uint32Array }
  | { readonly kind: 'invalid'; readonly problems: readonly ProblemItem[] };

const POINTER = '#/axis/select';

export function selectElements(axis: AxisVersion, points: readonly VectorPoint[], select: AxisSelect): Selected {
  if ('indices' in select) return byIndices(axis, select.indices);
  if ('keys' in select) return byKeys(axis, select.keys);
  if ('range' in select) return byRange(axis, select.range);
  if ('where' in select) return byAttribute(axis, select.where);
  return byRank(axis, points, select.topK);
}

function refused(part: string, code: string, detail: string): Selected {
  return { kind: 'invalid', problems: [{ pointer: `${POINTER}/${part}`, code, detail }] };
}

function byIndices(axis: AxisVersion, indices: readonly number[]): Selected {
  const at = indices.findIndex((index) => !Number.isInteger(index) || index < 0 || index >= axis.size);
  if (at < 0) return { kind: 'elements', indices: Uint32Array.from(indices) };
  return refused(
    `indices/${at}`,
    'NO_SUCH_ELEMENT',
    `“${axis.axis}” has the elements 0 to ${axis.size - 1}, not ${indices[at]}`,
  );
}

function byKeys(axis: AxisVersion, keys: readonly string[]): Selected {
  const indices = keys.map((key) => axis.indexOf(key));
  const at = indices.indexOf(undefined);
  if (at < 0) return { kind: 'elements', indices: Uint32Array.from(indices, (index) => index ?? 0) };
  return refused(`keys/${at}`, 'NO_SUCH_ELEMENT', `“${axis.axis}” has no element “${keys[at]}”`);
}

function byRange(axis: AxisVersion, { from, to }: { readonly from: number; readonly to: number }): Selected {
  if (Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= axis.size) {
    return { kind: 'elements', indices: Uint32Array.from({ length: to - from }, (_, i) => from + i) };
  }
  return refused('range', 'RANGE', `a range has 0 ≤ from < to ≤ ${axis.size}, not ${from} and ${to}`);
}

function byAttribute(axis: AxisVersion, where: AxisWhere): Selected {
  const column = axis.columns.get(where.attribute);
  if (column === undefined) return refused('where', 'UNKNOWN_ATTRIBUTE', unknownAttribute(axis, where.attribute));
  const wrong = whereProblem(column, where);
  if (wrong !== undefined) return refused('where', 'CONDITION', wrong);
  const indices: number[] = [];
  for (let i = 0; i < axis.size; i++) if (satisfies(valueAt(column, i), where)) indices.push(i);
  return { kind: 'elements', indices: Uint32Array.from(indices) };
}

export function unknownAttribute(axis: AxisVersion, name: string): string {
  const names = [...axis.columns.keys()].map((known) => `“${known}”`).join(', ');
  return `“${axis.axis}” has no attribute “${name}”; it has ${names === '' ? 'none' : names}`;
}

function valueAt(column: AxisColumn, i: number): number | string | null {
  if (column.kind === 'text') return column.values[i] ?? null;
  const value = column.values[i] ?? Number.NaN;
  return Number.isNaN(value) ? null : value;
}

function whereProblem(
  column: AxisColumn,
  { attribute, eq, ne, lt, lte, gt, gte, in: list }: AxisWhere,
): string | undefined {
  const ordered = [lt, lte, gt, gte].filter((bound) => bound !== undefined);
  const compared = [eq, ne, ...(list ?? [])].filter((value) => value !== undefined);
  if (ordered.length === 0 && compared.length === 0 && list === undefined) {
    return `give at least one comparison on “${attribute}”: eq, ne, lt, lte, gt, gte or in`;
  }
  if (column.kind === 'text' && ordered.length > 0) return `“${attribute}” is text; it has eq, ne and in, but no order`;
  const wanted = column.kind === 'text' ? 'string' : 'number';
  return compared.every((value) => typeof value === wanted) ? undefined : `“${attribute}” is compared with a ${wanted}`;
}

function satisfies(value: number | string | null, where: AxisWhere): boolean {
  if (where.ne !== undefined && value === where.ne) return false;
  if (where.eq !== undefined && value !== where.eq) return false;
  if (where.in !== undefined && (value === null || !where.in.includes(value))) return false;
  const { lt, lte, gt, gte } = where;
  if (typeof value !== 'number') return lt === undefined && lte === undefined && gt === undefined && gte === undefined;
  if (lt !== undefined && !(value < lt)) return false;
  if (lte !== undefined && !(value <= lte)) return false;
  if (gt !== undefined && !(value > gt)) return false;
  return gte === undefined || value >= gte;
}

function byRank(axis: AxisVersion, points: readonly VectorPoint[], top: TopK): Selected {
  if (!Number.isInteger(top.k) || top.k < 1)
    return refused('topK', 'TOP_K', `k is a whole number from 1 on, not ${top.k}`);
  if ((top.by === 'LARGEST_CHANGE') !== (top.sinceStep !== undefined)) {
    return refused('topK', 'TOP_K', 'sinceStep belongs to LARGEST_CHANGE, and LARGEST_CHANGE needs it');
  }
  const now = valuesAt(axis, points, top.atStep);
  if (now === undefined) return refused('topK/atStep', 'NO_SUCH_STEP', `there is no vector at step ${top.atStep}`);
  if (top.sinceStep === undefined) {
    return { kind: 'elements', indices: ranked(now, top.k, top.by === 'SMALLEST' ? -1 : 1) };
  }
  const then = valuesAt(axis, points, top.sinceStep);
  if (then === undefined)
    return refused('topK/sinceStep', 'NO_SUCH_STEP', `there is no vector at step ${top.sinceStep}`);
  return {
    kind: 'elements',
    indices: ranked(
      Float64Array.from(now, (v, i) => Math.abs(v - then[i]!)),
      top.k,
      1,
    ),
  };
}

function valuesAt(axis: AxisVersion, points: readonly VectorPoint[], step: bigint) {
  const point = points.find((candidate) => candidate.step === step);
  return point === undefined ? undefined : cellsOf(point, axis.size).values;
}

/** The k leading positions, NaN left out. sign 1: largest first; −1: smallest first. Ties go to the lower position. O(n log n). */
function ranked(values: ArrayLike<number>, k: number, sign: 1 | -1): Uint32Array {
  const numbers = Uint32Array.from({ length: values.length }, (_, i) => i).filter((i) => !Number.isNaN(values[i]!));
  // Compared, not subtracted: the difference of two infinities is no order.
  const before = (a: number, b: number) => (a > b ? -sign : a < b ? sign : 0);
  return numbers.toSorted((a, b) => before(values[a]!, values[b]!) || a - b).slice(0, k);
}
