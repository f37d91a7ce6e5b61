import { mulberry32, type Random } from '../shared/mulberry32.js';

/*
 * An artificial language in which frequent words are also the predictable ones, as in real text. A sentence follows one of
 * 24 templates; a slot holds either a fixed function word or a category, from which a content word is drawn that depends, in
 * half of the cases, on the content word before it. The order of the draws is part of the definition: another order would be
 * another text under the same seed, and the published numbers would no longer be about it.
 */

const LANGUAGE_SEED = 4242;
const FUNCTION_WORDS = 30;
const CATEGORIES = 6;
const WORDS_PER_CATEGORY = 50;
const END = FUNCTION_WORDS + CATEGORIES * WORDS_PER_CATEGORY;
const TEMPLATES = 24;

/** The 331 token types, in the order of their ids. */
export const GRAMMAR_TYPES: readonly string[] = [
  ...Array.from({ length: FUNCTION_WORDS }, (_, i) => `f${i}`),
  ...Array.from({ length: CATEGORIES * WORDS_PER_CATEGORY }, (_, i) => {
    // No f: that letter is the function words'.
    const category = 'abcdeg'[Math.floor(i / WORDS_PER_CATEGORY)];
    return `${category}${i % WORDS_PER_CATEGORY}`;
  }),
  '</s>',
];

type Slot = { readonly fixed: number } | { readonly category: number };

/** A text of `length` tokens, as ids, drawn from `seed`. The language itself is always the same. */
export function grammarText(length: number, seed: number): Int32Array {
  const templates = language();
  const random = mulberry32(seed);
  const tokens = new Int32Array(length);
  let written = 0;
  while (written < length) {
    const sentence = sentenceOf(templates[zipf(TEMPLATES, 0.8, random)]!, random);
    for (const token of sentence) if (written < length) tokens[written++] = token;
  }
  return tokens;
}

function sentenceOf(template: readonly Slot[], random: Random): readonly number[] {
  const tokens: number[] = [];
  let previous: number | undefined;
  for (const slot of template) {
    if ('fixed' in slot) {
      tokens.push(slot.fixed);
      continue;
    }
    const linked = previous !== undefined && random() < 0.5;
    previous = linked
      ? (7 * previous! + 3 * slot.category + 1) % WORDS_PER_CATEGORY
      : zipf(WORDS_PER_CATEGORY, 1, random);
    tokens.push(FUNCTION_WORDS + WORDS_PER_CATEGORY * slot.category + previous);
  }
  return [...tokens, END];
}

function language(): readonly (readonly Slot[])[] {
  const random = mulberry32(LANGUAGE_SEED);
  return Array.from({ length: TEMPLATES }, () => {
    const length = 7 + Math.floor(6 * random());
    return Array.from({ length }, () =>
      random() < 0.6 ? { fixed: zipf(FUNCTION_WORDS, 1, random) } : { category: Math.floor(CATEGORIES * random()) },
    );
  });
}

/** An index below n with probability proportional to 1 / (index + 1)^exponent. */
function zipf(n: number, exponent: number, random: Random): number {
  let total = 0;
  for (let i = 0; i < n; i++) total += (i + 1) ** -exponent;
  let left = random() * total;
  for (let i = 0; i < n; i++) {
    left -= (i + 1) ** -exponent;
    if (left < 0) return i;
  }
  return n - 1;
}
