import type { ByteSource } from "../../byte-source.ts";
import { readFields } from "../fields.ts";
import type { Found } from "../found.ts";
import { scanMpeg } from "./mpeg-scan.ts";

/** MP3, MP2 and MP1; tags (ID3v1, ID3v2, APEv2) are music-metadata's. */
export function parseMpeg(source: ByteSource): Found {
  const scan = scanMpeg(source);
  const tagged = readFields(source, 0, 3, "big").id(0, 3) === "ID3";
  const tagPart = { part: source, mimeType: "audio/mpeg" };
  if (scan === undefined) return tagged ? { container: "MPEG", tagPart } : {};
  const { first } = scan;
  return {
    container: "MPEG",
    codec: `MPEG ${first.version} Layer ${first.layer}`,
    durationSeconds: scan.durationSeconds,
    sampleRateHz: first.sampleRateHz,
    channels: first.channels,
    bitrate: scan.bitrate,
    lossless: false,
    tagPart,
  };
}
