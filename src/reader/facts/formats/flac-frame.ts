import type { Fields } from "../fields.ts";

export interface FrameStart {
  /** Blocking, rate, sample size: the same in all frames of a file, and what chance gets wrong. */
  readonly kind: string;
  readonly beginsAt: number;
  readonly endsAt: number;
  /** 0 where STREAMINFO is to say it. */
  readonly bits: number;
}

/** By the three bits of the sample size; 3 is reserved. */
const BITS = [0, 8, 12, 0, 16, 20, 24, 32] as const;

/** A frame header: sync, codes, the number of the frame or of its first sample, checked by its CRC. */
export function frameStart(fields: Fields, at: number, blockFrames: number): FrameStart | undefined {
  const blocking = fields.u8(at + 1);
  if (fields.u8(at) !== 0xff || (blocking & 0xfe) !== 0xf8) return undefined;
  const [sizeCode, rateCode] = [fields.u8(at + 2) >> 4, fields.u8(at + 2) & 15];
  const number = codedNumber(fields, at + 4);
  const sizeBytes = sizeCode === 6 ? 1 : sizeCode === 7 ? 2 : 0;
  const rateBytes = rateCode === 12 ? 1 : rateCode === 13 || rateCode === 14 ? 2 : 0;
  const crcAt = number.end + sizeBytes + rateBytes;
  if (sizeCode === 0 || rateCode === 15 || crc8(fields, at, crcAt) !== fields.u8(crcAt)) return undefined;
  const frames = blockLength(sizeCode, sizeBytes === 1 ? fields.u8(number.end) : fields.u16(number.end));
  const beginsAt = (blocking & 1) === 1 ? number.value : number.value * blockFrames;
  return {
    kind: `${blocking}-${rateCode}-${fields.u8(at + 3) & 15}`,
    beginsAt,
    endsAt: beginsAt + frames,
    bits: BITS[(fields.u8(at + 3) >> 1) & 7] ?? 0,
  };
}

function blockLength(code: number, written: number): number {
  if (code === 1) return 192;
  if (code <= 5) return 576 * 2 ** (code - 2);
  return code <= 7 ? written + 1 : 256 * 2 ** (code - 8);
}

/** UTF-8's scheme, stretched to 36 bits. */
function codedNumber(fields: Fields, at: number): { value: number; end: number } {
  const first = fields.u8(at);
  const ones = Math.clz32(~(first << 24));
  if (ones === 0) return { value: first, end: at + 1 };
  let value = first & (0x7f >> ones);
  for (let each = 1; each < ones; each += 1) value = value * 64 + (fields.u8(at + each) & 0x3f);
  return { value, end: at + ones };
}

/** The polynomial x^8 + x^2 + x + 1, from 0. */
function crc8(fields: Fields, from: number, to: number): number {
  let crc = 0;
  for (let at = from; at < to; at += 1) {
    crc ^= fields.u8(at);
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc << 1) ^ (crc >= 0x80 ? 0x107 : 0)) & 0xff;
  }
  return crc;
}
