import type { ByteSource } from "../../byte-source.ts";
import type { Found } from "../found.ts";
import { id3v2End } from "../id3v2-end.ts";
import { sourcePart } from "../source-part.ts";
import { scanMpeg } from "./mpeg-scan.ts";

/** MP3, MP2 and MP1; tags (ID3v1, ID3v2, APEv2) are music-metadata's. */
export function parseMpeg(source: ByteSource): Found {
  const scan = scanMpeg(source);
  const tagsEnd = id3v2End(source);
  if (scan === undefined) {
    // Without frames only the tag is shown to music-metadata: it would look for a frame byte by byte to the
    // end.
    const part = sourcePart(source, 0, tagsEnd);
    return tagsEnd === 0 ? {} : { container: "MPEG", tagPart: { part, mimeType: "audio/mpeg" } };
  }
  const { first } = scan;
  return {
    container: "MPEG",
    codec: `MPEG ${first.version} Layer ${first.layer}`,
    durationSeconds: scan.durationSeconds,
    sampleRateHz: first.sampleRateHz,
    channels: first.channels,
    bitrate: scan.bitrate,
    lossless: false,
    ...(scan.paddingFrames ? { extras: { paddingFrames: scan.paddingFrames } } : {}),
    tagPart: { part: source, mimeType: "audio/mpeg" },
  };
}
