/**
 * PostgreSQL's binary COPY format (documentation, COPY, "Binary Format"): an 11-byte signature, flags, then for each row
 * a count of fields and each field as its length and bytes, then -1. Rows are written into one growing buffer, with no
 * string a field in between.
 */
export class CopyEncoder {
  #buffer: Buffer;
  #length = 0;

  constructor(initialBytes = 1 << 16) {
    this.#buffer = Buffer.allocUnsafe(initialBytes);
  }

  /** The stream's first bytes. */
  static header(): Buffer {
    return Buffer.concat([Buffer.from("PGCOPY\n\xff\r\n\0", "latin1"), Buffer.alloc(8)]);
  }

  /** The stream's last bytes. */
  static trailer(): Buffer {
    return Buffer.from([0xff, 0xff]);
  }

  get byteLength(): number {
    return this.#length;
  }

  /** The bytes so far; the encoder starts anew. */
  take(): Buffer {
    const bytes = Buffer.from(this.#buffer.subarray(0, this.#length));
    this.#length = 0;
    return bytes;
  }

  row(fields: number): this {
    this.#reserve(2);
    this.#length = this.#buffer.writeInt16BE(fields, this.#length);
    return this;
  }

  text(value: string | null): this {
    if (value === null) return this.null();
    this.#reserve(4 + value.length * 3);
    const written = this.#buffer.write(value, this.#length + 4, "utf8");
    this.#buffer.writeInt32BE(written, this.#length);
    this.#length += 4 + written;
    return this;
  }

  bigint(value: bigint | null): this {
    if (value === null) return this.null();
    this.#reserve(12);
    this.#length = this.#buffer.writeInt32BE(8, this.#length);
    this.#length = this.#buffer.writeBigInt64BE(value, this.#length);
    return this;
  }

  integer(value: number | null): this {
    if (value === null) return this.null();
    this.#reserve(8);
    this.#length = this.#buffer.writeInt32BE(4, this.#length);
    this.#length = this.#buffer.writeInt32BE(value, this.#length);
    return this;
  }

  /** REAL: four bytes. The caller keeps to its range. */
  real(value: number | null): this {
    if (value === null) return this.null();
    this.#reserve(8);
    this.#length = this.#buffer.writeInt32BE(4, this.#length);
    this.#length = this.#buffer.writeFloatBE(value, this.#length);
    return this;
  }

  boolean(value: boolean): this {
    this.#reserve(5);
    this.#length = this.#buffer.writeInt32BE(1, this.#length);
    this.#length = this.#buffer.writeUInt8(value ? 1 : 0, this.#length);
    return this;
  }

  uuid(value: string | null): this {
    if (value === null) return this.null();
    this.#reserve(20);
    this.#length = this.#buffer.writeInt32BE(16, this.#length);
    this.#length += this.#buffer.write(value.replaceAll("-", ""), this.#length, "hex");
    return this;
  }

  /** JSONB: a version byte 1, then the text. */
  json(value: unknown): this {
    const text = JSON.stringify(value);
    this.#reserve(5 + text.length * 3);
    this.#buffer.writeUInt8(1, this.#length + 4);
    const written = this.#buffer.write(text, this.#length + 5, "utf8");
    this.#buffer.writeInt32BE(1 + written, this.#length);
    this.#length += 5 + written;
    return this;
  }

  null(): this {
    this.#reserve(4);
    this.#length = this.#buffer.writeInt32BE(-1, this.#length);
    return this;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + bytes));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
