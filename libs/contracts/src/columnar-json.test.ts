import fc from 'fast-check';
import { parseColumnarJson } from './columnar-json.js';
import type { NamedBatch } from './named-batch.js';

function batchOf(body: unknown): NamedBatch {
  const parsed = parseColumnarJson(typeof body === 'string' ? body : JSON.stringify(body));
  if (parsed.kind !== 'batch') throw new Error(JSON.stringify(parsed.problems));
  return parsed.batch;
}

function problemsOf(body: unknown): string[] {
  const parsed = parseColumnarJson(typeof body === 'string' ? body : JSON.stringify(body));
  return parsed.kind === 'malformed' ? parsed.problems.map(({ pointer, code }) => `${pointer} ${code}`) : [];
}

const group = (part: object = {}) => ({ groups: [{ steps: [1, 2], values: { 'train/loss': [0.5, 0.25] }, ...part }] });
const vectors = (part: object = {}) => ({
  vectors: [{ metric: 'token/loss', axis: 3, step: 100, values: [1, 2, 3], ...part }],
});

it('reads groups of scalars', () => {
  expect(batchOf(group({ times: [1000, '2026-01-31T12:00:00+01:00'] }))).toEqual({
    groups: [
      {
        steps: BigInt64Array.of(1n, 2n),
        times: Float64Array.of(1000, Date.UTC(2026, 0, 31, 11)),
        values: new Map([['train/loss', Float64Array.of(0.5, 0.25)]]),
      },
    ],
    vectors: [],
  });
});

it('reads vectors, dense and sparse, as numbers and as base64 of float32', () => {
  const base64 = Buffer.from(Float32Array.of(1.5, -0, Infinity).buffer).toString('base64');
  const [dense, sparse] = batchOf({
    vectors: [vectors().vectors[0], vectors({ axis: '7', time: 5, values: base64, elements: [0, 4, 9] }).vectors[0]],
  }).vectors;
  expect(dense).toEqual({ metric: 'token/loss', axis: 3, step: 100n, values: Float64Array.of(1, 2, 3) });
  expect(sparse).toEqual({
    metric: 'token/loss',
    axis: 7,
    step: 100n,
    time: 5,
    values: Float64Array.of(1.5, -0, Infinity),
    elements: Uint32Array.of(0, 4, 9),
  });
});

it('keeps −0 and what JSON cannot spell', () => {
  const text = '{"groups":[{"steps":[1,2,3,4,5],"values":{"x":[-0,"-0","NaN","Infinity","-Infinity"]}}]}';
  expect(batchOf(text).groups[0]?.values.get('x')).toEqual(Float64Array.of(-0, -0, NaN, Infinity, -Infinity));
});

it.each(['[NaN]', '[1, -Infinity]'])('says how to write %s, which is no JSON', (values) => {
  const parsed = parseColumnarJson(`{"groups":[{"steps":[1],"values":{"loss":${values}}}]}`);
  expect(parsed.kind === 'malformed' && parsed.problems[0]?.detail).toMatch(/JSON.*; .*as strings/);
});

it('reads any 64-bit step, and every safe one as a number', () => {
  const steps = ['9223372036854775807', '-9223372036854775808', '9007199254740993'];
  expect(batchOf(group({ steps, values: { x: [1, 2, 3] } })).groups[0]?.steps).toEqual(
    BigInt64Array.from(steps, BigInt),
  );
  fc.assert(
    fc.property(fc.array(fc.maxSafeInteger(), { minLength: 1 }), (numbers) => {
      const read = batchOf(group({ steps: numbers, values: { x: numbers } })).groups[0]?.steps;
      expect(read).toEqual(BigInt64Array.from(numbers, BigInt));
    }),
  );
});

it('refuses a step that JSON has rounded, and says to write it as a string', () => {
  const parsed = parseColumnarJson('{"groups":[{"steps":[9007199254740993],"values":{"x":[1]}}]}');
  expect(parsed).toEqual({
    kind: 'malformed',
    problems: [
      {
        pointer: '/groups/0/steps/0',
        code: 'unsafe_integer',
        detail: expect.stringContaining('write it as a string'),
      },
    ],
  });
});

it('reads writer and sequence', () => {
  const ordered = batchOf({ writer: '7fffffffffffffff', sequence: '9007199254740993', ...group() });
  expect([ordered.writer, ordered.sequence]).toEqual([2n ** 63n - 1n, 9007199254740993n]);
  expect(batchOf({ writer: '0', sequence: 1, ...group() }).writer).toBe(0n);
});

it.each([
  ['no JSON', '{', [' invalid_json']],
  ['no object', '[]', [' invalid_type']],
  ['nothing to store', {}, [' empty']],
  ['a misspelt member', { ...group(), sequnce: 1 }, ['/sequnce unknown_member']],
  ['a writer alone', { ...group(), writer: 'a' }, ['/sequence invalid_type']],
  ['a sequence alone', { ...group(), sequence: 1 }, ['/writer invalid_type']],
  ['a writer of 64 bits', { ...group(), writer: '8000000000000000', sequence: 1 }, ['/writer invalid_type']],
  ['a writer of 17 digits', { ...group(), writer: '00000000000000001', sequence: 1 }, ['/writer invalid_type']],
  ['sequence 0', { ...group(), writer: '1', sequence: 0 }, ['/sequence invalid_type']],
  ['groups that are no array', { groups: {} }, ['/groups invalid_type', ' empty']],
  ['a group that is no object', { groups: [1] }, ['/groups/0 invalid_type', ' empty']],
  ['a group without steps', group({ steps: [] }), ['/groups/0/steps invalid_type', ' empty']],
  ['a group without metrics', group({ values: {} }), ['/groups/0/values empty']],
  ['a column of another size', group({ values: { 'a/b~c': [1] } }), ['/groups/0/values/a~1b~0c wrong_size']],
  ['times of another size', group({ times: [1] }), ['/groups/0/times wrong_size', ' empty']],
  ['a time without a zone', group({ times: ['2026-01-31T12:00:00', 1] }), ['/groups/0/times/0 invalid_time']],
  ['a time beyond all dates', group({ times: [8.65e15, 1] }), ['/groups/0/times/0 invalid_time']],
  ['a fractional step', group({ steps: [1.5, 2] }), ['/groups/0/steps/0 invalid_type']],
  ['null for a number', group({ values: { x: [null, 1] } }), ['/groups/0/values/x/0 invalid_type']],
  [
    'a word for a number',
    group({ values: { x: ['toString', '1'] } }),
    ['/groups/0/values/x/0 invalid_type', '/groups/0/values/x/1 invalid_type'],
  ],
  [
    'a number beyond float64',
    '{"groups":[{"steps":[1],"values":{"x":[1e999]}}]}',
    ['/groups/0/values/x/0 out_of_range'],
  ],
  ['an empty name', group({ values: { '': [1, 2] } }), ['/groups/0/values/ invalid_name']],
  ['a name with a control character', group({ values: { 'a\nb': [1, 2] } }), ['/groups/0/values/a\nb invalid_name']],
  [
    'half a surrogate pair',
    '{"groups":[{"steps":[1],"values":{"\\ud800":[1]}}]}',
    ['/groups/0/values/\ud800 invalid_name'],
  ],
  [
    'a name of 251 characters',
    group({ values: { ['x'.repeat(251)]: [1, 2] } }),
    [`/groups/0/values/${'x'.repeat(251)} invalid_name`],
  ],
  ['a vector that is no object', { vectors: [null] }, ['/vectors/0 invalid_type', ' empty']],
  ['an axis by name', vectors({ axis: 'token' }), ['/vectors/0/axis invalid_type']],
  ['a vector without a step', vectors({ step: undefined }), ['/vectors/0/step invalid_type']],
  ['an empty vector', vectors({ values: [] }), ['/vectors/0/values invalid_type', ' empty']],
  ['base64 that is none', vectors({ values: 'AAAA=A==' }), ['/vectors/0/values invalid_type', ' empty']],
  ['base64 of half a float', vectors({ values: 'AAA=' }), ['/vectors/0/values invalid_type', ' empty']],
  ['too few elements', vectors({ elements: [1] }), ['/vectors/0/elements wrong_size', ' empty']],
  ['an element twice', vectors({ elements: [1, 2, 2] }), ['/vectors/0/elements/2 invalid_element', ' empty']],
  [
    'an element beyond any axis',
    vectors({ elements: [1, 2, 1_000_000] }),
    ['/vectors/0/elements/2 invalid_element', ' empty'],
  ],
])('refuses %s', (_, body, problems) => {
  expect(problemsOf(body)).toEqual(problems);
});

it('takes a name of 250 characters', () => {
  expect(batchOf(group({ values: { ['ü'.repeat(250)]: [1, 2] } })).groups).toHaveLength(1);
});

it('lists at most a hundred problems', () => {
  expect(problemsOf(group({ steps: Array(500).fill('x'), values: { x: Array(500).fill(1) } }))).toHaveLength(100);
});

it('never throws, whatever the JSON', () => {
  const node = fc.jsonValue();
  fc.assert(
    fc.property(node, node, node, (steps, values, cells) => {
      const body = {
        groups: [{ steps, values, times: cells }],
        vectors: [{ metric: 'x', axis: 1, step: steps, values: cells, elements: values }],
      };
      expect(['batch', 'malformed']).toContain(parseColumnarJson(JSON.stringify(body)).kind);
    }),
  );
});
