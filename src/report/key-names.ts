import { keyOfTag, NOTE_NAMES } from "../reader/facts/musical/musical-key.ts";

/** The names in `metadata` of the key that a person means. One without a mode may be in either, or in none. */
export function keysNamed(text: string): string[] {
  const key = keyOfTag(text);
  if (key === undefined) return [];
  return key.includes(" ") ? [key] : [key, `${key} major`, `${key} minor`];
}

/** Itself, a fifth up and down, and the relative key: the neighbours of 8A are 7A, 9A and 8B. */
export function compatibleKeys(key: string): string[] {
  const [note = "", mode] = key.split(" ");
  const root = NOTE_NAMES.findIndex((name) => name === note);
  if (mode === undefined || root === -1) return [key];
  const at = (steps: number, name: string): string => `${NOTE_NAMES[(root + steps) % 12] ?? ""} ${name}`;
  // A minor and C major are three half-tones apart.
  const relative = mode === "minor" ? at(3, "major") : at(9, "minor");
  return [key, at(7, mode), at(5, mode), relative];
}
