import type { ByteSource } from "../byte-source.ts";

/** Large enough that a walk over an MP3 costs few reads, small enough for a second-level cache. */
const WINDOW_BYTES = 256 * 1024;

/** A walker looks two frames ahead and comes back; without this the window would be read anew each time. */
const LOOK_BACK_BYTES = 32 * 1024;

/** Byte by byte access for parsers that walk through a whole file: one read every 256 KiB, flat memory. */
export class ByteWindow {
  readonly sizeBytes: number;
  readonly #source: ByteSource;
  #bytes = new Uint8Array(0);
  #from = 0;

  constructor(source: ByteSource) {
    this.#source = source;
    this.sizeBytes = source.sizeBytes;
  }

  /** The byte at `position`; past the end -1, which is no byte. */
  at(position: number): number {
    const inside = this.#bytes[position - this.#from];
    if (inside !== undefined) return inside;
    if (position < 0 || position >= this.sizeBytes) return -1;
    this.#from = Math.max(0, position - LOOK_BACK_BYTES);
    this.#bytes = new Uint8Array(this.#source.read(this.#from, WINDOW_BYTES));
    return this.#bytes[position - this.#from] ?? -1;
  }

  u16(position: number): number {
    return (this.at(position) << 8) | this.at(position + 1);
  }

  u32(position: number): number {
    return this.u16(position) * 0x1_0000 + this.u16(position + 2);
  }
}
