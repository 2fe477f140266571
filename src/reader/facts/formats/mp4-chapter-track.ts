import type { AssetMetadata } from "../../../domain/metadata.ts";
import type { ByteSource } from "../../byte-source.ts";
import { Fields, readFields } from "../fields.ts";
import { MAX_CUE_POINTS } from "../musical/cue-sheet.ts";
import { looseText } from "../text.ts";
import { type Box, boxAt, boxes } from "./mp4-box.ts";
import { firstSamples } from "./mp4-samples.ts";
import { timesOf, trackId } from "./mp4-times.ts";

type CuePoint = NonNullable<AssetMetadata["cuePoints"]>[number];

/** Runs of durations; each has eight bytes. */
const MAX_RUNS_BYTES = MAX_CUE_POINTS * 8;

/**
 * QuickTime's chapters, which iTunes and audio books have: the sound track refers to a track of texts, whose samples are the
 * titles and last as long as their chapters.
 */
export function chapterTrack(
  source: ByteSource,
  { moov, sound, rateHz }: { readonly moov: Box; readonly sound: Box; readonly rateHz: number },
): readonly CuePoint[] {
  const reference = boxAt(source, sound, ["tref", "chap"]);
  if (reference === undefined) return [];
  const id = readFields(source, reference.start, 4, "big").u32(0);
  const texts = [...boxes(source, moov.start, moov.end)].find(
    (each) => each.type === "trak" && trackId(source, each) === id,
  );
  const stbl = texts && boxAt(source, texts, ["mdia", "minf", "stbl"]);
  if (texts === undefined || stbl === undefined) return [];
  const { scale } = timesOf(source, boxAt(source, texts, ["mdia", "mdhd"]));
  if (scale === 0) return [];
  const titles = firstSamples(source, stbl, MAX_CUE_POINTS);
  const starts = startsOf(source, stbl);
  return titles.map((bytes, at) => {
    const position = Math.round(((starts[at] ?? 0) / scale) * rateHz);
    const label = titleOf(bytes);
    return { position, ...(label === "" ? {} : { label }) };
  });
}

/** When each sample begins, in the track's ticks. */
function startsOf(source: ByteSource, stbl: Box): number[] {
  const box = boxAt(source, stbl, ["stts"]);
  if (box === undefined) return [];
  const runs = readFields(source, box.start, Math.min(box.end - box.start, MAX_RUNS_BYTES), "big");
  const starts: number[] = [];
  let at = 0;
  for (let run = 8; run + 8 <= runs.bytes.length && starts.length < MAX_CUE_POINTS; run += 8) {
    for (let each = 0; each < runs.u32(run) && starts.length < MAX_CUE_POINTS; each += 1) {
      starts.push(at);
      at += runs.u32(run + 4);
    }
  }
  return starts;
}

/** Two bytes of length, the letters, and perhaps a box that names their encoding. UTF-16 begins with its mark. */
function titleOf(sample: Uint8Array): string {
  const letters = new Fields(sample, "big").u16(0);
  const text = sample.subarray(2, 2 + letters);
  const isWide = text[0] === 0xfe && text[1] === 0xff;
  return looseText(isWide ? Buffer.from(new TextDecoder("utf-16be").decode(text)) : text);
}
