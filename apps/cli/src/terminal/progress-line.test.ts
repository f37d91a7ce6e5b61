import { displayWidth } from './display-text.js';
import { bar, progressLine, sharedBeginning } from './progress-line.js';

describe('progressLine', () => {
  const item = { name: '0.3, class-balanced, seed 1', status: 'RUNNING', fraction: 0.5 };

  it('shows name, bar, percent and status at 120 columns', () => {
    expect(progressLine(item, 120)).toBe(
      '0.3, class-balanced, seed 1          ███████████████···············  50% RUNNING',
    );
  });

  it('keeps both ends of the name and the percent at 40 columns', () => {
    expect(progressLine(item, 40)).toBe('0.3, …ed, seed 1 ██████▌······  50%');
  });

  it('says the status in place of the percent when a narrow run is not running', () => {
    expect(progressLine({ ...item, status: 'CANCELLED', fraction: 0.25 }, 40)).toBe(
      '0.3, …ed, seed 1 ███▎········· CANCELLED',
    );
  });

  it.each([20, 30, 40, 64, 80, 120, 200])('never wraps at %i columns', (width) => {
    for (const status of ['QUEUED', 'RUNNING', 'FINISHED', 'CANCELLED'])
      for (const name of ['x', 'a name that is much longer than any terminal is wide '.repeat(5), '学習'.repeat(40)])
        expect(displayWidth(progressLine({ name, status, fraction: 0.99 }, width))).toBeLessThanOrEqual(width);
  });

  it('is full when the run has finished, whatever its last report said', () => {
    expect(progressLine({ name: 'a', status: 'FINISHED', fraction: 0.98 }, 120)).toContain('100% FINISHED');
  });
});

describe('bar', () => {
  it('draws in eighths of a column and stays within its bounds', () => {
    expect(bar(0, 4)).toBe('····');
    expect(bar(0.28125, 4)).toBe('█▏··');
    expect(bar(1, 4)).toBe('████');
    expect(bar(7, 4)).toBe('████');
    expect(bar(-1, 4)).toBe('····');
  });
});

describe('sharedBeginning', () => {
  it('is what all names begin with, in whole words', () => {
    const names = ['grammar, weight decay 0, seed 1', 'grammar, weight decay 0.3, seed 1'];
    expect(sharedBeginning(names)).toBe('grammar, weight decay ');
  });

  it('is empty for a single name and for names that share nothing', () => {
    expect(sharedBeginning(['one name'])).toBe('');
    expect(sharedBeginning(['a b', 'c d'])).toBe('');
    expect(sharedBeginning([])).toBe('');
  });
});
