import type { ByteSource } from "../../byte-source.ts";
import { ByteWindow } from "../byte-window.ts";
import { readFields } from "../fields.ts";
import type { Found } from "../found.ts";
import { meterOf } from "../musical/acid.ts";
import { sourcePart } from "../source-part.ts";
import { readTrack, type Tempo } from "./midi-track.ts";

/** What a file without a tempo event is played at: 120 BPM. */
const DEFAULT_MICROSECONDS = 500_000;
/** A file of format 1 has a track for each instrument. */
const MAX_TRACKS = 1_000;

/**
 * Standard MIDI files, in RIFF too: the length by the tempo map; there is no audio, so no rate and no
 * channels.
 */
export function parseMidi(whole: ByteSource): Found {
  const wrapped = readFields(whole, 0, 4, "big").id(0) === "RIFF";
  const source = wrapped ? sourcePart(whole, 20) : whole;
  const head = readFields(source, 0, 14, "big");
  const [format, division] = [head.u16(8), head.i16(12)];
  const bytes = new ByteWindow(source);
  const tempos: Tempo[] = [];
  let [lastTick, meter] = [0, ""];
  let at = 8 + head.u32(4);
  for (let count = 0; count < MAX_TRACKS && at + 8 <= source.sizeBytes; count += 1) {
    const chunk = readFields(source, at, 8, "big");
    const end = Math.min(at + 8 + chunk.u32(4), source.sizeBytes);
    if (chunk.id(0) === "MTrk") {
      const track = readTrack(bytes, at + 8, end);
      tempos.push(...track.tempos);
      meter ||= track.meter;
      lastTick = Math.max(lastTick, track.ticks);
    }
    at = end;
  }
  const [upper, lower] = meter.split("/").map(Number);
  const bpms = new Set(tempos.map((tempo) => 60e6 / tempo.microseconds));
  const [bpm] = bpms;
  return {
    container: "MIDI",
    codec: "MIDI",
    // Format 2 has songs, not tracks: no one length.
    durationSeconds: format === 2 ? undefined : secondsOf(lastTick, division, tempos),
    ...(bpms.size === 1 && bpm !== undefined ? { hints: [{ source: "midi", bpm }] } : {}),
    extras: meterOf(upper ?? 0, lower ?? 0),
  };
}

function secondsOf(lastTick: number, division: number, tempos: readonly Tempo[]): number {
  if (division < 0) {
    // SMPTE time: minus the frames a second in the high byte, ticks a frame in the low one; tempo has no say.
    return lastTick / (-(division >> 8) * (division & 0xff));
  }
  let [tick, seconds, microseconds] = [0, 0, DEFAULT_MICROSECONDS];
  for (const tempo of tempos.toSorted((one, other) => one.tick - other.tick)) {
    seconds += ((tempo.tick - tick) * microseconds) / 1e6 / division;
    [tick, microseconds] = [tempo.tick, tempo.microseconds];
  }
  return seconds + ((lastTick - tick) * microseconds) / 1e6 / division;
}
