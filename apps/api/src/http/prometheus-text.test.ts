import { prometheusText } from './prometheus-text.js';

it('writes a metric with its help, its type and a line per reading', () => {
  const readings = [
    { labels: { table: 'journal' }, value: 1 },
    { labels: { table: 'tile' }, value: 0.5 },
  ];
  expect(prometheusText([{ name: 'a_bytes', help: 'Bytes.', type: 'gauge', readings }])).toBe(
    '# HELP a_bytes Bytes.\n# TYPE a_bytes gauge\na_bytes{table="journal"} 1\na_bytes{table="tile"} 0.5\n',
  );
});

it('escapes what a label and a help may not hold, and spells infinity as Prometheus does', () => {
  const readings = [
    { labels: { name: 'a"b\\c\nd' }, value: Number.POSITIVE_INFINITY },
    { value: Number.NEGATIVE_INFINITY },
    { value: Number.NaN },
  ];
  expect(prometheusText([{ name: 'x', help: 'one\ntwo\\', type: 'counter', readings }])).toBe(
    '# HELP x one\\ntwo\\\\\n# TYPE x counter\nx{name="a\\"b\\\\c\\nd"} +Inf\nx -Inf\nx NaN\n',
  );
});

it('leaves out what has no reading', () => {
  expect(prometheusText([{ name: 'x', help: 'x', type: 'gauge', readings: [] }])).toBe('');
});
