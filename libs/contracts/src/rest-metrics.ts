import { z } from 'zod';
import { LIMITS } from './limits.js';
import { StorableText, text } from './text.js';

// Lone surrogates are no Unicode text: Postgres could not store them.
const WITHOUT_CONTROL_CHARACTERS = /^[^\p{Cc}\p{Cs}]+$/u;
export const MetricName = z
  .string()
  .min(1)
  .max(LIMITS.metricNameCharacters)
  .regex(WITHOUT_CONTROL_CHARACTERS, 'control characters are not allowed');
export const AxisName = MetricName.describe('The name of an axis.');

export const DeclareMetrics = z
  .strictObject({
    metrics: z
      .array(
        z.strictObject({
          name: MetricName,
          axis: AxisName.optional().describe('The axis besides step; without one the metric is a scalar.'),
          dtype: z
            .enum(['f32', 'f16', 'bf16', 'f64'])
            .default('f32')
            .describe('What to expect of its values; batches say their own. That of the first declaration stays.'),
          unit: text(50).optional(),
          description: text(2_000).optional(),
        }),
      )
      .min(1)
      .max(LIMITS.metricsPerDeclaration),
  })
  .meta({ id: 'DeclareMetrics' });
export type DeclareMetrics = z.infer<typeof DeclareMetrics>;

export const DeclaredMetrics = z
  .object({ metrics: z.array(z.object({ name: z.string(), id: z.number() })) })
  .meta({ id: 'DeclaredMetrics' });
export type DeclaredMetrics = z.infer<typeof DeclaredMetrics>;

/** One attribute of an axis: a column with a value per element. Numbers or strings, null where unknown. */
export const AxisColumn = z.union([
  z.array(z.union([z.number(), z.null()])),
  z.array(z.union([StorableText, z.null()])),
]);
export type AxisColumn = readonly (number | null)[] | readonly (string | null)[];

export const PutAxis = z
  .strictObject({
    elements: z
      .union([z.array(StorableText).max(LIMITS.axisElements), z.int().min(1).max(LIMITS.axisElements)])
      .describe('The keys of the elements in order, all different; or a count, and the keys are 0, 1, 2, …'),
    attributes: z.record(AxisName, AxisColumn).default({}),
    groupings: z
      .array(AxisName)
      .max(LIMITS.axisAttributes)
      .default([])
      .describe('Attributes by which the axis will be grouped; kept ready by the store.'),
  })
  .meta({ id: 'PutAxis' });
export type PutAxis = z.infer<typeof PutAxis>;

export const AxisVersionView = z
  .object({ axis: z.string(), version: z.number(), id: z.number(), size: z.number() })
  .meta({ id: 'AxisVersion' });
export type AxisVersionView = z.infer<typeof AxisVersionView>;

/** The answer to a batch, after its commit. */
export const PointsAccepted = z
  .object({ accepted: z.number(), duplicate: z.boolean(), nextSequence: z.union([z.number(), z.string()]) })
  .meta({ id: 'PointsAccepted' });
export type PointsAccepted = z.infer<typeof PointsAccepted>;

export const WritePoints = z
  .object({
    attempt: z.coerce
      .number()
      .int()
      .min(1)
      .optional()
      .describe('Store only while the run is at this attempt; a key says nothing of attempts by itself.'),
  })
  .meta({ id: 'WritePoints' });
export type WritePoints = z.infer<typeof WritePoints>;
