import type { AssetMetadata } from "../../../domain/metadata.ts";
import type { ByteSource } from "../../byte-source.ts";
import { type Fields, readFields } from "../fields.ts";
import type { Found } from "../found.ts";
import { iffChunks } from "../iff-chunks.ts";
import { meterOf } from "../musical/acid.ts";
import { MAX_CUE_POINTS } from "../musical/cue-sheet.ts";
import { sourcePart } from "../source-part.ts";

type CuePoint = NonNullable<AssetMetadata["cuePoints"]>[number];

/** Containers in containers: real files have two levels. */
const MAX_DEPTH = 4;
/** The chunks that are read have 10 to 22 bytes. */
const FIELD_BYTES = 32;
const BITS = new Map([
  [3, 16],
  [5, 24],
]);

/** What the chunks say, each by its first bytes. */
interface RexChunks {
  global?: Fields;
  sound?: Fields;
  readonly slices: CuePoint[];
}

/**
 * Sliced loops of ReCycle (`.rx2`). Propellerhead never published the format; REX2_FORMAT.md of
 * charlesvestal/move-anything-rex describes it, and abrilstudios/rcy found the same chunks. The audio itself is not decoded.
 */
export function parseRex2(source: ByteSource): Found {
  const chunks: RexChunks = { slices: [] };
  collect(source, chunks, MAX_DEPTH);
  const { global, sound, slices } = chunks;
  if (sound === undefined) return { container: "REX2" };
  const [channels, sampleRateHz, frames] = [sound.u8(0), sound.u16(4), sound.u32(6)];
  const durationSeconds = frames / sampleRateHz;
  return {
    container: "REX2",
    codec: "DWOP",
    lossless: true,
    channels,
    sampleRateHz,
    durationSeconds,
    bitsPerSample: BITS.get(sound.u8(1)),
    bitrate: (source.sizeBytes * 8) / durationSeconds,
    hints: global === undefined ? [] : [{ source: "rex", bpm: global.u32(16) / 1_000 }],
    extras: {
      ...(global === undefined ? {} : lengthOf(global)),
      ...(slices.length === 0
        ? {}
        : { cuePoints: slices.sort((one, other) => one.position - other.position) }),
    },
  };
}

function collect(source: ByteSource, into: RexChunks, depth: number): void {
  for (const { id, start, sizeBytes } of iffChunks(source, 0, { order: "big" })) {
    // A container's content begins with four letters that say of what it is.
    if (id === "CAT " && depth > 0)
      collect(sourcePart(source, start + 4, start + sizeBytes), into, depth - 1);
    const fields = (): Fields => readFields(source, start, Math.min(sizeBytes, FIELD_BYTES), "big");
    if (id === "GLOB") into.global ??= fields();
    else if (id === "SINF") into.sound ??= fields();
    else if (id === "SLCE" && into.slices.length < MAX_CUE_POINTS) into.slices.push(...slice(fields()));
  }
}

/** What has the length 1 is a transient below the slider that the loop's maker has set, and no slice. */
function slice(fields: Fields): CuePoint[] {
  const [position, length] = [fields.u32(0), fields.u32(4)];
  return length > 1 ? [{ position, length }] : [];
}

/** Whole bars and the beats over, and the time signature. */
function lengthOf(global: Fields): Partial<AssetMetadata> {
  const [bars, over, upper, lower] = [global.u16(4), global.u8(6), global.u8(7), global.u8(8)];
  const beats = bars * upper + over;
  return { ...(beats > 0 ? { oneShot: false, beats } : {}), ...meterOf(upper, lower) };
}
