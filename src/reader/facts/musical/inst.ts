import type { AssetMetadata } from "../../../domain/metadata.ts";
import type { Fields } from "../fields.ts";

/** The instrument chunk of WAV: root note, tuning, and which notes and velocities the sample is for. */
export function readInst(fields: Fields): Partial<AssetMetadata> {
  if (fields.bytes.length < 7) return {};
  return {
    ...tunedBy(fields.u8(0), fields.i8(1)),
    ...playedAt({
      low: fields.u8(3),
      high: fields.u8(4),
      soft: fields.u8(5),
      loud: fields.u8(6),
      gain: fields.i8(2),
    }),
  };
}

/**
 * Root note and pitch where a chunk says what a player must add to be in tune: the catalog says how far the sample sounds
 * above its root, which is the opposite. Without a root the cents say nothing.
 */
export function tunedBy(root: number, cents: number): Partial<AssetMetadata> {
  if (root <= 0 || root > 127) return {};
  return { rootNote: root, ...(cents !== 0 && Math.abs(cents) <= 50 ? { detuneCents: -cents } : {}) };
}

/** The range that a sample is meant for; one that covers everything, or is upside down, says nothing. */
export function playedAt(range: {
  readonly low: number;
  readonly high: number;
  readonly soft: number;
  readonly loud: number;
  /** Decibels. */
  readonly gain: number;
}): Partial<AssetMetadata> {
  const { low, high, soft, loud, gain } = range;
  const notes = low <= high && high <= 127 && high > 0 && (low > 0 || high < 127);
  const velocities = soft <= loud && loud <= 127 && loud > 0 && (soft > 1 || loud < 127);
  return {
    ...(notes ? { noteRange: { low, high } } : {}),
    ...(velocities ? { velocityRange: { low: soft, high: loud } } : {}),
    ...(gain === 0 ? {} : { gainDb: gain }),
  };
}
