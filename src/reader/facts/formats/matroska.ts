import type { ByteSource } from "../../byte-source.ts";
import { findBytes } from "../find-bytes.ts";
import type { Found } from "../found.ts";

/** Matroska and WebM are music-metadata's: the facts of the sample folders' few files come out right. */
export function parseMatroska(source: ByteSource): Found {
  const webm = findBytes(source, "webm", { from: 0, to: 64 }) !== undefined;
  return {
    container: webm ? "WebM" : "Matroska",
    tagPart: { part: source, mimeType: "video/matroska", hasFacts: true },
  };
}
