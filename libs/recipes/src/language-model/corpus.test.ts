import { addressesText } from './addresses-text.js';
import { LanguageModelConfig } from './config.js';
import { checkCalibratedText, openCorpus, typesPerBin } from './corpus.js';
import { exampleShape, targetCounts } from './examples.js';
import { grammarText } from './template-grammar.js';
import { tokenizeWords } from './word-tokenizer.js';

const readText = (name: string) => Promise.resolve(name === 'mine.txt' ? 'The cat, the dog. '.repeat(80) : '');
const config = (input: object) => LanguageModelConfig.parse(input);

describe('the texts', () => {
  it('have the token types per frequency bin they were calibrated with', async () => {
    for (const [source, vocabulary, expected] of [
      ['template-grammar', 331, [57, 152, 74, 23, 8, 9]],
      ['addresses', 500, [219, 131, 23, 18, 10, 11]],
    ] as const) {
      const own = config({ data: { source } });
      const corpus = await openCorpus(own, undefined);
      const counts = targetCounts(corpus.train, exampleShape(own), corpus.types.length);
      expect(corpus.types).toHaveLength(vocabulary);
      expect(new Set(corpus.types).size).toBe(vocabulary);
      expect([corpus.train.length, corpus.heldOut.length]).toEqual([8_000, 4_000]);
      expect(typesPerBin(counts)).toEqual(expected);
      expect(() => checkCalibratedText(own, counts)).not.toThrow();
    }
  });

  it('refuse to start when a calibrated text is not the text it was', () => {
    const counts = targetCounts(grammarText(8_000, 3), { context: 4, targetsPerExample: 1 }, 331);
    expect(() => checkCalibratedText(config({}), counts)).toThrow(
      'token types per frequency bin, expected 57,152,74,23,8,9',
    );
    expect(() => checkCalibratedText(config({ data: { textSeed: 3 } }), counts)).not.toThrow();
  });

  it('of the grammar depend on the seed alone, and a longer one continues a shorter', () => {
    expect(grammarText(100, 1)).toEqual(grammarText(500, 1).slice(0, 100));
    expect(grammarText(100, 1)).not.toEqual(grammarText(100, 2));
  });

  it('of the addresses are the vendored bytes', async () => {
    expect(await addressesText()).toHaveLength(136_958);
  });

  it('may be a text of the worker, when the worker offers any', async () => {
    const own = config({
      data: { source: { file: 'mine.txt' }, trainTokens: 200, heldOutTokens: 100, vocabulary: 64 },
    });
    const corpus = await openCorpus(own, readText);
    expect(corpus.types).toEqual(
      [',', '.', 'a', 'c', 'd', 'e', 'g', 'h', 'o', 't', 'the', 'cat', 'dog'].toSorted(byLength),
    );
    await expect(openCorpus(own, undefined)).rejects.toThrow('"mine.txt", but this worker offers no texts');
    await expect(openCorpus(own, () => Promise.resolve('short'))).rejects.toThrow('the text has 1 tokens');
  });
});

const byLength = (a: string, b: string) =>
  Math.min(a.length, 2) - Math.min(b.length, 2) || (a === 'the' ? -1 : b === 'the' ? 1 : a < b ? -1 : 1);

describe('the tokenizer', () => {
  it('keeps frequent words whole and spells the others', () => {
    const { types, tokens } = tokenizeWords('On and on and ON: 12 eggs', 14);
    expect(types).toEqual(['1', '2', ':', 'a', 'd', 'e', 'g', 'n', 'o', 's', 'on', 'and', 'eggs']);
    expect([...tokens].map((id) => types[id]).join(' ')).toBe('on and on and on : 1 2 eggs');
    expect([...tokenizeWords('On and on and ON: 12 eggs', 11).tokens]).toHaveLength(3 + 2 * 3 + 1 + 2 + 4);
  });

  it('refuses a vocabulary that does not hold the characters', () => {
    expect(() => tokenizeWords('abc', 2)).toThrow('3 different characters; data.vocabulary is only 2');
  });
});
