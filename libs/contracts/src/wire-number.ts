import { z } from 'zod';

/** A float64 on a JSON wire: finite as a number (−0 stays −0), else one of three strings. */
export type WireNumber = number | 'NaN' | 'Infinity' | '-Infinity';

/** JSON.stringify writes −0 as 0, so that one value travels as a string too. */
export function toWireNumber(value: number): WireNumber | '-0' {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

const SPELLED: ReadonlyMap<string, number> = new Map([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['-0', -0],
]);

/** The number a JSON value stands for, or undefined when it stands for none. */
export function fromWireNumber(value: unknown): number | undefined {
  return typeof value === 'number' ? value : typeof value === 'string' ? SPELLED.get(value) : undefined;
}

export const WireNumber = z
  .union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity', '-0'])])
  .transform((value) => (typeof value === 'number' ? value : Number(value)))
  .describe('A number; "NaN", "Infinity", "-Infinity" and "-0" are written as strings.');

/** A 64-bit integer on a JSON wire: a safe integer as a number, any other as a decimal string. */
export function toWireInteger(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** The 64-bit integer a JSON value stands for, or undefined. */
export function fromWireInteger(value: unknown): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  if (typeof value !== 'string' || !/^-?\d{1,19}$/.test(value)) return undefined;
  const integer = BigInt(value);
  return BigInt.asIntN(64, integer) === integer ? integer : undefined;
}

export const WireInteger = z
  .union([z.number(), z.string()])
  .transform((value, context) => {
    const integer = fromWireInteger(value);
    if (integer !== undefined) return integer;
    context.addIssue({ code: 'custom', message: 'a 64-bit integer; beyond ±2^53 written as a string' });
    return z.NEVER;
  })
  .describe('A 64-bit integer; beyond ±2^53 it is written as a string.');
