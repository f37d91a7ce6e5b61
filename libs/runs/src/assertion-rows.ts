import { type Assertion, type Bound, RunId, toWireNumber } from '@graticule/contracts';
import { documentOf } from './read-runs.js';

/** An assertion as it comes back: float8, so that NaN and the infinities survive. */
export interface AssertionRow {
  readonly name: string;
  readonly effect: boolean;
  readonly value: number | null;
  readonly bound: unknown;
  readonly pass: boolean | null;
  readonly evidence: readonly string[];
  readonly note: string | null;
}

/** An assertion for `record-verdict.sql`. JSON has no NaN; Postgres reads it from text. */
export function assertionRow(assertion: Assertion, position: number) {
  const { name, effect, value, bound, pass, evidence, note } = assertion;
  return { position, name, effect, value: toWireNumber(value), bound, pass, evidence, note };
}

export function assertionOf(row: AssertionRow): Assertion {
  return {
    name: row.name,
    effect: row.effect,
    value: row.value ?? NaN,
    bound: boundOf(row.bound),
    pass: row.pass,
    evidence: row.evidence.map((id) => RunId.parse(id)),
    ...(row.note === null ? {} : { note: row.note }),
  };
}

function boundOf(document: unknown): Bound | null {
  const { kind, value, low, high } = documentOf(document);
  if ((kind === 'atLeast' || kind === 'atMost') && typeof value === 'number') return { kind, value };
  if (kind === 'between' && typeof low === 'number' && typeof high === 'number') return { kind, low, high };
  return null;
}
