import { fieldsOf } from "./fields-of.ts";
import { noise } from "./noise.ts";

export interface Mp3Options {
  /** Frames with audio, 1,152 samples each. */
  readonly frames?: number;
  readonly mono?: boolean;
  /** Bitrate indices that take turns: one is CBR, several are VBR. 9 is 128 kbit/s. */
  readonly bitrates?: readonly number[];
  /** A Xing header in a first frame of its own, and what it claims; `true` tells the truth. */
  readonly xing?: true | { readonly frames: number; readonly sizeBytes: number };
  readonly seed?: number;
}

const KILOBITS = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];

/** Frames of free format: index 0, and as many bytes as are said; every third has one more, which is padding. */
export function freeFormatMp3(frames: number, sizeBytes: number): Buffer {
  return Buffer.concat(
    Array.from({ length: frames }, (_, at) => {
      const padding = at % 3 === 0 ? 1 : 0;
      const body = quiet(sizeBytes - 4 + padding, at);
      return Buffer.concat([Buffer.from([0xff, 0xfb, padding << 1, 0x00]), body]);
    }),
  );
}

/** MPEG 1 Layer 3 at 44.1 kHz: valid frame headers, noise without false syncs in them. */
export function mp3(options: Mp3Options = {}): Buffer {
  const { frames = 40, bitrates = [9], seed = 0 } = options;
  const audio = Array.from({ length: frames }, (_, at) =>
    frame(bitrates[at % bitrates.length] ?? 9, options, seed + at),
  );
  if (options.xing === undefined) return Buffer.concat(audio);
  const header = frame(9, options, seed);
  const sizeBytes = header.length + audio.reduce((sum, each) => sum + each.length, 0);
  const said = options.xing === true ? { frames, sizeBytes } : options.xing;
  header.fill(0, 4);
  fieldsOf("Xing", ["u32be", 3], ["u32be", said.frames], ["u32be", said.sizeBytes]).copy(
    header,
    options.mono ? 21 : 36,
  );
  return Buffer.concat([header, ...audio]);
}

function frame(bitrate: number, options: Mp3Options, seed: number): Buffer {
  const sizeBytes = Math.floor((144 * (KILOBITS[bitrate] ?? 128) * 1_000) / 44_100);
  const head = Buffer.from([0xff, 0xfb, bitrate << 4, options.mono === true ? 0xc0 : 0x00]);
  return Buffer.concat([head, quiet(sizeBytes - 4, seed)]);
}

/** Noise without a false sync in it. */
function quiet(sizeBytes: number, seed: number): Uint8Array {
  return noise(sizeBytes, seed).map((byte) => (byte === 0xff ? 0xfe : byte));
}
