import type { AssetMetadata } from "../../../domain/metadata.ts";
import type { Found } from "../found.ts";
import { MAX_CUE_POINTS } from "./cue-sheet.ts";

/**
 * The cue points with the slices of a loop among them, in order. A slice where a marker stands is that marker, the
 * markers come first where there are too many, and what stands at the end of the audio begins no slice.
 */
export function withSlices(found: Found, positions: readonly number[]): Partial<AssetMetadata> {
  const marked = found.extras?.cuePoints ?? [];
  const taken = new Set(marked.map(({ position }) => position));
  const frames = Math.round((found.durationSeconds ?? 0) * (found.sampleRateHz ?? 0));
  const inside = [...new Set(positions)].filter((position) => position < frames && !taken.has(position));
  // One slice that begins with the audio is the whole of it.
  const slices = inside.every((position) => position === 0) ? [] : inside.map((position) => ({ position }));
  const cuePoints = [...marked, ...slices].slice(0, MAX_CUE_POINTS);
  if (slices.length === 0) return found.extras ?? {};
  return { ...found.extras, cuePoints: cuePoints.sort((one, other) => one.position - other.position) };
}

/** Slices follow one another; positions that don't are of a layout that is not the known one, and none is believed. */
export function ascending(positions: readonly number[]): readonly number[] {
  return positions.every((position, at) => position >= (positions[at - 1] ?? 0)) ? positions : [];
}
