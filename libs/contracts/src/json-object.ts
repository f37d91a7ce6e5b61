import { z } from 'zod';
import { LIMITS } from './limits.js';
import { isStorable } from './text.js';

/** A JSON object as an answer holds it. */
export const JsonObject = z.record(z.string(), z.json());

/**
 * A JSON object from outside: of bounded size and depth, its keys and texts storable. It is walked before the recursive
 * schema sees it, because a depth of a million would end that in a stack overflow.
 */
export const StorableJsonObject = z
  .record(z.string(), z.unknown())
  .superRefine((value, context) => {
    const wrong = whatIsWrong(value);
    if (wrong !== undefined) context.addIssue({ code: 'custom', message: wrong });
  })
  .pipe(JsonObject);

function whatIsWrong(root: unknown): string | undefined {
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > LIMITS.configDepth) return `JSON that is nested at most ${LIMITS.configDepth} deep`;
    if (!level.every(isStorableAtItself)) return 'JSON of well-formed Unicode without the character U+0000';
    level = level.flatMap(membersOf);
  }
  const tooLarge = new TextEncoder().encode(JSON.stringify(root)).length > LIMITS.configBytes;
  return tooLarge ? `JSON of at most ${LIMITS.configBytes} bytes` : undefined;
}

/** Of an object its keys are checked here and its members one level down. */
function isStorableAtItself(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value);
  return typeof value !== 'object' || value === null || Array.isArray(value) || Object.keys(value).every(isStorable);
}

function membersOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}
