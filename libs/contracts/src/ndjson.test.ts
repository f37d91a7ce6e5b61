import { parseNdjson } from './ndjson.js';

function groupsOf(...lines: string[]) {
  const parsed = parseNdjson(lines.join('\n'));
  if (parsed.kind !== 'batch') throw new Error(JSON.stringify(parsed.problems));
  return parsed.batch.groups.map(({ steps, times, values }) => ({
    steps: [...steps].map(Number),
    ...(times ? { times: [...times] } : {}),
    ...Object.fromEntries([...values].map(([name, column]) => [name, [...column]])),
  }));
}

function problemsOf(...lines: string[]): string[] {
  const parsed = parseNdjson(lines.join('\n'));
  return parsed.kind === 'malformed' ? parsed.problems.map(({ pointer, code }) => `${pointer} ${code}`) : [];
}

it('groups lines with the same names, however they are ordered', () => {
  const read = groupsOf(
    '{"step":1,"loss":0.5,"acc":0.1}',
    '',
    '{"acc":0.2,"step":2,"loss":"NaN"}\r',
    '{"step":2,"lr":-0}',
    '',
  );
  expect(read).toEqual([
    { steps: [1, 2], acc: [0.1, 0.2], loss: [0.5, NaN] },
    { steps: [2], lr: [-0] },
  ]);
});

it('never lets a line overtake a later one that holds the same metric', () => {
  const read = groupsOf('{"step":1,"loss":1}', '{"step":1,"loss":2,"acc":0}', '{"step":1,"loss":3}');
  expect(read).toEqual([
    { steps: [1], loss: [1] },
    { steps: [1], acc: [0], loss: [2] },
    { steps: [1], loss: [3] },
  ]);
});

it('keeps lines with a time apart from lines without', () => {
  const read = groupsOf(
    '{"step":1,"loss":1,"time":5}',
    '{"step":2,"loss":2}',
    '{"step":3,"loss":3,"time":"1970-01-01T00:00:01Z"}',
  );
  expect(read).toEqual([
    { steps: [1], times: [5], loss: [1] },
    { steps: [2], loss: [2] },
    { steps: [3], times: [1000], loss: [3] },
  ]);
});

it('grows with the number of lines', () => {
  const lines = Array.from({ length: 1000 }, (_, step) => `{"step":${step},"a":${step},"b":${1 - step}}`);
  const [group] = groupsOf(...lines);
  expect(group?.steps).toEqual(Array.from({ length: 1000 }, (_, step) => step));
  expect(group).toMatchObject({ a: group?.steps, b: group?.steps.map((step) => 1 - step) });
});

it.each([
  ['an empty body', ['', ' '], [' empty']],
  ['a broken line', ['{"step":1,"x":1}', '{"step":'], ['#/line/2 invalid_json']],
  ['a line that is no object', ['[1]'], ['#/line/1 invalid_type']],
  ['a line without a step', ['{"x":1}'], ['#/line/1/step invalid_type']],
  ['a rounded step', ['{"step":9007199254740993,"x":1}'], ['#/line/1/step unsafe_integer']],
  ['a line without scalars', ['{"step":1}'], ['#/line/1 empty']],
  ['a reserved name', ['{"step":1,"_x":1}'], ['#/line/1/_x reserved_name']],
  ['text', ['{"step":1,"x/y":"low"}'], ['#/line/1/x~1y invalid_type']],
  ['a number beyond float64', ['{"step":1,"x":-1e999}'], ['#/line/1/x out_of_range']],
  ['a name with a control character', ['{"step":1,"a\\u0000b":1}'], ['#/line/1/a\0b invalid_name']],
  ['a time without a zone', ['{"step":1,"x":1,"time":"2026-01-31T12:00:00"}'], ['#/line/1/time invalid_time']],
])('refuses %s', (_, lines, problems) => {
  expect(problemsOf(...lines)).toEqual(problems);
});
