import { recipes } from '../recipes.js';

const problems = (input: unknown) => {
  const parsed = recipes.byName('language-model')!.parseConfig(input);
  return 'problems' in parsed ? parsed.problems : [];
};

describe('a configuration', () => {
  it('is whole when nothing is given', () => {
    const parsed = recipes.byName('language-model')!.parseConfig({});
    expect(parsed).toMatchObject({
      ok: { model: 'mlp', steps: 2_000, optimizer: { weightDecay: 0.1, decayGroups: { hidden: true } } },
    });
  });

  it('is refused with the value found and what is allowed', () => {
    expect(
      problems({ optimizer: { weightDecay: -1 }, steps: 1.5, data: { sampling: 'balanced' }, batchSize: 'many' }),
    ).toEqual([
      {
        pointer: '/data/sampling',
        code: 'NOT_ALLOWED',
        detail: '"balanced" is not a choice; allowed: natural, class-balanced',
      },
      { pointer: '/optimizer/weightDecay', code: 'OUT_OF_RANGE', detail: '-1 is too small; allowed: at least 0' },
      { pointer: '/steps', code: 'WRONG_TYPE', detail: '1.5 is not an integer' },
      { pointer: '/batchSize', code: 'WRONG_TYPE', detail: '"many" is not a number' },
    ]);
  });

  it('says what a misspelt setting probably meant', () => {
    const [deep, shallow] = problems({ optimizer: { weigthDecay: 0.1 }, learning: 3 });
    expect(deep).toMatchObject({ pointer: '/optimizer/weigthDecay', code: 'UNKNOWN_SETTING' });
    expect(deep?.detail).toMatch(
      /^"weigthDecay" is not a setting here, did you mean "weightDecay"\?; allowed: weightDecay, decayGroups, learningRate/,
    );
    expect(shallow?.detail).toMatch(/^"learning" is not a setting here; allowed: model, contextLength/);
    expect(problems({ model: 'transfomer' })[0]?.detail).toBe(
      '"transfomer" is not a choice, did you mean "transformer"?; allowed: mlp, transformer',
    );
  });

  it('names the ways to give a text', () => {
    expect(problems({ data: { source: 'adresses' } })).toEqual([
      {
        pointer: '/data/source',
        code: 'NOT_ALLOWED',
        detail:
          '"adresses": allowed: "template-grammar", "addresses", or {"file": "<name>"} for a UTF-8 text on the worker',
      },
    ]);
  });

  it('is checked across settings', () => {
    expect(
      problems({ model: 'transformer', heads: 3, data: { sampling: 'class-balanced' } }).map((p) => p.pointer),
    ).toEqual(['/heads', '/data/sampling']);
    expect(problems({ contextLength: 200, data: { trainTokens: 200 } })).toEqual([
      { pointer: '/contextLength', code: 'NOT_ALLOWED', detail: '200: must be shorter than both texts' },
    ]);
  });

  it('is refused as a whole when it is no object', () => {
    expect(problems(7)).toEqual([{ pointer: '', code: 'WRONG_TYPE', detail: '7 is not an object' }]);
  });
});
