import { fieldsOf } from "./fields-of.ts";
import { noise } from "./noise.ts";

/** Core Audio: `packetBytes` 0 is a codec of variable packets, whose length the packet table says. */
export function caf(options: {
  readonly format: string;
  readonly packetBytes: number;
  readonly packetFrames: number;
  readonly audioBytes: number;
  /** The audio itself, where noise won't do. */
  readonly audio?: Uint8Array;
  readonly flags?: number;
  readonly bits?: number;
  readonly channels?: number;
  /** Bytes of each packet, for the table; none says nothing of them. */
  readonly packets?: readonly number[];
  readonly validFrames?: number;
  /** What the table says is thrown away at the start. */
  readonly priming?: number;
  readonly openEnded?: boolean;
  readonly info?: readonly string[];
  /** Names and values of an Apple Loop, one after the other. */
  readonly loop?: readonly string[];
  /** Any other chunks, such as "mark". */
  readonly chunks?: readonly { readonly id: string; readonly data: Uint8Array }[];
}): Buffer {
  const { format, packetBytes, packetFrames, audioBytes, validFrames, info = [], loop = [] } = options;
  const desc = fieldsOf(
    ["f64be", 48_000],
    format,
    ["u32be", options.flags ?? 0],
    ["u32be", packetBytes],
    ["u32be", packetFrames],
    ["u32be", options.channels ?? 2],
    ["u32be", options.bits ?? 16],
  );
  const texts = fieldsOf(["u32be", info.length / 2], ...info.map((text) => `${text}\0`));
  const packets = options.packets ?? [];
  const table = fieldsOf(
    ["u64be", packets.length || 10],
    ["u64be", validFrames ?? 0],
    ["u32be", options.priming ?? 0],
    ["u32be", 0],
    Buffer.from(packets.flatMap((bytes) => (bytes < 128 ? [bytes] : [0x80 | (bytes >> 7), bytes & 0x7f]))),
  );
  const data = fieldsOf(["u32be", 0], options.audio ?? noise(audioBytes, 0));
  return fieldsOf(
    "caff",
    ["u16be", 1],
    ["u16be", 0],
    chunk("desc", desc),
    ...(validFrames === undefined ? [] : [chunk("pakt", table)]),
    ...(info.length === 0 ? [] : [chunk("info", texts)]),
    ...(loop.length === 0 ? [] : [chunk("uuid", appleLoop(loop))]),
    ...(options.chunks ?? []).map((each) => chunk(each.id, each.data)),
    chunk("data", data, options.openEnded === true ? Buffer.alloc(8, 0xff) : undefined),
  );
}

function chunk(id: string, data: Uint8Array, claims?: Uint8Array): Buffer {
  return fieldsOf(id, claims ?? fieldsOf(["u64be", data.length]), data);
}

function appleLoop(texts: readonly string[]): Buffer {
  const uuid = Buffer.from("29819273b5bf4aefb78d62d1ef90bb2c", "hex");
  return fieldsOf(uuid, ["u32be", texts.length / 2], ...texts.map((text) => `${text}\0`));
}
