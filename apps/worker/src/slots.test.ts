import { Slots } from './slots.js';

const never = new AbortController().signal;

it('hands out each slot once and the next one when it is released', async () => {
  const slots = new Slots(2);
  const [a, b] = [await slots.take(never), await slots.take(never)];
  expect([a?.index, b?.index]).toEqual([0, 1]);
  const third = slots.take(never);
  a?.release();
  a?.release();
  expect((await third)?.index).toBe(0);
});

it('gives up waiting when the worker stops, and loses no slot by it', async () => {
  const [slots, stopping] = [new Slots(1), new AbortController()];
  const held = await slots.take(never);
  const given = slots.take(stopping.signal);
  stopping.abort();
  expect(await given).toBeUndefined();
  expect(await slots.take(stopping.signal)).toBeUndefined();
  held?.release();
  expect((await slots.take(never))?.index).toBe(0);
});
