import type { ByteSource } from "../../byte-source.ts";
import { readFields } from "../fields.ts";
import { type Box, boxAt } from "./mp4-box.ts";
import { fragmentTicks } from "./mp4-fragments.ts";

interface TrackTimes {
  /** Ticks a second. */
  readonly scale: number;
  readonly durationSeconds: number;
  readonly paddingSeconds: number;
  /** Whether the movie's ticks, which are mostly milliseconds, say the duration. */
  readonly isRounded: boolean;
}

interface Edits {
  readonly count: number;
  /** How long all edits play that are no pauses, in the movie's ticks. */
  readonly ticks: number;
  /** Where the first of them begins, in the track's ticks. */
  readonly from: number;
}

/** A count of all ones is "unknown" in both widths. */
const UNKNOWN = new Set([0xffff_ffff, 2 ** 64]);

/** What is played: the edit list leaves out the encoder's delay and padding; without one it is the track's own length. */
export function trackTimes(source: ByteSource, trak: Box, movieScale: number): TrackTimes {
  const media = timesOf(source, boxAt(source, trak, ["mdia", "mdhd"]));
  const ticks = media.ticks === 0 ? fragmentTicks(source, trackId(source, trak)) : media.ticks;
  const { scale } = media;
  const whole = ticks / scale;
  const edits = editsOf(source, trak);
  const played = edits.ticks / movieScale;
  if (!(played > 0) || (played >= whole && whole > 0))
    return { scale, durationSeconds: whole, paddingSeconds: 0, isRounded: false };
  // The movie's ticks are mostly milliseconds: an edit that ends with the track to within one ends with its last sample.
  const rest = whole - edits.from / scale;
  const toTheEnd = edits.count === 1 && Math.abs(rest - played) <= 1 / movieScale;
  const durationSeconds = toTheEnd ? rest : played;
  const paddingSeconds = whole > 0 ? whole - durationSeconds : 0;
  return { scale, durationSeconds, paddingSeconds, isRounded: !toTheEnd && movieScale !== scale };
}

function editsOf(source: ByteSource, trak: Box): Edits {
  const list = boxAt(source, trak, ["edts", "elst"]);
  if (list === undefined) return { count: 0, ticks: 0, from: 0 };
  const fields = readFields(source, list.start, Math.min(list.end - list.start, 2_048), "big");
  const wide = fields.u8(0) === 1;
  const entryBytes = wide ? 20 : 12;
  const room = Math.floor((fields.bytes.length - 8) / entryBytes);
  let [count, ticks, first] = [0, 0, 0];
  for (let each = 0; each < Math.min(fields.u32(4), room); each += 1) {
    const at = 8 + each * entryBytes;
    const from = wide ? fields.i32(at + 8) * 2 ** 32 + fields.u32(at + 12) : fields.i32(at + 4);
    // An edit from -1 is a pause.
    if (from < 0) continue;
    if (count === 0) first = from;
    count += 1;
    ticks += wide ? fields.u64(at) : fields.u32(at);
  }
  return { count, ticks, from: first };
}

export function timesOf(source: ByteSource, box: Box | undefined): { scale: number; ticks: number } {
  if (box === undefined) return { scale: 0, ticks: 0 };
  const fields = readFields(source, box.start, 32, "big");
  const wide = fields.u8(0) === 1;
  const ticks = wide ? fields.u64(24) : fields.u32(16);
  return { scale: fields.u32(wide ? 20 : 12), ticks: UNKNOWN.has(ticks) ? 0 : ticks };
}

export function trackId(source: ByteSource, trak: Box): number {
  const box = boxAt(source, trak, ["tkhd"]);
  if (box === undefined) return 0;
  const fields = readFields(source, box.start, 24, "big");
  return fields.u32(fields.u8(0) === 1 ? 20 : 12);
}
