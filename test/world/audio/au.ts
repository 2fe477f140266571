import { fieldsOf } from "./fields-of.ts";
import { noise } from "./noise.ts";

/** Sun/NeXT: 16-bit PCM unless another encoding is named; `claims` is the size in the header. */
export function au(options: {
  readonly frames: number;
  readonly claims?: number;
  readonly encoding?: number;
}): Buffer {
  const audio = noise(options.frames * 2, 0);
  const [claims, encoding] = [options.claims ?? audio.length, options.encoding ?? 3];
  return fieldsOf(
    ".snd",
    ["u32be", 24],
    ["u32be", claims],
    ["u32be", encoding],
    ["u32be", 22_050],
    ["u32be", 1],
    audio,
  );
}
