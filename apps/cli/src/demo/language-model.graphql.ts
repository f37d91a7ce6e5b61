import type { ComparisonAnswer } from '../comparison/comparison-answer.js';

/**
 * The figure of the language-model study as queries: three readings of the same runs. Average loss counts every token
 * once, balanced loss every token type once, and the bins show which types the difference comes from. Types that the
 * corpus lacks have no loss and stay out. `data.sampling` tells the control apart.
 */
export const LANGUAGE_MODEL_COMPARISON = `
  query LanguageModelComparison($study: ID!, $layers: Int!, $groupBy: [String!]!) {
    average: compare(input: {
      runs: { study: $study }, metric: "train/loss", at: { last: true }
      groupBy: $groupBy
    }) { ...Numbers }
    balanced: compare(input: {
      runs: { study: $study }, metric: "train/loss_balanced", at: { last: true }
      groupBy: $groupBy
    }) { ...Numbers }
    bins: compare(input: {
      runs: { study: $study }, metric: "train/token/loss", at: { last: true }
      axis: { groupBy: "bin", reduce: MEAN, select: { where: { attribute: "count", gt: 0 } } }
      groupBy: $groupBy
    }) { ...Numbers }
    layers: compare(input: {
      runs: { study: $study }, metric: "layer/weight_norm_share", at: { last: true }
      axis: { select: { range: { from: 0, to: $layers } } }
      groupBy: $groupBy
    }) { ...Numbers }
  }
  fragment Numbers on Comparison {
    groups {
      key
      runs { id seed role }
      lines { group element { key } n mean standardDeviation perRun { run value } }
    }
    warnings { code message }
  }
`;

/** What the study varies; the seeds of one setting make a group. */
export const SETTING_PATHS = ['data.source', 'optimizer.weightDecay', 'data.sampling'] as const;

export interface LanguageModelComparison {
  readonly average: ComparisonAnswer;
  readonly balanced: ComparisonAnswer;
  readonly bins: ComparisonAnswer;
  readonly layers: ComparisonAnswer;
}

/** How many layers there are, from the axis of the metric of any run. */
export const LAYER_COUNT = `
  query LayerCount($run: ID!) {
    run(id: $run) { series(metric: "layer/weight_norm_share") { axis { size } } }
  }
`;
export interface LayerCount {
  readonly run: { readonly series: { readonly axis: { readonly size: number } | null } | null } | null;
}
