/** Takes bits from the front of some bytes; past the end they are 0. */
export class Bits {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  take(count: number): number {
    let value = 0;
    for (let each = 0; each < count; each += 1, this.#at += 1) {
      value = value * 2 + (((this.#bytes[this.#at >> 3] ?? 0) >> (7 - (this.#at & 7))) & 1);
    }
    return value;
  }

  /** On to the next whole byte, and over some more. */
  align(bytesMore: () => number): void {
    this.#at = Math.ceil(this.#at / 8) * 8;
    const more = bytesMore();
    this.#at += more * 8;
  }
}
