import type { ByteSource } from "../../byte-source.ts";
import { MemorySource } from "../../memory-source.ts";
import { ByteWindow } from "../byte-window.ts";
import { readFields } from "../fields.ts";
import type { Found } from "../found.ts";
import { type Box, boxAt, boxes } from "./mp4-box.ts";
import { sampleEntry } from "./mp4-entry.ts";
import { fragmentTicks } from "./mp4-fragments.ts";
import { firstSamples } from "./mp4-samples.ts";
import { decodeMpegFrame } from "./mpeg-frame.ts";
import { FASTEST_CORE_HZ, FRAMES_LOOKED_AT, haveSbr } from "./sbr-evidence.ts";

/** A count of all ones is "unknown" in both widths. */
const UNKNOWN = new Set([0xffff_ffff, 2 ** 64]);

/** M4A, MP4, MOV, 3GP: the first sound track. */
export function parseMp4(source: ByteSource): Found {
  const file = { start: 0, end: source.sizeBytes };
  const tagPart = { part: source, mimeType: "audio/mp4" };
  const moov = boxAt(source, file, ["moov"]);
  if (moov === undefined) return { container: "MP4", tagPart };
  const movieScale = timesOf(source, boxAt(source, moov, ["mvhd"])).scale;
  for (const trak of boxes(source, moov.start, moov.end)) {
    if (trak.type !== "trak" || handler(source, trak) !== "soun") continue;
    const stbl = boxAt(source, trak, ["mdia", "minf", "stbl"]);
    const durationSeconds = trackSeconds(source, trak, movieScale);
    const bitrate = (source.sizeBytes * 8) / durationSeconds;
    return { container: "MP4", durationSeconds, bitrate, tagPart, ...(stbl && codecOf(source, stbl)) };
  }
  return { container: "MP4", tagPart };
}

/** The sample entry's word, and the first frames' where the entry can't be right. */
function codecOf(source: ByteSource, stbl: Box): Found {
  const stsd = boxAt(source, stbl, ["stsd"]);
  const entry = stsd === undefined ? {} : sampleEntry(source, stsd);
  const { codec, sampleRateHz = 0 } = entry;
  if (codec === "MP3") {
    const [first] = firstSamples(source, stbl, 1);
    const frame = first && decodeMpegFrame(new ByteWindow(new MemorySource(first)), 0);
    return frame === undefined
      ? entry
      : { ...entry, channels: frame.channels, sampleRateHz: frame.sampleRateHz };
  }
  // Streams of HE-AAC that were put into MP4 as they are have a configuration that only speaks of the core.
  if (codec !== "AAC" || sampleRateHz > FASTEST_CORE_HZ) return entry;
  const isHeAac = haveSbr(firstSamples(source, stbl, FRAMES_LOOKED_AT));
  return isHeAac ? { ...entry, codec: "HE-AAC", sampleRateHz: sampleRateHz * 2 } : entry;
}

/** What is played: the edit list leaves out the encoder's delay; without one it is the track's own length. */
function trackSeconds(source: ByteSource, trak: Box, movieScale: number): number {
  const media = timesOf(source, boxAt(source, trak, ["mdia", "mdhd"]));
  const ticks = media.ticks === 0 ? fragmentTicks(source, trackId(source, trak)) : media.ticks;
  const whole = ticks / media.scale;
  const played = editedTicks(source, trak) / movieScale;
  return played > 0 && (played < whole || !(whole > 0)) ? played : whole;
}

/** The lengths of all edits that play something, in the movie's ticks; 0 where there are none. */
function editedTicks(source: ByteSource, trak: Box): number {
  const list = boxAt(source, trak, ["edts", "elst"]);
  if (list === undefined) return 0;
  const fields = readFields(source, list.start, Math.min(list.end - list.start, 2_048), "big");
  const wide = fields.u8(0) === 1;
  const entryBytes = wide ? 20 : 12;
  const room = Math.floor((fields.bytes.length - 8) / entryBytes);
  let ticks = 0;
  for (let each = 0; each < Math.min(fields.u32(4), room); each += 1) {
    const at = 8 + each * entryBytes;
    const from = wide ? fields.i32(at + 8) : fields.i32(at + 4);
    // An edit from -1 is a pause.
    if (from >= 0) ticks += wide ? fields.u64(at) : fields.u32(at);
  }
  return ticks;
}

function timesOf(source: ByteSource, box: Box | undefined): { scale: number; ticks: number } {
  if (box === undefined) return { scale: 0, ticks: 0 };
  const fields = readFields(source, box.start, 32, "big");
  const wide = fields.u8(0) === 1;
  const ticks = wide ? fields.u64(24) : fields.u32(16);
  return { scale: fields.u32(wide ? 20 : 12), ticks: UNKNOWN.has(ticks) ? 0 : ticks };
}

function handler(source: ByteSource, trak: Box): string {
  const box = boxAt(source, trak, ["mdia", "hdlr"]);
  return box === undefined ? "" : readFields(source, box.start + 8, 4, "big").id(0);
}

function trackId(source: ByteSource, trak: Box): number {
  const box = boxAt(source, trak, ["tkhd"]);
  if (box === undefined) return 0;
  const fields = readFields(source, box.start, 24, "big");
  return fields.u32(fields.u8(0) === 1 ? 20 : 12);
}
