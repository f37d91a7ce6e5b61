import type { ProblemItem } from '@graticule/contracts';
import { z } from 'zod';
import type { ParsedConfig } from '../recipe.js';
import { nearestName } from './nearest-name.js';

/** Parses a configuration; every problem names the place, the value found there, and what is allowed. */
export function parseConfig<C>(schema: z.ZodType<C>, input: unknown): ParsedConfig<C> {
  const parsed = schema.safeParse(input, { reportInput: true });
  if (parsed.success) return { ok: parsed.data };
  return { problems: parsed.error.issues.flatMap((issue) => problemsOf(schema, issue)) };
}

function problemsOf(schema: z.ZodType, issue: z.core.$ZodIssue): readonly ProblemItem[] {
  if (issue.code === 'unrecognized_keys') {
    const allowed = keysAt(schema, issue.path);
    return issue.keys.map((key) => ({
      pointer: pointer([...issue.path, key]),
      code: 'UNKNOWN_SETTING',
      detail: `"${key}" is not a setting here${didYouMean(key, allowed)}; allowed: ${allowed.join(', ')}`,
    }));
  }
  return [{ pointer: pointer(issue.path), ...describe(issue) }];
}

function describe(issue: z.core.$ZodIssue): Pick<ProblemItem, 'code' | 'detail'> {
  const found = issue.input === undefined ? 'nothing' : JSON.stringify(issue.input);
  if (issue.code === 'invalid_type')
    return {
      code: 'WRONG_TYPE',
      detail: `${found} is not ${withArticle(issue.expected === 'int' ? 'integer' : issue.expected)}`,
    };
  if (issue.code === 'too_small')
    return {
      code: 'OUT_OF_RANGE',
      detail: `${found} is too small; allowed: ${issue.inclusive ? 'at least' : 'above'} ${issue.minimum}`,
    };
  if (issue.code === 'too_big')
    return {
      code: 'OUT_OF_RANGE',
      detail: `${found} is too large; allowed: ${issue.inclusive ? 'at most' : 'below'} ${issue.maximum}`,
    };
  if (issue.code === 'invalid_value') {
    const allowed = issue.values.map(String);
    const meant = typeof issue.input === 'string' ? didYouMean(issue.input, allowed) : '';
    return { code: 'NOT_ALLOWED', detail: `${found} is not a choice${meant}; allowed: ${allowed.join(', ')}` };
  }
  return { code: 'NOT_ALLOWED', detail: `${found}: ${issue.message}` };
}

const withArticle = (noun: string): string => (/^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`);

function didYouMean(word: string, allowed: readonly string[]): string {
  const near = nearestName(word, allowed);
  return near === undefined ? '' : `, did you mean "${near}"?`;
}

function pointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The keys an object schema takes at a path, looking through defaults. */
function keysAt(schema: unknown, path: readonly PropertyKey[]): readonly string[] {
  let here = unwrapped(schema);
  for (const part of path) here = here instanceof z.ZodObject ? unwrapped(here.shape[String(part)]) : undefined;
  return here instanceof z.ZodObject ? Object.keys(here.shape) : [];
}

function unwrapped(schema: unknown): unknown {
  return schema instanceof z.ZodPrefault || schema instanceof z.ZodDefault ? unwrapped(schema.unwrap()) : schema;
}
