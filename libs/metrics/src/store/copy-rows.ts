/** A number has so many bytes at most. */
const SMALL_BYTES = 8;

/** A row as it was copied. What asks for a number throws TypeError where the field is null or of another length. */
export class CopiedRow {
  /** Long fields; of short ones how many bytes of `numbers` are theirs; null where the field is. */
  readonly fields: (Buffer | number | null)[] = [];
  /** Short fields, each at eight times its place: a buffer for each of them would be most of what an answer of many rows costs. */
  readonly numbers: Buffer;

  constructor(fields: number) {
    this.numbers = Buffer.allocUnsafe(SMALL_BYTES * fields);
  }

  isNull(place: number): boolean {
    return this.fields[place] === null;
  }

  int2(place: number): number {
    return this.numbers.readInt16BE(this.at(place, 2));
  }

  int4(place: number): number {
    return this.numbers.readInt32BE(this.at(place, 4));
  }

  int8(place: number): bigint {
    return this.numbers.readBigInt64BE(this.at(place, 8));
  }

  float8(place: number): number {
    return this.numbers.readDoubleBE(this.at(place, 8));
  }

  /** Memory of its own: whoever keeps it does not hold the rest of the answer. */
  bytes(place: number): Buffer {
    const field = this.fields[place];
    if (field === null || field === undefined) throw new TypeError(`field ${place} of a row is missing`);
    return typeof field === 'number'
      ? Buffer.from(this.numbers.subarray(SMALL_BYTES * place, SMALL_BYTES * place + field))
      : field;
  }

  private at(place: number, length: number): number {
    if (this.fields[place] !== length)
      throw new TypeError(`field ${place} of a row is missing, or not of ${length} bytes`);
    return SMALL_BYTES * place;
  }
}

const HEADER_BYTES = 19;
const COUNT_BYTES = 2;
const LENGTH_BYTES = 4;
const END = -1;

/** Takes an answer in the binary format of COPY apart while it arrives, in pieces cut anywhere; it is never put together. */
export class CopyRows {
  readonly rows: CopiedRow[] = [];
  private row = new CopiedRow(0);
  /** Fields of the row under way that are still to come. */
  private missing = 0;
  private isBegun = false;
  private isOver = false;
  /** Where the bytes of the field that is arriving belong, from `filled` to `end`; undefined between fields. */
  private field: Buffer | undefined;
  private filled = 0;
  private end = 0;
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
    this.row = new CopiedRow(fields);
    this.rows.push(this.row);
    this.missing = fields;
  }

  private announce(length: number): void {
    const { fields, numbers } = this.row;
    if (length < 0) {
      fields.push(null);
      this.missing -= 1;
      return;
    }
    const isShort = length <= SMALL_BYTES;
    this.field = isShort ? numbers : Buffer.allocUnsafe(length);
    this.filled = isShort ? SMALL_BYTES * fields.length : 0;
    this.end = this.filled + length;
    fields.push(isShort ? length : this.field);
    if (length === 0) this.finish();
  }

  private fill(field: Buffer, bytes: Buffer, at: number): number {
    const length = Math.min(bytes.length - at, this.end - this.filled);
    // A call for eight bytes would cost more than they do.
    if (length <= SMALL_BYTES) for (let i = 0; i < length; i++) field[this.filled + i] = bytes[at + i]!;
    else bytes.copy(field, this.filled, at, at + length);
    this.filled += length;
    if (this.filled === this.end) this.finish();
    return at + length;
  }

  private finish(): void {
    this.field = undefined;
    this.missing -= 1;
  }
}
