import { LineTail } from './line-tail.js';

it('keeps the last 200 lines', () => {
  const tail = new LineTail();
  for (let line = 1; line <= 1_000; line++) tail.push(`${line}\n`);
  const lines = tail.text().split('\n');
  expect([lines.length, lines[0], lines.at(-1)]).toEqual([200, '801', '1000']);
});

it('keeps no more than 32 KiB of whatever is printed', () => {
  const tail = new LineTail();
  for (let i = 0; i < 100; i++) tail.push('x'.repeat(10_000));
  expect(tail.text()).toHaveLength(32_768);
  for (let i = 0; i < 100; i++) tail.push(`${'y'.repeat(10_000)}\n`);
  expect(tail.text().length).toBeLessThanOrEqual(32_768);
});

it('joins lines that come in pieces', () => {
  const tail = new LineTail();
  expect([tail.push('a'), tail.push('b\nc'), tail.push('\n')]).toEqual([[], ['ab'], ['c']]);
  expect(tail.text()).toBe('ab\nc');
});

it('stands in for NUL and for half a surrogate pair', () => {
  const tail = new LineTail();
  tail.push('a\0b\uD800c😀\n');
  expect(tail.text()).toBe('a\uFFFDb\uFFFDc😀');
  tail.push(`😀${'x'.repeat(32_767)}`);
  expect(tail.text()).toBe(`\uFFFD${'x'.repeat(32_767)}`);
});
