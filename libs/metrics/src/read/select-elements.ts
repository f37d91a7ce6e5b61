import type { ProblemItem } from '@graticule/contracts';
import type { AxisColumn, AxisVersion } from '../dictionary/axis-version.js';
import type { AxisSelect, AxisWhere, TopK } from './slice-request.js';

/** The chosen elements in the order asked for (topK: by rank), or what is wrong with the choice. */
type Selected =
  | { readonly kind: 'elements'; readonly indices: Uint32Array }
  | { readonly kind: 'invalid'; readonly problems: readonly ProblemItem[] };

const POINTER = '#/axis/select';

/** The values of the vector at a step, [elements], NaN where nothing was logged; undefined when there is none. */
export type ValuesAtStep = (step: bigint) => Promise<ArrayLike<number> | undefined>;

/** Only a choice by rank reads values: of one step or two. */
export async function selectElements(axis: AxisVersion, valuesAt: ValuesAtStep, select: AxisSelect): Promise<Selected> {
  if ('indices' in select) return byIndices(axis, select.indices);
  if ('keys' in select) return byKeys(axis, select.keys);
  if ('range' in select) return byRange(axis, select.range);
  if ('where' in select) return byAttribute(axis, select.where);
  return byRank(valuesAt, select.topK);
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

async function byRank(valuesAt: ValuesAtStep, top: TopK): Promise<Selected> {
  if (!Number.isInteger(top.k) || top.k < 1)
    return refused('topK', 'TOP_K', `k is a whole number from 1 on, not ${top.k}`);
  if ((top.by === 'LARGEST_CHANGE') !== (top.sinceStep !== undefined)) {
    return refused('topK', 'TOP_K', 'sinceStep belongs to LARGEST_CHANGE, and LARGEST_CHANGE needs it');
  }
  const now = await valuesAt(top.atStep);
  if (now === undefined) return refused('topK/atStep', 'NO_SUCH_STEP', `there is no vector at step ${top.atStep}`);
  if (top.sinceStep === undefined) {
    return { kind: 'elements', indices: ranked(now, top.k, top.by === 'SMALLEST' ? -1 : 1) };
  }
  const then = await valuesAt(top.sinceStep);
  if (then === undefined)
    return refused('topK/sinceStep', 'NO_SUCH_STEP', `there is no vector at step ${top.sinceStep}`);
  return {
    kind: 'elements',
    indices: ranked(changes(now, then), top.k, 1),
  };
}

function changes(now: ArrayLike<number>, then: ArrayLike<number>): Float64Array {
  const found = new Float64Array(now.length);
  for (let i = 0; i < found.length; i++) found[i] = Math.abs(now[i]! - then[i]!);
  return found;
}

/**
 * The k leading positions, NaN left out. sign 1: largest first; −1: smallest first. Ties go to the lower position. A heap of the k
 * best so far, the worst of them on top: O(n log k), O(n) where few of many lead.
 */
function ranked(values: ArrayLike<number>, k: number, sign: 1 | -1): Uint32Array {
  // Compared, not subtracted: the difference of two infinities is no order.
  const leads = (a: number, b: number) => {
    const [x, y] = [values[a]! * sign, values[b]! * sign];
    return x > y || (x === y && a < b);
  };
  const best: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) continue;
    if (best.length < k) rise(best, best.push(i) - 1, leads);
    else if (leads(i, best[0]!)) {
      best[0] = i;
      sink(best, leads);
    }
  }
  return Uint32Array.from(best.toSorted((a, b) => (leads(a, b) ? -1 : 1)));
}

type Leads = (a: number, b: number) => boolean;

function rise(heap: number[], start: number, leads: Leads): void {
  for (let at = start; at > 0;) {
    const parent = (at - 1) >>> 1;
    if (!leads(heap[parent]!, heap[at]!)) return;
    [heap[at], heap[parent]] = [heap[parent]!, heap[at]!];
    at = parent;
  }
}

function sink(heap: number[], leads: Leads): void {
  for (let at = 0; ;) {
    const left = 2 * at + 1;
    if (left >= heap.length) return;
    const right = left + 1;
    const worse = right < heap.length && leads(heap[left]!, heap[right]!) ? right : left;
    if (!leads(heap[at]!, heap[worse]!)) return;
    [heap[at], heap[worse]] = [heap[worse]!, heap[at]!];
    at = worse;
  }
}
