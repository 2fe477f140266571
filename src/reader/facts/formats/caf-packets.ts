import type { ByteSource } from "../../byte-source.ts";
import { type Fields, readFields } from "../fields.ts";
import { opusPacketFrames } from "./opus-packet.ts";

export interface CafPackets {
  readonly desc: Fields;
  /** The packets, one behind the other. */
  readonly sound: ByteSource;
  readonly table: ByteSource | undefined;
}

/** A number of the table has seven bits a byte. */
const MAX_NUMBER_BYTES = 5;

/**
 * How many frames play: what the packet table says, else packets of constant size are counted. A table of constant
 * packets cuts the last one's padding; one that says more than there is comes from a whole file.
 */
export function cafFrames(
  { desc, sound, table }: CafPackets,
  format: string,
): { frames: number; paddingFrames: number } {
  const [packetBytes, packetFrames] = [desc.u32(16), desc.u32(20)];
  const constant = packetBytes > 0 ? Math.floor(sound.sizeBytes / packetBytes) * packetFrames : 0;
  if (table === undefined) return { frames: constant, paddingFrames: 0 };
  const head = readFields(table, 0, 24, "big");
  const [packets, valid, padding] = [head.u64(0), head.u64(8), head.u32(16) + head.u32(20)];
  if (valid === 0 || (packetBytes > 0 && valid > constant)) return { frames: constant, paddingFrames: 0 };
  // Cut by stream copy, libavformat 59 shares the old length out among the packets that are left.
  const opusFrames = format === "opus" && packetFrames > 0 ? opusPacketFrames(sound) : 0;
  if (opusFrames > 0 && opusFrames !== packetFrames)
    return { frames: packets * opusFrames, paddingFrames: padding };
  // libavformat counts the last packet as a full one.
  if (format === "alac" && valid === packets * packetFrames)
    return {
      frames: valid - packetFrames + (lastAlacFrames(sound, table) || packetFrames),
      paddingFrames: 0,
    };
  return { frames: valid, paddingFrames: padding };
}

/** The samples of the last packet of ALAC where it is shorter than the others, which it says itself; else 0. */
function lastAlacFrames(sound: ByteSource, table: ByteSource): number {
  const tail = readFields(table, Math.max(24, table.sizeBytes - MAX_NUMBER_BYTES), MAX_NUMBER_BYTES, "big");
  let [sizeBytes, scale, at] = [0, 1, tail.bytes.length - 1];
  // All bytes of a number but its last have the highest bit.
  do {
    sizeBytes += (tail.u8(at) & 0x7f) * scale;
    scale *= 128;
    at -= 1;
  } while (at >= 0 && tail.u8(at) >= 0x80);
  const packet = readFields(sound, sound.sizeBytes - sizeBytes, 8, "big");
  // Element (3 bits), instance (4), unused (12), and whether a length of 32 bits stands behind three more.
  const isShort = (packet.u8(2) & 0x10) !== 0;
  return isShort ? (packet.u32(2) & 0x01ff_ffff) * 2 ** 7 + (packet.u8(6) >> 1) : 0;
}
