import { addressesText } from './addresses-text.js';
import type { LanguageModelConfig } from './config.js';
import { FREQUENCY_BINS, frequencyBin } from './frequency-bins.js';
import { GRAMMAR_TYPES, grammarText } from './template-grammar.js';
import { type TokenizedText, tokenizeWords } from './word-tokenizer.js';

/** Two texts over one vocabulary. */
export interface Corpus {
  readonly types: readonly string[];
  readonly train: Int32Array;
  readonly heldOut: Int32Array;
}

/** How a text of the worker is read; undefined where it offers none. */
type ReadText = ((name: string) => Promise<string>) | undefined;

/** The texts of a configuration. Throws when a text is missing, too short, or no longer the one the numbers are about. */
export async function openCorpus(config: LanguageModelConfig, readText: ReadText): Promise<Corpus> {
  const { data } = config;
  if (data.source === 'template-grammar') {
    const train = grammarText(data.trainTokens, data.textSeed);
    return { types: GRAMMAR_TYPES, train, heldOut: grammarText(data.heldOutTokens, data.textSeed + 1) };
  }
  if (data.source === 'addresses') return split(tokenizeWords(await addressesText(), data.vocabulary), data);
  if (readText === undefined)
    throw new Error(`data.source names the file "${data.source.file}", but this worker offers no texts`);
  return split(tokenizeWords(await readText(data.source.file), data.vocabulary), data);
}

function split({ types, tokens }: TokenizedText, data: LanguageModelConfig['data']): Corpus {
  const needed = data.trainTokens + data.heldOutTokens;
  if (tokens.length < needed)
    throw new Error(`the text has ${tokens.length} tokens; trainTokens and heldOutTokens ask for ${needed}`);
  return { types, train: tokens.slice(0, data.trainTokens), heldOut: tokens.slice(data.trainTokens, needed) };
}

/** Token types per frequency bin of the settings the studies use, known since they were calibrated. */
const CALIBRATED = [
  { source: 'template-grammar', trainTokens: 8_000, typesPerBin: '57,152,74,23,8,9' },
  { source: 'addresses', trainTokens: 8_000, typesPerBin: '219,131,23,18,10,11' },
] as const;

/** Throws when a calibrated text is not the text it was: an edit of the generator or the tokenizer shows here, at step 0. */
export function checkCalibratedText(config: LanguageModelConfig, counts: ArrayLike<number>): void {
  const { source, trainTokens, textSeed, vocabulary } = config.data;
  const usual = config.model === 'mlp' && config.contextLength === 4 && textSeed === 1 && vocabulary === 500;
  const known = CALIBRATED.find((text) => text.source === source && text.trainTokens === trainTokens);
  if (!usual || known === undefined) return;
  const found = typesPerBin(counts).join(',');
  if (found !== known.typesPerBin)
    throw new Error(`the text has ${found} token types per frequency bin, expected ${known.typesPerBin}`);
}

/** Number of token types in each frequency bin. counts [types]; returns [FREQUENCY_BINS.length]. */
export function typesPerBin(counts: ArrayLike<number>): readonly number[] {
  const types = FREQUENCY_BINS.map(() => 0);
  for (let id = 0; id < counts.length; id++) {
    const bin = frequencyBin(counts[id]!);
    if (bin >= 0) types[bin]!++;
  }
  return types;
}
