const UTF8 = new TextDecoder("utf-8", { fatal: true });
/**
 * Latin-1 as the programs of its time wrote it: windows-1252 has its letters and the typographic signs
 * besides.
 */
const WESTERN = new TextDecoder("windows-1252");

/**
 * Text of a field that names no encoding (RIFF INFO, AIFF, bext, ASF names of old files): UTF-8 where the
 * bytes are valid UTF-8, which Latin-1 text with accents practically never is, else Latin-1. Ends at the
 * first NUL.
 */
export function looseText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  const text = end === -1 ? bytes : bytes.subarray(0, end);
  try {
    return UTF8.decode(text);
  } catch {
    return WESTERN.decode(text);
  }
}
