import { fieldsOf } from "./fields-of.ts";
import { noise } from "./noise.ts";

/** Musepack 7: frames of 1,152 samples, the rate by index. */
export function musepack7(frames: number, rateIndex: number): Buffer {
  return fieldsOf(
    "MP+",
    ["u8", 7],
    ["u32le", frames],
    ["u16le", 0],
    ["u8", rateIndex],
    ["u8", 0],
    noise(300, 0),
  );
}

/** WMA 2, mono at 22.05 kHz: played time in ms, the player's buffer counted in; packets of 3,200 bytes where they are asked for. */
export function asf(options: {
  readonly milliseconds: number;
  readonly bufferMilliseconds: number;
  readonly packets?: number;
}): Buffer {
  const file = object(
    "a1dcab8c47a9cf118ee400c00c205365",
    fieldsOf(
      Buffer.alloc(40),
      ["u64le", options.milliseconds * 10_000],
      ["u64le", 0],
      ["u64le", options.bufferMilliseconds],
      ["u32le", 0],
      ["u32le", 3_200],
      ["u32le", 3_200],
      ["u32le", 32_000],
    ),
  );
  const format = fieldsOf(
    ["u16le", 0x161],
    ["u16le", 1],
    ["u32le", 22_050],
    ["u32le", 4_000],
    ["u16le", 640],
    ["u16le", 16],
    ["u16le", 0],
  );
  const stream = object(
    "9107dcb7b7a9cf118ee600c00c205365",
    fieldsOf(
      Buffer.from("409e69f84d5bcf11a8fd00805f5c442b", "hex"),
      Buffer.alloc(16 + 8),
      ["u32le", format.length],
      ["u32le", 0],
      ["u16le", 1],
      ["u32le", 0],
      format,
    ),
  );
  const header = fieldsOf(["u32le", 2], ["u8", 1], ["u8", 2], file, stream);
  const { packets = 0 } = options;
  const data = fieldsOf(Buffer.alloc(16), ["u64le", packets], ["u16le", 0x101], noise(packets * 3_200, 0));
  return Buffer.concat([
    object("3026b2758e66cf11a6d900aa0062ce6c", header),
    ...(packets === 0 ? [] : [object("3626b2758e66cf11a6d900aa0062ce6c", data)]),
  ]);
}

function object(guid: string, data: Uint8Array): Buffer {
  return fieldsOf(Buffer.from(guid, "hex"), ["u64le", data.length + 24], data);
}

/** AAC frames of 1,024 samples, mono at 48 kHz, as a radio stream holds them. */
export function adts(frames: number): Buffer {
  const one = fieldsOf(
    Buffer.from([0xff, 0xf1, 0x4c, 0x40, 107 >> 3, ((107 & 7) << 5) | 0x1f, 0xfc]),
    Buffer.alloc(100),
  );
  return Buffer.concat(Array<Buffer>(frames).fill(one));
}
