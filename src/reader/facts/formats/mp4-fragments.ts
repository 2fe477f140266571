import type { ByteSource } from "../../byte-source.ts";
import { type Fields, readFields } from "../fields.ts";
import { type Box, boxAt, boxes } from "./mp4-box.ts";

/** A run has some hundred samples. */
const MAX_RUN_BYTES = 256 * 1024;

/**
 * The length of a fragmented track in its own ticks: the samples of all its runs. 0 where nothing says it.
 */
export function fragmentTicks(source: ByteSource, track: number): number {
  const trex = boxAt(source, { start: 0, end: source.sizeBytes }, ["moov", "mvex", "trex"]);
  const usual = trex === undefined ? 0 : readFields(source, trex.start, 24, "big").u32(12);
  let ticks = 0;
  for (const moof of boxes(source, 0, source.sizeBytes)) {
    if (moof.type !== "moof") continue;
    for (const traf of boxes(source, moof.start, moof.end)) {
      if (traf.type === "traf") ticks += trackTicks(source, traf, { track, usual });
    }
  }
  return ticks;
}

function trackTicks(
  source: ByteSource,
  traf: Box,
  about: { readonly track: number; readonly usual: number },
): number {
  const tfhd = boxAt(source, traf, ["tfhd"]);
  if (tfhd === undefined) return 0;
  const head = readFields(source, tfhd.start, 32, "big");
  if (head.u32(4) !== about.track) return 0;
  const flags = head.u24(1);
  // The duration stands behind the data offset (8 bytes) and the description (4), where those are there.
  const at = 8 + ((flags & 1) === 0 ? 0 : 8) + ((flags & 2) === 0 ? 0 : 4);
  const usual = (flags & 8) === 0 ? about.usual : head.u32(at);
  let ticks = 0;
  for (const run of boxes(source, traf.start, traf.end)) {
    if (run.type !== "trun") continue;
    ticks += runTicks(
      readFields(source, run.start, Math.min(run.end - run.start, MAX_RUN_BYTES), "big"),
      usual,
    );
  }
  return ticks;
}

function runTicks(run: Fields, usual: number): number {
  const flags = run.u24(1);
  const count = run.u32(4);
  // Each sample has a duration of its own only where the flag says so; sizes, flags and offsets may follow
  // it.
  if ((flags & 0x100) === 0) return count * usual;
  const sampleBytes = [0x100, 0x200, 0x400, 0x800].filter((flag) => (flags & flag) !== 0).length * 4;
  const first = 8 + ((flags & 1) === 0 ? 0 : 4) + ((flags & 4) === 0 ? 0 : 4);
  const room = Math.floor((run.bytes.length - first) / sampleBytes);
  let ticks = 0;
  for (let each = 0; each < Math.min(count, room); each += 1) ticks += run.u32(first + each * sampleBytes);
  return ticks;
}
