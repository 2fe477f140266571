import type { ByteSource } from "../../byte-source.ts";
import { appendedTags } from "../appended-tags.ts";
import { type Fields, readFields } from "../fields.ts";
import { findLastBytes } from "../find-bytes.ts";
import type { Found } from "../found.ts";
import { sourcePart } from "../source-part.ts";
import { withSlices } from "../musical/slices.ts";
import { foreignChunks } from "./wavpack-foreign.ts";

const RATES_HZ = [
  6_000, 8_000, 9_600, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 64_000, 88_200, 96_000,
  192_000,
];
/** A frame of many channels is a block for every two; the first block with audio is among the first few. */
const MAX_BLOCKS = 64;
/** A block is half a second at most and has up to 1 MiB. */
const LAST_BLOCK_WITHIN = 4 * 1024 * 1024;
/** Blocks without samples behind the last one, and its letters by chance. */
const MAX_LOOKED_AT = 16;
const NEAR_END = [64 * 1024, 1024 * 1024];
const HEAD_BYTES = 32;
const UNKNOWN_TOTAL = 0xffff_ffff;
const META = { dsd: 0x0e, rate: 0x27 };
const FLAG = { mono: 1 << 2, hybrid: 1 << 3, float: 1 << 7, first: 1 << 11, last: 1 << 12, dsd: 1 << 31 };

interface Block {
  readonly at: number;
  readonly head: Fields;
}

/**
 * WavPack: the first frame's blocks say everything, save the length of a stream, for which the last block is
 * read.
 */
export function parseWavpack(source: ByteSource): Found {
  const blocks = firstFrame(source);
  const [first] = blocks;
  const tagPart = appendedTags(source);
  if (first === undefined) return { container: "WavPack", tagPart };
  const { head } = first;
  const flags = head.u32(24);
  const dsd = (flags & FLAG.dsd) !== 0;
  const customRate = metadataAt(source, first, META.rate)?.u24(0) ?? 0;
  // The rate of DSD is that of its bytes, halved until the table has it; the DSD block's first byte says how often.
  const shift = dsd ? (metadataAt(source, first, META.dsd)?.u8(0) ?? 0) & 31 : 0;
  const sampleRateHz = (RATES_HZ[(flags >>> 23) & 15] ?? customRate) * 2 ** shift * (dsd ? 8 : 1);
  const frames = totalFrames(source, head) * (dsd ? 8 : 1);
  const lossless = (flags & FLAG.hybrid) === 0;
  const { slices, ...foreign } = foreignChunks(source, first.at);
  const found: Found = {
    container: "WavPack",
    codec: dsd ? "WavPack DSD" : "WavPack",
    sampleRateHz,
    channels: blocks.reduce((sum, block) => sum + ((block.head.u32(24) & FLAG.mono) === 0 ? 2 : 1), 0),
    durationSeconds: frames / sampleRateHz,
    bitsPerSample: dsd ? 1 : ((flags & 3) + 1) * 8,
    bitrate: (source.sizeBytes * 8 * sampleRateHz) / frames,
    lossless,
    ...foreign,
    tagPart,
  };
  return { ...found, extras: withSlices(found, slices) };
}

function firstFrame(source: ByteSource): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  for (let count = 0; count < MAX_BLOCKS; count += 1) {
    const head = readFields(source, at, HEAD_BYTES, "little");
    if (head.id(0) !== "wvpk") break;
    // A block without samples carries only metadata.
    if (head.u32(20) > 0) blocks.push({ at, head });
    if (head.u32(20) > 0 && (head.u32(24) & FLAG.last) !== 0) break;
    at += 8 + head.u32(4);
  }
  return blocks;
}

/**
 * What the blocks hold: where the last one ends, from where the first one begins. The header's total counts where no last
 * block is found near the end.
 */
function totalFrames(source: ByteSource, head: Fields): number {
  const low = head.u32(12);
  // Forty bits, such that all ones in the low word still mean "unknown".
  const said = low === UNKNOWN_TOTAL ? 0 : low + head.u8(11) * (2 ** 32 - 1);
  // Most last blocks begin within the first of these.
  for (const within of said > 0 ? NEAR_END : [LAST_BLOCK_WITHIN]) {
    const last = lastBlock(source, within, head);
    if (last === undefined) continue;
    // A block that is cut off is not played.
    const isWhole = last.at + 8 + last.head.u32(4) <= source.sizeBytes;
    const ends = last.head.u32(16) + (isWhole ? last.head.u32(20) : 0) - head.u32(16);
    return said > 0 && (ends > said || ends < 0) ? said : ends;
  }
  return said;
}

/** The last block with samples in it; behind it there may be one that keeps the source's trailer. */
function lastBlock(source: ByteSource, within: number, first: Fields): Block | undefined {
  const from = Math.max(0, source.sizeBytes - within);
  const part = sourcePart(source, from);
  let end = part.sizeBytes;
  for (let count = 0; count < MAX_LOOKED_AT && end > 0; count += 1) {
    const found = findLastBytes(sourcePart(part, 0, end), "wvpk", within);
    if (found === undefined) return undefined;
    const head = readFields(part, found, HEAD_BYTES, "little");
    const isBlock = head.u16(8) >> 8 === 4 && head.u8(10) === first.u8(10);
    if (isBlock && head.u32(20) > 0) return { at: from + found, head };
    end = found;
  }
  return undefined;
}

/** The first bytes of a block's metadata of one kind: a rate of three bytes that the table lacks, a DSD block. */
function metadataAt(source: ByteSource, block: Block, id: number): Fields | undefined {
  const end = Math.min(block.at + 8 + block.head.u32(4), block.at + 64 * 1024);
  for (let position = block.at + HEAD_BYTES; position < end;) {
    const head = readFields(source, position, 4, "little");
    const large = (head.u8(0) & 0x80) !== 0;
    const start = position + (large ? 4 : 2);
    if ((head.u8(0) & 0x3f) === id) return readFields(source, start, 4, "little");
    position = start + (large ? head.u24(1) : head.u8(1)) * 2;
  }
  return undefined;
}
