import type { Fields } from "../fields.ts";
import type { Found } from "../found.ts";

/** ALACSpecificConfig, which every container of ALAC carries: what the decoder is set up with. */
export function alacCookie(config: Fields, at = 0): Found {
  return {
    bitsPerSample: config.u8(at + 5),
    channels: config.u8(at + 9),
    sampleRateHz: config.u32(at + 20),
  };
}
