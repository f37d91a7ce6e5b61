import { z } from 'zod';

const FileSource = z.strictObject({
  file: z.string().min(1).max(200).meta({ description: 'Name of a UTF-8 text on the worker.' }),
});

/** What is read, and in which order its positions are shown. */
export const DataConfig = z.strictObject({
  source: z
    .union([z.enum(['template-grammar', 'addresses']), FileSource], {
      error: 'allowed: "template-grammar", "addresses", or {"file": "<name>"} for a UTF-8 text on the worker',
    })
    .default('template-grammar')
    .meta({
      description:
        'template-grammar: an artificial language, generated. addresses: eleven messages to the US Congress, 1790–1800. {file}: your own text.',
    }),
  textSeed: z.int().min(0).max(2_147_483_646).default(1).meta({
    description:
      'Seed of the generated training text; the held-out text takes the next one. The same for every run of a study.',
  }),
  trainTokens: z
    .int()
    .min(200)
    .max(10_000_000)
    .default(8_000)
    .meta({ description: 'Length of the training text.', unit: 'tokens' }),
  heldOutTokens: z.int().min(100).max(1_000_000).default(4_000).meta({
    description: 'Length of the held-out text; of a text source, the tokens after the training text.',
    unit: 'tokens',
  }),
  vocabulary: z.int().min(64).max(32_000).default(500).meta({
    description:
      'Token types of a text source: all its characters, then its most frequent words; other words are spelt. The grammar has 331.',
    unit: 'token types',
  }),
  sampling: z.enum(['natural', 'class-balanced']).default('natural').meta({
    description:
      'natural: every position once per epoch, reshuffled. class-balanced: a token type uniformly among those that occur, then one of its positions; the control of the study.',
  }),
});
