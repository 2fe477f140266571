import { createHash, type Hash } from "node:crypto";
import type { AudioFacts } from "../../domain/reading.ts";
import type { ByteSource } from "../../reader/byte-source.ts";
import { ByteWindow } from "../../reader/facts/byte-window.ts";
import { decodeAdtsFrame } from "../../reader/facts/formats/adts.ts";
import { findFrame, type FrameHeader, walkFrames } from "../../reader/facts/formats/frame-walk.ts";
import { decodeMpegFrame, freeFormat } from "../../reader/facts/formats/mpeg-frame.ts";
import { oggPackets } from "../../reader/facts/formats/ogg-packets.ts";
import { id3v2End } from "../../reader/facts/id3v2-end.ts";
import { sniff } from "../../reader/facts/sniff.ts";

interface CodedHash {
  readonly of: "coded";
  readonly hash: string;
}

/** As `SampleHash`. */
const ALGORITHM = "blake2b512";
const HEX_DIGITS = 64;
/** Junk before the first frame: players give up later. */
const MAX_JUNK_BYTES = 1024 * 1024;

/**
 * One name for equal frames of a lossy stream, whatever tags stand before, behind and between them. Null for a format whose
 * frames we don't find.
 */
export function codedHash(source: ByteSource, { metadata }: AudioFacts): CodedHash | null {
  const hash = createHash(ALGORITHM).update(`coded/${metadata.codec}/`);
  if (!feed(hash, source)) return null;
  return { of: "coded", hash: `coded:${hash.digest("hex").slice(0, HEX_DIGITS)}` };
}

function feed(hash: Hash, source: ByteSource): boolean {
  const container = sniff(source);
  if (container === "mpeg")
    return feedFrames(hash, source, (bytes, from) => freeFormat(bytes, from) ?? decodeMpegFrame);
  if (container === "aac") return feedFrames(hash, source, () => decodeAdtsFrame);
  return container === "ogg" && feedPackets(hash, source);
}

type Decoder = (bytes: ByteWindow, at: number) => FrameHeader | undefined;

function feedFrames(
  hash: Hash,
  source: ByteSource,
  decoderFor: (bytes: ByteWindow, from: number) => Decoder,
): boolean {
  const bytes = new ByteWindow(source);
  const from = id3v2End(source);
  const decode = decoderFor(bytes, from);
  const to = Math.min(source.sizeBytes, from + MAX_JUNK_BYTES);
  const first = findFrame(bytes, decode, { from, to });
  if (first === undefined) return false;
  walkFrames(bytes, decode, {
    ...first,
    onFrame: (at, sizeBytes) => hash.update(source.read(at, sizeBytes)),
  });
  return true;
}

/** Each packet but the one that holds the tags; where the last one ends, as that cuts what is played. */
function feedPackets(hash: Hash, source: ByteSource): boolean {
  let packets = 0;
  for (const { bytes, granule } of oggPackets(source)) {
    packets += 1;
    if (isComment(bytes)) continue;
    hash.update(`${bytes.length}/${granule ?? ""}/`).update(bytes);
  }
  return packets > 0;
}

function isComment(packet: Uint8Array): boolean {
  const head = Buffer.from(packet.subarray(0, 8)).toString("latin1");
  return head.startsWith("\x03vorbis") || head === "OpusTags";
}
