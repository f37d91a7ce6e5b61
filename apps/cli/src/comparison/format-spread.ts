import { formatAligned } from '../terminal/format-number.js';
import type { Spread } from './comparison-answer.js';

/** `1.234 ± 0.012`; a single run has no spread, and one that is missing no number. */
export function formatSpread(spread: Spread | null): string {
  if (spread === null) return '-';
  if (spread.standardDeviation === null) return formatAligned(spread.mean);
  return `${formatAligned(spread.mean)} ± ${formatAligned(spread.standardDeviation)}`;
}
