import { decodeCursor, encodeCursor, listHash } from './cursor.js';

const hash = listHash('runs', 'p', { status: ['RUNNING'], tag: 'a' }, 'NEWEST');

it('leads back to the place it was made of', () => {
  expect(decodeCursor(encodeCursor(hash, '018f-a:b'), hash)).toBe('018f-a:b');
});

it('refuses the place of another list', () => {
  const other = listHash('runs', 'p', { status: ['RUNNING'], tag: 'a' }, 'OLDEST');
  expect(() => decodeCursor(encodeCursor(other, 'x'), hash)).toThrow('does not belong to this list');
});

it('does not care in which order a filter was written', () => {
  expect(listHash('runs', 'p', { tag: 'a', status: ['RUNNING'] }, 'NEWEST')).toBe(hash);
});

it.each(['', 'garbage', '☃', Buffer.from(':').toString('base64url')])('refuses %j', (cursor) => {
  expect(() => decodeCursor(cursor, hash)).toThrow('does not belong to this list');
});
