import { displayWidth } from './display-text.js';
import { type Column, formatTable } from './table.js';

const COLUMNS: readonly Column[] = [
  { title: 'id', priority: 2 },
  { title: 'name', least: 14 },
  { title: 'status' },
  { title: 'time', align: 'right', priority: 1 },
];
const ROWS = [
  ['0199aaaa-0000-7000-8000-000000000001', 'template grammar, weight decay 0.3, seed 1', 'RUNNING', '12.0 s'],
  ['0199aaaa-0000-7000-8000-000000000002', 'short', 'FINISHED', '3 min 05 s'],
];

describe('formatTable', () => {
  it('shows everything where there is room', () => {
    expect(formatTable(COLUMNS, ROWS, 120)).toEqual([
      'id                                    name                                        status          time',
      '0199aaaa-0000-7000-8000-000000000001  template grammar, weight decay 0.3, seed 1  RUNNING       12.0 s',
      '0199aaaa-0000-7000-8000-000000000002  short                                       FINISHED  3 min 05 s',
    ]);
  });

  it('at 40 columns leaves out what matters least and cuts what may be cut', () => {
    expect(formatTable(COLUMNS, ROWS, 40)).toEqual([
      'name                            status',
      'template grammar, weight deca…  RUNNING',
      'short                           FINISHED',
    ]);
  });

  it.each([10, 20, 33, 40, 57, 80])('is never wider than %i columns', (width) => {
    for (const line of formatTable(COLUMNS, ROWS, width)) expect(displayWidth(line)).toBeLessThanOrEqual(width);
  });

  it('counts wide characters as two columns and keeps control characters from the terminal', () => {
    const lines = formatTable(
      [{ title: 'name' }, { title: 'n' }],
      [
        ['学習', '1'],
        ['a\u001b[31mb', '2'],
      ],
      40,
    );
    expect(lines).toEqual(['name     n', '学習     1', 'a\ufffd[31mb  2']);
  });
});
