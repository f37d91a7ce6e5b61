import { z } from 'zod';
import { DataConfig } from './config-data.js';
import { OptimizerConfig } from './config-optimizer.js';

/** Everything one language-model run is made of, besides its seed. */
export const LanguageModelConfig = z
  .strictObject({
    model: z.enum(['mlp', 'transformer']).default('mlp').meta({
      description:
        'mlp: one hidden layer over the embeddings of the context. transformer: pre-norm decoder, untied output.',
    }),
    contextLength: z.int().min(1).max(512).default(4).meta({
      description: 'Tokens the next one is predicted from; a transformer reads windows of this length.',
      unit: 'tokens',
    }),
    embeddingSize: z
      .int()
      .min(1)
      .max(1_024)
      .default(16)
      .meta({ description: 'Width of an embedding; of the whole transformer.' }),
    hiddenSize: z
      .int()
      .min(1)
      .max(4_096)
      .default(64)
      .meta({ description: 'Width of the hidden layer; in a transformer, of each feed-forward layer.' }),
    layers: z
      .int()
      .min(1)
      .max(16)
      .default(2)
      .meta({ description: 'Blocks of a transformer; an mlp has one hidden layer.' }),
    heads: z
      .int()
      .min(1)
      .max(16)
      .default(2)
      .meta({ description: 'Attention heads of a transformer; must divide embeddingSize.' }),
    data: DataConfig.prefault({}).meta({ description: 'The texts.' }),
    optimizer: OptimizerConfig.prefault({}).meta({ description: 'AdamW and its schedule.' }),
    steps: z.int().min(1).max(1_000_000).default(2_000).meta({ description: 'Updates.', unit: 'steps' }),
    batchSize: z
      .int()
      .min(1)
      .max(8_192)
      .default(64)
      .meta({ description: 'Per update: positions of an mlp, windows of a transformer.', unit: 'examples' }),
    evaluations: z
      .int()
      .min(1)
      .max(1_000)
      .default(8)
      .meta({ description: 'Full evaluations after the one at step 0; the last step is always one of them.' }),
    evaluationSpacing: z
      .enum(['even', 'logarithmic'])
      .default('even')
      .meta({ description: 'How the evaluations are spread over the steps.' }),
    logEvery: z
      .int()
      .min(1)
      .max(100_000)
      .default(10)
      .meta({ description: 'Steps between two logged batch losses.', unit: 'steps' }),
  })
  .superRefine((config, context) => {
    if (config.model === 'transformer' && config.embeddingSize % config.heads !== 0) {
      const message = `must divide embeddingSize, which is ${config.embeddingSize}`;
      context.addIssue({ code: 'custom', path: ['heads'], input: config.heads, message });
    }
    if (config.model === 'transformer' && config.data.sampling === 'class-balanced') {
      const message = 'only "natural": a transformer is trained on whole windows, not on single positions';
      context.addIssue({ code: 'custom', path: ['data', 'sampling'], input: config.data.sampling, message });
    }
    if (Math.min(config.data.trainTokens, config.data.heldOutTokens) <= config.contextLength) {
      const message = 'must be shorter than both texts';
      context.addIssue({ code: 'custom', path: ['contextLength'], input: config.contextLength, message });
    }
  });
export type LanguageModelConfig = z.infer<typeof LanguageModelConfig>;
