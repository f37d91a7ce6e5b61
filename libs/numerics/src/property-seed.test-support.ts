import fc from 'fast-check';

/** Checks a property under a seed that stands in the failure message, so that a failure can be repeated. */
export function holds<Arguments>(property: fc.IProperty<Arguments>): void {
  const result = fc.check(property, { numRuns: 200 });
  if (result.failed) throw new Error(`seed ${result.seed}: ${fc.defaultReportMessage(result)}`);
}
