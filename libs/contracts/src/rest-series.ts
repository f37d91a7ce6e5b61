import { z } from 'zod';
import { LIMITS } from './limits.js';
import { WireInteger } from './wire-number.js';

/** The query string of a series' columns. */
export const ReadSeries = z
  .strictObject({
    mode: z.enum(['ENVELOPE', 'RAW', 'LAST']).default('ENVELOPE').describe('How steps are chosen.'),
    maxPoints: z.coerce.number().int().min(1).max(LIMITS.pointsPerLine).default(1000).describe('Per line.'),
    from: WireInteger.optional().describe('The first step; default: the first logged.'),
    to: WireInteger.optional().describe('The last step, included; default: the last logged.'),
    groupBy: z.string().optional().describe('An attribute of the axis; one line per group. Needs `reduce`.'),
    reduce: z.enum(['SUM', 'MEAN', 'MIN', 'MAX', 'STD', 'COUNT']).optional().describe('What is done along the axis.'),
    weights: z.string().optional().describe('An attribute of the axis, or a metric on the same axis.'),
    elements: z.string().optional().describe('Keys of elements, separated by commas.'),
  })
  .meta({ id: 'ReadSeries' });
export type ReadSeries = z.infer<typeof ReadSeries>;

const Column = z.array(z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity', '-0'])]));

/** Columns that share `steps`. */
export const SeriesColumns = z
  .object({
    metric: z.string(),
    steps: z.array(z.union([z.number(), z.string()])),
    lines: z.array(
      z.object({
        element: z.string().nullable(),
        group: z.string().nullable(),
        values: Column,
        min: Column.optional(),
        max: Column.optional(),
        count: Column.optional(),
        times: Column.optional(),
      }),
    ),
    nextStep: z.union([z.number(), z.string()]).nullable(),
    resolution: z.number().describe('Steps per bucket; 0 for raw.'),
    exact: z.boolean(),
    pointsTotal: z.union([z.number(), z.string()]),
  })
  .meta({ id: 'SeriesColumns' });
export type SeriesColumns = z.infer<typeof SeriesColumns>;

export const Health = z
  .object({
    status: z.enum(['ok', 'unavailable']),
    checks: z.record(z.string(), z.enum(['ok', 'unavailable'])).optional(),
  })
  .meta({ id: 'Health' });
export type Health = z.infer<typeof Health>;
