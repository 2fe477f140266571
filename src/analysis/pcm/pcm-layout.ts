import type { ByteOrder } from "../../reader/facts/fields.ts";
import type { SoundShape } from "../sample-block.ts";

/** Where uncompressed samples lie in a file, and how they are written. */
export interface PcmLayout extends SoundShape {
  readonly start: number;
  readonly frames: number;
  readonly number: "signed" | "unsigned" | "float";
  /** Of one sample of one channel; a depth that is no multiple of 8 fills its bytes from the top. */
  readonly sampleBytes: number;
  readonly order: ByteOrder;
}
