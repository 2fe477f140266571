import { fieldsOf } from "./fields-of.ts";
import { noise } from "./noise.ts";

/** Sony Wave64, 16-bit stereo at 96 kHz. */
export function w64(options: { readonly frames: number; readonly dataClaims?: number }): Buffer {
  const format = fieldsOf(
    ["u16le", 1],
    ["u16le", 2],
    ["u32le", 96_000],
    ["u32le", 384_000],
    ["u16le", 4],
    ["u16le", 16],
  );
  return fieldsOf(
    "riff",
    Buffer.from("2e91cf11a5d628db04c10000", "hex"),
    ["u64le", 0],
    guid("wave"),
    chunk("fmt ", format),
    chunk("data", noise(options.frames * 4, 0), options.dataClaims),
  );
}

function guid(name: string): Buffer {
  return fieldsOf(name, Buffer.from("f3acd3118cd100c04f8edb8a", "hex"));
}

function chunk(name: string, data: Uint8Array, claims: number = data.length + 24): Buffer {
  return fieldsOf(guid(name), ["u64le", claims], data, Buffer.alloc((8 - (data.length % 8)) % 8));
}
