import type { AssetMetadata } from "../../../domain/metadata.ts";
import type { Fields } from "../fields.ts";
import type { MusicalHint } from "../found.ts";
import { NOTE_NAMES } from "./musical-key.ts";

const ONE_SHOT = 0x01;
const ROOT_NOTE_SET = 0x02;

/**
 * The chunk of ACID loops. Its tempo means something only where it is above 0, there are beats, and the
 * one-shot bit is off: the 87 one-shots of one pack all say 140.
 */
export function readAcid(fields: Fields): { extras: Partial<AssetMetadata>; hint: MusicalHint } {
  if (fields.bytes.length < 24) return { extras: {}, hint: { source: "acid" } };
  const flags = fields.u32(0);
  const oneShot = (flags & ONE_SHOT) !== 0;
  const note = fields.u16(4);
  const hasNote = (flags & ROOT_NOTE_SET) !== 0 && note > 0 && note <= 127;
  const [beats, lower, upper, bpm] = [fields.u32(12), fields.u16(16), fields.u16(18), fields.f32(20)];
  const looped = !oneShot && beats > 0 && bpm > 0;
  return {
    extras: {
      ...(hasNote ? { rootNote: note } : {}),
      oneShot,
      ...(looped ? { beats, ...meterOf(upper, lower) } : {}),
    },
    hint: {
      source: "acid",
      ...(looped ? { bpm } : {}),
      ...(hasNote && !oneShot ? { key: NOTE_NAMES[note % 12] ?? "" } : {}),
    },
  };
}

/** A time signature where it is one: "4/4". */
export function meterOf(upper: number, lower: number): Partial<AssetMetadata> {
  const sane = upper > 0 && upper <= 64 && [1, 2, 4, 8, 16, 32, 64].includes(lower);
  return sane ? { meter: `${upper}/${lower}` } : {};
}
