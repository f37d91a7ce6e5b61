import { z } from 'zod';

const decays = (what: string) =>
  z
    .boolean()
    .default(true)
    .meta({ description: `Whether weight decay acts on ${what}.` });

/** AdamW with decoupled weight decay, linear warm-up and a cosine over all steps. */
export const OptimizerConfig = z.strictObject({
  weightDecay: z.number().min(0).max(10).default(0.1).meta({
    description: 'Decoupled decay: each step also takes learningRate × weightDecay × w off the weights it acts on.',
    unit: 'per step and unit of learning rate',
  }),
  decayGroups: z
    .strictObject({
      embedding: decays('the embeddings'),
      hidden: decays('the matrices between embeddings and output'),
      output: decays('the output matrix'),
    })
    .prefault({})
    .meta({ description: 'Where weight decay acts. Biases and normalisation gains never decay.' }),
  learningRate: z.number().gt(0).max(1).default(2e-3).meta({ description: 'Peak learning rate.' }),
  warmupSteps: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(100)
    .meta({ description: 'Linear rise to the peak.', unit: 'steps' }),
  finalLearningRate: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .meta({ description: 'Where the cosine ends.', unit: 'fraction of the peak' }),
  beta1: z.number().min(0).lt(1).default(0.9).meta({ description: 'Decay of the mean of gradients.' }),
  beta2: z.number().min(0).lt(1).default(0.999).meta({ description: 'Decay of the mean of squared gradients.' }),
  epsilon: z.number().gt(0).max(1).default(1e-8).meta({ description: 'Added to the root of the second moment.' }),
});
