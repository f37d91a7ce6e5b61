import { ResolveField, Resolver } from '@nestjs/graphql';
import { Allow } from '../access/allow.js';
import type { FloatColumnResolvers, StepColumnResolvers } from './generated/resolvers.js';

/** Frames, tiles and columns are little-endian, and so is every machine this runs on; `main.ts` refuses to start on another. */
const base64Of = (column: Float64Array | BigInt64Array): string =>
  Buffer.from(column.buffer, column.byteOffset, column.byteLength).toString('base64');

@Resolver('FloatColumn')
@Allow('runs:read')
export class FloatColumnResolver implements Pick<FloatColumnResolvers, 'values' | 'base64'> {
  @ResolveField()
  values(column: Float64Array): readonly number[] {
    return Array.from(column);
  }

  @ResolveField()
  base64(column: Float64Array): string {
    return base64Of(column);
  }
}

@Resolver('StepColumn')
@Allow('runs:read')
export class StepColumnResolver implements Pick<StepColumnResolvers, 'values' | 'base64'> {
  @ResolveField()
  values(column: BigInt64Array): readonly bigint[] {
    return Array.from(column);
  }

  @ResolveField()
  base64(column: BigInt64Array): string {
    return base64Of(column);
  }
}
