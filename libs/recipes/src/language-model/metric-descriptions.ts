import type { MetricDescription } from '../training-context.js';

const ofText = (split: string, text: string): readonly MetricDescription[] => [
  { name: `${split}/loss`, unit: 'nats', description: `Mean cross-entropy over the positions of the ${text} text.` },
  {
    name: `${split}/loss_balanced`,
    unit: 'nats',
    description: `Mean over token types of their loss on the ${text} text.`,
  },
  { name: `${split}/perplexity_balanced`, description: `exp of ${split}/loss_balanced.` },
  {
    name: `${split}/accuracy`,
    unit: 'fraction',
    description: `Share of positions of the ${text} text predicted right.`,
  },
  {
    name: `${split}/accuracy_balanced`,
    unit: 'fraction',
    description: `Mean over token types of their accuracy on the ${text} text.`,
  },
  {
    name: `${split}/gap`,
    unit: 'nats',
    description: 'Loss of the rarest frequency bin minus that of the most frequent; means over types.',
  },
  {
    name: `rank_correlation/${split}`,
    description: `Spearman correlation over token types of training count and ${text} loss.`,
  },
  {
    name: `${split}/token/loss`,
    axis: 'token',
    unit: 'nats',
    description: `Mean cross-entropy where the type is the target, ${text} text.`,
  },
  {
    name: `${split}/token/count`,
    axis: 'token',
    unit: 'positions',
    description: `How often the type is a target in the ${text} text.`,
  },
  {
    name: `${split}/token/accuracy`,
    axis: 'token',
    unit: 'fraction',
    description: `Share of the type’s positions predicted right, ${text} text.`,
  },
];

/** Everything a run logs. */
export const METRICS: readonly MetricDescription[] = [
  ...ofText('train', 'training'),
  ...ofText('heldout', 'held-out'),
  {
    name: 'train/token/speed',
    axis: 'token',
    description: '1 − mean over steps of loss(t) / loss(0): 1 learnt at once, 0 never.',
  },
  { name: 'train/batch_loss', unit: 'nats', description: 'Loss of the batch that led to this step.' },
  { name: 'learning_rate', description: 'Learning rate of the update that led to this step.' },
  { name: 'epoch', unit: 'epochs', description: 'Examples seen over examples in the training text.' },
  { name: 'layer/weight_norm', axis: 'layer', description: 'Frobenius norm of the parameter.' },
  {
    name: 'layer/weight_norm_share',
    axis: 'layer',
    unit: 'fraction',
    description: 'Share in the squared weight norm of the model.',
  },
  {
    name: 'layer/stable_rank',
    axis: 'layer',
    description: 'Squared Frobenius over squared spectral norm; NaN for biases and gains.',
  },
  {
    name: 'layer/gradient_norm',
    axis: 'layer',
    description: 'Norm of the gradient of the update that led to this step.',
  },
  { name: 'layer/update_norm', axis: 'layer', description: 'Norm of that update, decay included.' },
  { name: 'layer/decay_norm', axis: 'layer', description: 'Norm of the part of that update that is weight decay.' },
  {
    name: 'layer/singular_value',
    axis: 'singular-value',
    description: 'Singular values of every matrix, largest first.',
  },
];
