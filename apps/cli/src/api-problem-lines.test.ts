import { ApiProblem } from '@graticule/sdk';
import { problemLines } from './api-problem-lines.js';

const item = (pointer: string, detail: string) => ({ pointer, code: 'out_of_range', detail });

describe('problemLines', () => {
  it('says each detail once', () => {
    const errors = [item('/config/steps', 'at least 1; got 0'), item('/seed', 'an integer')];
    const detail = 'The run cannot be submitted: /config/steps at least 1; got 0 (and 1 more)';
    const body = { code: 'INVALID', errors, action: 'Correct each item listed in `errors`; nothing was stored.' };
    expect(problemLines(new ApiProblem('INVALID', 422, detail, { errors, body }))).toEqual([
      `error: ${detail} (INVALID, 422)`,
      '  where: /seed: an integer',
      '  what to do: Correct what is listed above; nothing was stored.',
    ]);
  });

  it.each([200, 400])('leaves the status %i of a GraphQL answer out', (status) => {
    const body = { errors: [{ message: 'There is no such study.', extensions: { code: 'NOT_FOUND' } }] };
    expect(problemLines(new ApiProblem('NOT_FOUND', status, 'There is no such study.', { body }))).toEqual([
      'error: There is no such study. (NOT_FOUND)',
      '  what to do: Check the id or slug; what a key may not see does not exist for it.',
    ]);
  });

  it('leaves other errors to others', () => {
    expect(problemLines(new Error('boom'))).toBeUndefined();
  });
});
