import type { AxisVersionView } from '@graticule/contracts';

/** An axis version that is being registered. Vectors may name it at once; they are sent when it is known. */
export class AxisRef {
  /** The id of the version, or undefined once the service has refused the axis. Never rejects. */
  readonly id: Promise<number | undefined>;

  constructor(
    readonly name: string,
    registered: Promise<AxisVersionView | undefined>,
    /** How many elements it has, where its definition says so. */
    readonly size?: number,
  ) {
    this.id = registered.then((version) => version?.id);
  }
}
