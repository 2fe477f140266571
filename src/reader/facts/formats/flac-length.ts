import type { ByteSource } from "../../byte-source.ts";
import { type Fields, readFields } from "../fields.ts";

/** Two frames of stereo are mostly shorter than the first; of eight channels of 24 bits they begin within the second. */
const LAST_FRAME_WITHIN = [32 * 1024, 1024 * 1024];
/** A picture and some tags; the format allows more, nobody has them. */
const MAX_BLOCKS = 128;

interface FrameStart {
  /** Blocking, rate, sample size: the same in all frames of a file, and what chance gets wrong. */
  readonly kind: string;
  readonly beginsAt: number;
  readonly endsAt: number;
}

/**
 * How many samples the frames of a FLAC stream have, by the number that the first and the last one carry: STREAMINFO has 0
 * where the encoder wrote into a pipe, and the length of the whole where a part was copied out of it. `said` is believed
 * where the last frame agrees; another length must be vouched for by two frames that join. 0 where the frames tell nothing.
 */
export function flacFrames(stream: ByteSource, blockFrames: number, said: number): number {
  const audioAt = afterBlocks(stream);
  const first = frameStart(readFields(stream, audioAt, 16, "big"), 0, blockFrames);
  if (first === undefined) return 0;
  for (const within of LAST_FRAME_WITHIN) {
    const from = Math.max(audioAt, stream.sizeBytes - within);
    const tail = readFields(stream, from, stream.sizeBytes - from, "big");
    const last = lastFrame(tail, first, { blockFrames, said });
    if (last !== undefined) return Math.max(0, last.endsAt - first.beginsAt);
  }
  return 0;
}

function lastFrame(
  tail: Fields,
  first: FrameStart,
  { blockFrames, said }: { readonly blockFrames: number; readonly said: number },
): FrameStart | undefined {
  let later: FrameStart | undefined;
  for (let at = tail.bytes.length - 1; at >= 0; at -= 1) {
    at = tail.bytes.lastIndexOf(0xff, at);
    if (at < 0) break;
    const frame = frameStart(tail, at, blockFrames);
    if (frame?.kind !== first.kind) continue;
    const alone = frame.beginsAt === first.beginsAt;
    if (said === 0 || alone || frame.endsAt - first.beginsAt === said) return frame;
    if (later !== undefined && frame.endsAt === later.beginsAt) return later;
    later ??= frame;
  }
  return undefined;
}

function afterBlocks(stream: ByteSource): number {
  let at = 4;
  for (let count = 0; count < MAX_BLOCKS; count += 1) {
    const head = readFields(stream, at, 4, "big");
    at += 4 + head.u24(1);
    if (head.u8(0) >= 0x80) break;
  }
  return at;
}

/** A frame header: sync, codes, the number of the frame or of its first sample, checked by its CRC. */
function frameStart(fields: Fields, at: number, blockFrames: number): FrameStart | undefined {
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
  return { kind: `${blocking}-${rateCode}-${fields.u8(at + 3) & 15}`, beginsAt, endsAt: beginsAt + frames };
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
