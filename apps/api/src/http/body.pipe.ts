import type { ProblemItem } from '@graticule/contracts';
import { AppError } from '@graticule/platform';
import { Injectable, StandardSchemaValidationPipe } from '@nestjs/common';
import { pointerTo } from './problem.js';

type Schema = Parameters<StandardSchemaValidationPipe['validate']>[1];
type Options = Parameters<StandardSchemaValidationPipe['validate']>[2];

const MOST_ITEMS = 100;

/** Parses what comes in with the contract's schema. The refusal names each place, what was sent and what is allowed. */
@Injectable()
export class BodyPipe extends StandardSchemaValidationPipe {
  protected override async validate<T = unknown>(value: unknown, schema: Schema, options?: Options) {
    const result = await super.validate<T>(value ?? {}, schema, options);
    if (!result.issues) return result;
    const errors = result.issues.slice(0, MOST_ITEMS).map((issue): ProblemItem => {
      const path = (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part));
      const code = 'code' in issue && typeof issue.code === 'string' ? issue.code : 'invalid';
      return { pointer: pointerTo(path), code, detail: `${issue.message}; got ${shown(valueAt(value, path))}` };
    });
    throw new AppError('MALFORMED_BODY', `The body is not of the documented shape in ${errors.length} places.`, {
      errors,
    });
  }
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const part of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Reflect.get(at, part);
  }
  return at;
}

/** Short enough for a sentence, whatever was sent. Only the first members are entered: a body may be a million deep. */
function shown(value: unknown): string {
  let entered = 0;
  const text = JSON.stringify(value, (_, member: unknown) => (entered++ < MOST_ITEMS ? member : '…'));
  if (text === undefined) return 'nothing';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
