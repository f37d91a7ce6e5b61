/** A value, and the labels that tell it from the others of its metric. */
interface Reading {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Gauge {
  readonly name: string;
  readonly help: string;
  /** `counter`: only ever grows while the process lives. */
  readonly type: 'counter' | 'gauge';
  readonly readings: readonly Reading[];
}

/** The text format of Prometheus, version 0.0.4. A metric without a reading is left out. */
export function prometheusText(gauges: readonly Gauge[]): string {
  return gauges
    .filter(({ readings }) => readings.length > 0)
    .map(({ name, help, type, readings }) => {
      const lines = readings.map(({ labels, value }) => `${name}${labelled(labels)} ${numeral(value)}\n`);
      return `# HELP ${name} ${help.replaceAll('\\', String.raw`\\`).replaceAll('\n', String.raw`\n`)}\n# TYPE ${name} ${type}\n${lines.join('')}`;
    })
    .join('');
}

function labelled(labels: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`);
}

function numeral(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}
