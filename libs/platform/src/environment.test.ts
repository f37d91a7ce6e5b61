import { z } from 'zod';
import { parseEnvironment } from './environment.js';

const Environment = z.object({ PORT: z.coerce.number().int().max(65_535), DATABASE_URL: z.url() });

it('lists every problem at once', () => {
  expect(() => parseEnvironment(Environment, { PORT: '70000' })).toThrow(/PORT[^]*DATABASE_URL/);
});

it('takes an empty variable for an absent one', () => {
  const Optional = z.object({ REDIS_URL: z.url().optional() });
  expect(parseEnvironment(Optional, { REDIS_URL: '' })).toEqual({});
});
