import type { ByteSource } from "../../byte-source.ts";
import { MemorySource } from "../../memory-source.ts";
import { ByteWindow } from "../byte-window.ts";
import { readFields } from "../fields.ts";
import type { Found } from "../found.ts";
import { type Box, boxAt, boxes } from "./mp4-box.ts";
import { chapterTrack } from "./mp4-chapter-track.ts";
import { mp4Chapters } from "./mp4-chapters.ts";
import { sampleEntry } from "./mp4-entry.ts";
import { firstSamples } from "./mp4-samples.ts";
import { timesOf, trackTimes } from "./mp4-times.ts";
import { decodeMpegFrame } from "./mpeg-frame.ts";
import { FASTEST_CORE_HZ, FRAMES_LOOKED_AT, haveSbr } from "./sbr-evidence.ts";

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
    const { durationSeconds, paddingSeconds, ...times } = trackTimes(source, trak, movieScale);
    const bitrate = (source.sizeBytes * 8) / durationSeconds;
    const codec = stbl && codecOf(source, stbl);
    const paddingFrames = Math.round(paddingSeconds * (codec?.sampleRateHz ?? 0));
    const isRounded = times.isRounded || !divides(times.scale, codec?.sampleRateHz ?? 0);
    const cuePoints = chaptersOf(source, { moov, sound: trak, rateHz: codec?.sampleRateHz ?? 0 });
    const extras = {
      ...(codec?.lossless === false && paddingFrames > 0 ? { paddingFrames } : {}),
      ...(cuePoints.length === 0 ? {} : { cuePoints }),
    };
    return { container: "MP4", durationSeconds, isRounded, bitrate, tagPart, ...codec, extras };
  }
  return { container: "MP4", tagPart };
}

/** Nero's list, or QuickTime's track, which most writers put beside it. */
function chaptersOf(source: ByteSource, movie: Parameters<typeof chapterTrack>[1]) {
  const listed = mp4Chapters(source, movie.moov, movie.rateHz);
  return listed.length > 0 ? listed : chapterTrack(source, movie);
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

function handler(source: ByteSource, trak: Box): string {
  const box = boxAt(source, trak, ["mdia", "hdlr"]);
  return box === undefined ? "" : readFields(source, box.start + 8, 4, "big").id(0);
}

/** Whether every tick of the track is a whole number of samples, or the other way round. */
function divides(scale: number, rate: number): boolean {
  return scale % rate === 0 || rate % scale === 0;
}
