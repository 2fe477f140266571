import type { AssetMetadata } from "../../../domain/metadata.ts";
import type { Fields } from "../fields.ts";

type Loop = NonNullable<AssetMetadata["loops"]>[number];

/** More loops than any sampler reads; the rest is dropped. */
const MAX_LOOPS = 256;
/** A semitone's fraction is a full 32-bit circle, in cents. */
const CENTS_A_FRACTION = 100 / 2 ** 32;
const LOOP_TYPES = ["forward", "pingpong", "backward"] as const;

/** The sampler chunk: at which note the sample sounds at its own pitch, and its loops in sample frames. */
export function readSmpl(fields: Fields): Partial<AssetMetadata> {
  if (fields.bytes.length < 36) return {};
  const root = fields.u32(12);
  const cents = Math.round(fields.u32(16) * CENTS_A_FRACTION * 100) / 100;
  const room = Math.floor((fields.bytes.length - 36) / 24);
  const loops: Loop[] = [];
  for (let each = 0; each < Math.min(fields.u32(28), room, MAX_LOOPS); each += 1) {
    const at = 36 + each * 24;
    const [start, end] = [fields.u32(at + 8), fields.u32(at + 12)];
    if (end > start) loops.push({ start, end, type: LOOP_TYPES[fields.u32(at + 4)] ?? "forward" });
  }
  return {
    // Writers that know no note leave 0; nobody samples at 8 Hz.
    ...(root > 0 && root <= 127 ? { rootNote: root, ...(cents > 0 ? { detuneCents: cents } : {}) } : {}),
    ...(loops.length > 0 ? { loops } : {}),
  };
}
