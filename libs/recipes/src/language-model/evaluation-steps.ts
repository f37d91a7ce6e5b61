import type { LanguageModelConfig } from './config.js';

/** The steps that end with a full evaluation, ascending: 0, `evaluations` more, the last step among them. */
export function evaluationSteps({ steps, evaluations, evaluationSpacing }: LanguageModelConfig): readonly number[] {
  const after = Array.from({ length: evaluations }, (_, i) => {
    const fraction = (i + 1) / evaluations;
    return Math.round(evaluationSpacing === 'even' ? steps * fraction : steps ** fraction);
  });
  // Few steps and many evaluations meet on the same step.
  return [...new Set([0, ...after.map((step) => Math.min(steps, Math.max(1, step)))])].toSorted((a, b) => a - b);
}
