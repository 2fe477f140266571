import { fieldsOf } from "./fields-of.ts";
import { noise } from "./noise.ts";

/** Sony DSD: `frames` are one-bit samples a channel. */
export function dsf(options: { readonly frames: number; readonly claims?: number }): Buffer {
  const audio = noise((options.frames / 8) * 2, 0);
  return fieldsOf(
    "DSD ",
    ["u64le", 28],
    ["u64le", 92 + audio.length],
    ["u64le", 0],
    "fmt ",
    ["u64le", 52],
    ["u32le", 1],
    ["u32le", 0],
    ["u32le", 2],
    ["u32le", 2],
    ["u32le", 2_822_400],
    ["u32le", 1],
    ["u64le", options.claims ?? options.frames],
    ["u32le", 4_096],
    ["u32le", 0],
    "data",
    ["u64le", 12 + audio.length],
    audio,
  );
}

export function dff(frames: number): Buffer {
  const properties = fieldsOf(
    "SND ",
    chunk("FS  ", fieldsOf(["u32be", 2_822_400])),
    chunk("CHNL", fieldsOf(["u16be", 2], "SLFTSRGT")),
  );
  return chunk(
    "FRM8",
    fieldsOf("DSD ", chunk("PROP", properties), chunk("DSD ", noise((frames / 8) * 2, 0))),
  );
}

function chunk(id: string, data: Uint8Array): Buffer {
  return fieldsOf(id, ["u64be", data.length], data);
}
