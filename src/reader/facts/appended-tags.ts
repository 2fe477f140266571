import type { ByteSource } from "../byte-source.ts";
import { readFields } from "./fields.ts";
import type { TagPart } from "./found.ts";
import { sourcePart } from "./source-part.ts";

const ID3V1_BYTES = 128;
const APE_FOOTER_BYTES = 32;

/**
 * The APEv2 and ID3v1 tags at the end of a file, as a part of its own: so they are read although the audio's
 * headers are odd, and a file without any is not asked for some. Undefined where there are none.
 */
export function appendedTags(source: ByteSource): TagPart | undefined {
  const size = source.sizeBytes;
  const hasId3 = readFields(source, size - ID3V1_BYTES, 3, "big").id(0, 3) === "TAG";
  const end = hasId3 ? size - ID3V1_BYTES : size;
  const footer = readFields(source, end - APE_FOOTER_BYTES, APE_FOOTER_BYTES, "little");
  if (footer.id(0, 8) !== "APETAGEX") {
    return hasId3 ? { part: sourcePart(source, end), mimeType: "audio/mpeg" } : undefined;
  }
  // The size counts the footer, not the header, whose presence the highest bit tells.
  const hasHeader = footer.u32(20) >= 2 ** 31;
  const start = end - footer.u32(12) - (hasHeader ? APE_FOOTER_BYTES : 0);
  return start < 0 ? undefined : { part: sourcePart(source, start), mimeType: "audio/mpeg" };
}
