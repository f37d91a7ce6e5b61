/** A measurement for people: four significant digits, short exponents, no trailing noise. */
export function formatNumber(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '-∞';
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-3 || magnitude >= 1e6)) return value.toExponential(digits - 1);
  return value.toPrecision(digits);
}

/** A column of measurements: three decimals where that says something, so that the points stand below each other. */
export function formatAligned(value: number): string {
  const magnitude = Math.abs(value);
  return magnitude === 0 || (magnitude >= 0.001 && magnitude < 1e4) ? value.toFixed(3) : formatNumber(value);
}

export const formatPercent = (fraction: number): string => `${Math.floor(Math.min(Math.max(fraction, 0), 1) * 100)}%`;

/** 8.2 s, 3 min 05 s, 2 h 10 min. */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
