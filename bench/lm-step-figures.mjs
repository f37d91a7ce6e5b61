// The language-model step as figures: the limit is what a plain product of large matrices reaches in the same run.
import { run as step } from './lm-step.mjs';

export async function run() {
  const { bestMs, medianMs, tokensPerSecond, productGflopsPerSecond, shareOfProductLimit } = await step();
  return {
    'plain product of large matrices (limit)': { value: productGflopsPerSecond, unit: 'GFLOP/s' },
    'LM step of 1,024 tokens, best': { value: bestMs, unit: 'ms', reach: '≤ 550', ratio: shareOfProductLimit },
    'LM step of 1,024 tokens, median': { value: medianMs, unit: 'ms' },
    'tokens a second': { value: tokensPerSecond, unit: 'tokens/s' },
  };
}
