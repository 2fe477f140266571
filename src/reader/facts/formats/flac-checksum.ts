/** Tags that are appended to FLAC although they don't belong there: ID3v1. */
const APPENDED_BYTES = 128;

/**
 * Whether the frame that begins at `from` reaches to the end of the bytes: its last two are a CRC-16 (x^16 + x^15 + x^2 + 1,
 * from 0) over all before them, so that over the whole it is 0.
 */
export function endsWhole(bytes: Uint8Array, from: number): boolean {
  const tagAt = bytes.length - APPENDED_BYTES;
  const isTagged = String.fromCharCode(...bytes.subarray(Math.max(0, tagAt), tagAt + 3)) === "TAG";
  let crc = 0;
  for (let at = from; at < (isTagged ? tagAt : bytes.length); at += 1) {
    crc ^= (bytes[at] ?? 0) << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc << 1) ^ (crc >= 0x8000 ? 0x18005 : 0)) & 0xffff;
  }
  return crc === 0;
}
