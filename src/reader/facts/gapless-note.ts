import type { IAudioMetadata } from "music-metadata";
import type { Found } from "./found.ts";

/** A flag, the delay, the padding in 8 hexadecimal digits each, and the samples between them in 16. */
const NOTE = /^\s*[0-9A-F]{8} ([0-9A-F]{8}) ([0-9A-F]{8}) ([0-9A-F]{16})\b/i;
/** What a note of another file is off by at least: two frames of the longest kind. */
const TOLERANCE_FRAMES = 2 * 2_048;
/** Whose encoders leave such a note. */
const CONTAINERS = new Set(["MP4", "MPEG", "ADTS"]);

/**
 * iTunes' note of how much silence its encoder put before and behind the audio, taken off where nothing else did: files
 * without an edit list or LAME's tag. Believed where all three add up to what is in the file.
 */
export function withGaplessNote(found: Found, audio: IAudioMetadata | undefined): Found {
  const { container = "", sampleRateHz = 0, durationSeconds = 0 } = found;
  if (audio === undefined || !CONTAINERS.has(container) || found.extras?.paddingFrames !== undefined)
    return found;
  const note = Object.values(audio.native)
    .flat()
    .map(noteOf)
    .find((each) => each !== null);
  if (note === undefined || note === null) return found;
  const [delay, padding, frames] = note.slice(1, 4).map((each) => Number.parseInt(each, 16));
  if (delay === undefined || padding === undefined || !frames) return found;
  // The core of HE-AAC has half the rate, and its encoder counts in that.
  const rate = [sampleRateHz, sampleRateHz / 2].find(
    (each) => Math.abs(delay + padding + frames - durationSeconds * each) <= TOLERANCE_FRAMES,
  );
  if (rate === undefined || delay + padding === 0) return found;
  const paddingFrames = ((delay + padding) * sampleRateHz) / rate;
  return {
    ...found,
    durationSeconds: frames / rate,
    isRounded: false,
    extras: { ...found.extras, paddingFrames },
  };
}

/** In MP4 a value of its own, in ID3 a comment of that name. */
function noteOf({ id, value }: { readonly id: string; readonly value: unknown }): RegExpExecArray | null {
  if (typeof value === "string") return /iTunSMPB$/i.test(id) ? NOTE.exec(value) : null;
  if (typeof value !== "object" || value === null) return null;
  const { descriptor, text } = value as { readonly descriptor?: unknown; readonly text?: unknown };
  return descriptor === "iTunSMPB" && typeof text === "string" ? NOTE.exec(text) : null;
}
