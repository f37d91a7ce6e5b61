import { QueuedBytes } from './queued-bytes.js';

it('takes bytes up to its bound and not one more', () => {
  const queued = new QueuedBytes(100);
  queued.hold(60);
  expect(queued.hold(41)).toBeUndefined();
  expect(queued.hold(40)).toBeDefined();
  expect(queued.bytes).toBe(100);
});

it('gives room back once, however often it is asked to', () => {
  const queued = new QueuedBytes(100);
  const release = queued.hold(60);
  queued.hold(40);
  release?.();
  release?.();
  expect(queued.bytes).toBe(40);
});

it('lets what is larger than the bound pass alone', () => {
  const queued = new QueuedBytes(100);
  expect(queued.hold(101)).toBeDefined();
  expect(queued.hold(1)).toBeUndefined();
});

it('never refuses nothing', () => {
  const queued = new QueuedBytes(100);
  queued.hold(200);
  expect(queued.hold(0)).toBeDefined();
});

it('leaves half of its room to others, however much one sender announces', () => {
  const queued = new QueuedBytes(100);
  const releases = [queued.hold(25, 'greedy'), queued.hold(25, 'greedy')];
  expect(queued.hold(1, 'greedy')).toBeUndefined();
  expect(queued.hold(50, 'modest')).toBeDefined();
  releases[0]?.();
  expect(queued.hold(25, 'greedy')).toBeDefined();
});
