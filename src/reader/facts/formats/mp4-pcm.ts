import type { Fields } from "../fields.ts";
import type { Found } from "../found.ts";

/** Sample entries of PCM in QuickTime and MP4, and the bits that their names stand for; 0 where the entry says them. */
const ENTRIES: Readonly<Record<string, readonly [codec: string, bits: number]>> = {
  "raw ": ["PCM", 8],
  NONE: ["PCM", 0],
  sowt: ["PCM", 0],
  twos: ["PCM", 0],
  lpcm: ["PCM", 0],
  ipcm: ["PCM", 0],
  fpcm: ["PCM float", 0],
  in24: ["PCM", 24],
  in32: ["PCM", 32],
  fl32: ["PCM float", 32],
  fl64: ["PCM float", 64],
};
/** `formatFlags` of a version 2 entry. */
const IS_FLOAT = 1;

/** QuickTime's older entries say 16 bits for all that is larger; the name, or the fields of version 2, know. */
export function pcmEntry(type: string, fields: Fields): Found | undefined {
  const entry = ENTRIES[type];
  if (entry === undefined) return undefined;
  const [codec, bits] = entry;
  if (type !== "lpcm" || fields.u16(8) !== 2) return { codec, bitsPerSample: bits || fields.u16(18) };
  return { codec: (fields.u32(52) & IS_FLOAT) === 1 ? "PCM float" : codec, bitsPerSample: fields.u32(48) };
}

/** The box of PCM in ISO files (23003-5): version, flags, the order of the bytes, the bits. */
export function pcmConfig(config: Fields): Found {
  return { bitsPerSample: config.u8(5) };
}
