import path from "node:path";
import type { SamplePlace } from "../domain/project-reading.ts";
import type { SampleReference } from "./reference.ts";

/**
 * The places of a reference of a file in `folder`: separators turned, joined and normalised. A path that begins with a drive's letter or
 * a server can be none on a POSIX system, nor one that begins with a slash on Windows: it has no place here, and protects by its name.
 */
export function placesOf(
  { places, tail }: SampleReference,
  folder: string,
  platform: NodeJS.Platform,
): SamplePlace[] {
  const paths = new Set(places.flatMap((place) => placeOn(platform, place, folder) ?? []));
  const found: SamplePlace[] = [...paths].map((one) => ({ path: one, tail: null }));
  const end = tail === null ? null : path.posix.normalize(slashed(tail));
  if (end !== null && !end.startsWith("..") && !end.startsWith("/"))
    found.push({ path: null, tail: `/${end}` });
  return found;
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
