import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorsPage } from '../support/errors-page.js';

const PAGE = join(import.meta.dirname, '../../docs/errors.md');

it('lists every problem in docs/errors.md (UPDATE_DOCS=1 rewrites the page)', () => {
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, errorsPage());
  expect(readFileSync(PAGE, 'utf8')).toBe(errorsPage());
});
