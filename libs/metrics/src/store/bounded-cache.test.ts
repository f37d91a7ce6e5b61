import { BoundedCache } from './bounded-cache.js';

it('forgets what was used longest ago once the bound is passed', () => {
  const cache = new BoundedCache<string, number>(10);
  cache.set('a', 1, 4);
  cache.set('b', 2, 4);
  cache.get('a');
  cache.set('c', 3, 4);
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3]);
});

it('weighs a replaced value once and does not keep what is heavier than the bound', () => {
  const cache = new BoundedCache<string, number>(10);
  cache.set('a', 1, 9);
  cache.set('a', 2, 5);
  cache.set('b', 3, 5);
  expect([cache.get('a'), cache.get('b')]).toEqual([2, 3]);
  cache.set('a', 4, 11);
  expect([cache.get('a'), cache.get('b')]).toEqual([undefined, 3]);
});
