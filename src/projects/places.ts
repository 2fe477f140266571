import path from "node:path";
import type { SampleReference } from "./reference.ts";

/** Where a reference may lead on this machine. */
export interface ReferencePlace {
  /** Absolute and normalised; null for a tail. */
  readonly path: string | null;
  /** The end of a path, with a slash before it, where nobody knows the folder that it starts from; else null. */
  readonly tail: string | null;
}

/**
 * The places of a reference of a file in `folder`: separators turned, joined and normalised. A path that begins with a drive's letter or
 * a server can be none on a POSIX system, nor one that begins with a slash on Windows: it has no place here, and protects by its name.
 */
export function placesOf(
  { places, tail }: SampleReference,
  folder: string,
  platform: NodeJS.Platform,
): ReferencePlace[] {
  const paths = new Set(places.flatMap((place) => placeOn(platform, place, folder) ?? []));
  const found: ReferencePlace[] = [...paths].map((one) => ({ path: one, tail: null }));
  const end = tail === null ? null : path.posix.normalize(slashed(tail));
  if (end !== null && !end.startsWith("..") && !end.startsWith("/"))
    found.push({ path: null, tail: `/${end}` });
  return found;
}

/** The name of the file, whatever system wrote the path. */
export function nameOf(written: string): string {
  return slashed(written).replace(/\/+$/, "").split("/").at(-1) ?? "";
}

function placeOn(platform: NodeJS.Platform, place: string, folder: string): string | null {
  const isWindows = /^(?:[a-z]:|[\\/]{2}[^\\/])/i.test(place);
  if (platform === "win32") {
    if (!isWindows && /^[\\/]/.test(place)) return null;
    return path.win32.resolve(folder, place);
  }
  return isWindows ? null : path.posix.resolve(folder, slashed(place));
}

function slashed(text: string): string {
  return text.replaceAll("\\", "/");
}
