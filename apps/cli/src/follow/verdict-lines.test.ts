import { displayWidth } from '../terminal/display-text.js';
import { verdictLines } from './verdict-lines.js';

const VERDICT = {
  passed: false,
  assertions: [
    { name: 'rare over frequent', effect: true, value: 7.25, bound: '≥ 5', pass: true, note: null },
    { name: 'gap growth', effect: true, value: 0.4, bound: '≥ 1', pass: false, note: null },
    { name: 'held-out change', effect: false, value: 'NaN', bound: null, pass: null, note: null },
  ],
} as const;

describe('verdictLines', () => {
  it('shows mark, value and bound of each assertion', () => {
    expect(verdictLines(VERDICT, 120)).toEqual([
      'verdict: NOT passed (1 of 2 assertions hold)',
      '  ✓ rare over frequent  7.250  (≥ 5)',
      '  ✗ gap growth          0.4000  (≥ 1)',
      '  · held-out change     NaN',
    ]);
  });

  it('puts value and bound on a line of their own where the terminal is narrow', () => {
    const lines = verdictLines(VERDICT, 30);
    expect(lines.slice(2, 4)).toEqual(['  ✓ rare over frequent', '      7.250  (≥ 5)']);
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(30);
  });
});
