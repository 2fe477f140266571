import type { ByteSource } from "../../byte-source.ts";
import { appendedTags } from "../appended-tags.ts";
import { type Fields, readFields } from "../fields.ts";
import type { Found } from "../found.ts";
import { id3v2End } from "../id3v2-end.ts";

/** From here on the header has a descriptor before it. */
const DESCRIPTOR_VERSION = 3_980;

/** Monkey's Audio, the old headers (before 3.98) too; tags are APEv2, which music-metadata reads. */
export function parseApe(source: ByteSource): Found {
  const start = id3v2End(source);
  const head = readFields(source, start, 76, "little");
  const version = head.u16(4);
  const facts = version >= DESCRIPTOR_VERSION ? modern(source, start + head.u32(8)) : classic(head, version);
  const durationSeconds = facts.frames / facts.sampleRateHz;
  return {
    container: "APE",
    codec: "Monkey's Audio",
    durationSeconds,
    sampleRateHz: facts.sampleRateHz,
    channels: facts.channels,
    bitsPerSample: facts.bits,
    bitrate: ((source.sizeBytes - start) * 8) / durationSeconds,
    lossless: true,
    tagPart: appendedTags(source),
  };
}

function modern(source: ByteSource, at: number) {
  const head = readFields(source, at, 24, "little");
  const [blocks, last, count] = [head.u32(4), head.u32(8), head.u32(12)];
  return {
    bits: head.u16(16),
    channels: head.u16(18),
    sampleRateHz: head.u32(20),
    frames: total(blocks, last, count),
  };
}

function classic(head: Fields, version: number) {
  const [level, flags, count, last] = [head.u16(6), head.u16(8), head.u32(24), head.u32(28)];
  const large = version >= 3_900 || (version >= 3_800 && level === 4_000);
  const blocks = version >= 3_950 ? 73_728 * 4 : large ? 73_728 : 9_216;
  const bits = (flags & 1) === 1 ? 8 : (flags & 8) === 8 ? 24 : 16;
  return { bits, channels: head.u16(10), sampleRateHz: head.u32(12), frames: total(blocks, last, count) };
}

function total(blocks: number, last: number, count: number): number {
  return count === 0 ? 0 : (count - 1) * blocks + last;
}
