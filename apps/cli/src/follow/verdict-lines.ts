import { fromWireNumber } from '@graticule/contracts';
import { displayWidth, padEnd, printable, wrap } from '../terminal/display-text.js';
import { formatNumber } from '../terminal/format-number.js';
import type { AssertionAnswer, VerdictAnswer } from './run-queries.js';

const MARKS = { true: '✓', false: '✗', null: '·' } as const;

/** One line per assertion, or two where the terminal is narrow: mark, name, value, bound. `·` marks an observation. */
export function verdictLines(verdict: VerdictAnswer, width: number): string[] {
  const { passed, assertions } = verdict;
  const nameWidth = Math.min(Math.max(0, ...assertions.map(({ name }) => displayWidth(printable(name)))), 60);
  const held = assertions.filter(({ pass }) => pass === true).length;
  const bounded = assertions.filter(({ pass }) => pass !== null).length;
  return [
    ...wrap(`verdict: ${passed ? 'passed' : 'NOT passed'} (${held} of ${bounded} assertions hold)`, width),
    ...assertions.flatMap((assertion) => assertionLines(assertion, nameWidth, width)),
  ];
}

function assertionLines(assertion: AssertionAnswer, nameWidth: number, width: number): string[] {
  const mark = MARKS[`${assertion.pass}`];
  const name = printable(assertion.name);
  const value = formatNumber(fromWireNumber(assertion.value) ?? NaN);
  const numbers = assertion.bound === null ? value : `${value}  (${printable(assertion.bound)})`;
  const oneLine = `  ${mark} ${padEnd(name, nameWidth)}  ${numbers}`;
  if (displayWidth(oneLine) <= width) return [oneLine];
  const [first = '', ...more] = wrap(name, width - 4);
  return [
    `  ${mark} ${first}`,
    ...[...more, ...wrap(numbers, width - 6).map((text) => `  ${text}`)].map((text) => `    ${text}`),
  ];
}
