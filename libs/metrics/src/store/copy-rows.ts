/** A row as bytes, a field each; null where the field is. */
export type CopiedRow = readonly (Buffer | null)[];

const HEADER_BYTES = 19;
const COUNT_BYTES = 2;
const LENGTH_BYTES = 4;
const END = -1;

/**
 * Takes an answer in the binary format of COPY apart while it arrives, in pieces cut anywhere. A field has memory of its own: one that
 * is remembered does not hold the rest of its answer, and an answer of many megabytes is never put together.
 */
export class CopyRows {
  readonly rows: CopiedRow[] = [];
  private row: (Buffer | null)[] = [];
  /** Fields of the row under way that are still to come. */
  private missing = 0;
  private isBegun = false;
  private isOver = false;
  /** Of the field that is arriving, and how much of it has. */
  private field: Buffer | undefined;
  private filled = 0;
  /** Of a number that a piece ended in. */
  private rest: Buffer = Buffer.alloc(0);

  take(piece: Buffer): void {
    const bytes = this.rest.length === 0 ? piece : Buffer.concat([this.rest, piece]);
    let at = 0;
    while (at < bytes.length && !this.isOver) {
      const next = this.field === undefined ? this.head(bytes, at) : this.fill(this.field, bytes, at);
      if (next === at) break;
      at = next;
    }
    this.rest = this.isOver ? Buffer.alloc(0) : bytes.subarray(at);
  }

  /** Where the bytes go on after the number at a place; the place itself when the number has not arrived whole. */
  private head(bytes: Buffer, at: number): number {
    const wanted = !this.isBegun ? HEADER_BYTES : this.missing === 0 ? COUNT_BYTES : LENGTH_BYTES;
    if (bytes.length - at < wanted) return at;
    if (!this.isBegun) this.isBegun = true;
    else if (this.missing === 0) this.begin(bytes.readInt16BE(at));
    else this.announce(bytes.readInt32BE(at));
    return at + wanted;
  }

  private begin(fields: number): void {
    if (fields === END) {
      this.isOver = true;
      return;
    }
    this.row = [];
    this.rows.push(this.row);
    this.missing = fields;
  }

  private announce(length: number): void {
    if (length > 0) {
      this.field = Buffer.allocUnsafe(length);
      this.filled = 0;
      return;
    }
    this.row.push(length < 0 ? null : Buffer.alloc(0));
    this.missing -= 1;
  }

  private fill(field: Buffer, bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + field.length - this.filled);
    this.filled += bytes.copy(field, this.filled, at, end);
    if (this.filled === field.length) {
      this.row.push(field);
      this.missing -= 1;
      this.field = undefined;
    }
    return end;
  }
}
