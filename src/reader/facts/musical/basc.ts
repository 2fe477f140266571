import type { AssetMetadata } from "../../../domain/metadata.ts";
import type { Fields } from "../fields.ts";
import type { MusicalHint } from "../found.ts";
import { meterOf } from "./acid.ts";
import { NOTE_NAMES } from "./musical-key.ts";

const MODES = new Map([
  [1, " minor"],
  [2, " major"],
]);
/** A loop is 1, a one-shot 2. */
const ONE_SHOT = 2;

/**
 * The chunk of Apple Loops in AIFF and CAF: beats, root note, scale, meter. It holds no tempo; beats and
 * duration give it, and who knows the duration works it out.
 */
export function readBasc(fields: Fields): { extras: Partial<AssetMetadata>; hint: MusicalHint } {
  if (fields.bytes.length < 16) return { extras: {}, hint: { source: "basc" } };
  const [beats, note, scale] = [fields.u32(4), fields.u16(8), fields.u16(10)];
  const oneShot = fields.u16(16) === ONE_SHOT;
  const hasNote = note > 0 && note <= 127;
  const key = hasNote ? `${NOTE_NAMES[note % 12] ?? ""}${MODES.get(scale) ?? ""}` : undefined;
  return {
    extras: {
      ...(hasNote ? { rootNote: note } : {}),
      oneShot,
      ...(oneShot || beats === 0 ? {} : { beats, ...meterOf(fields.u16(12), fields.u16(14)) }),
    },
    hint: { source: "basc", ...(key === undefined || oneShot ? {} : { key }) },
  };
}
