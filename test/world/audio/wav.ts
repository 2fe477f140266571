import { noise } from "./noise.ts";

export interface WavChunk {
  /** Four letters, such as "smpl". */
  readonly id: string;
  readonly data: Uint8Array;
  /** Where the chunk stands: after the audio unless said otherwise. */
  readonly place?: "before-data" | "after-data";
  /** The size the chunk claims, where it lies. */
  readonly claims?: number;
}

export interface WavOptions {
  readonly seconds?: number;
  readonly sampleRate?: number;
  readonly channels?: number;
  readonly bits?: 8 | 16 | 24 | 32 | 64;
  /** Another seed is another content. */
  readonly seed?: number;
  readonly chunks?: readonly WavChunk[];
  readonly form?: "RIFF" | "RIFX" | "RF64" | "BW64";
  /** 1 is PCM, 3 is float. */
  readonly formatTag?: number;
  readonly extensible?: boolean;
  /**
   * What the `data` chunk claims to hold, where it lies: 0 and 0xFFFFFFFF are what interrupted recorders
   * leave.
   */
  readonly dataClaims?: number;
  /** The audio itself, where noise won't do (compressed formats). */
  readonly audio?: Uint8Array;
  /** The block align, where it is not channels × bytes. */
  readonly blockAlign?: number;
  /** What follows the sixteen bytes of `fmt `: the extension's size first. */
  readonly formatExtension?: Uint8Array;
}

/** A WAV file: one second of 16-bit mono noise at 44.1 kHz unless said otherwise. */
export function wav(options: WavOptions = {}): Buffer {
  const { form = "RIFF", seed = 0, chunks = [] } = options;
  const big = form === "RIFX";
  const { sampleRate = 44_100, channels = 1, bits = 16, seconds = 1 } = options;
  const blockAlign = options.blockAlign ?? (channels * bits) / 8;
  const audio = options.audio ?? noise(Math.round(seconds * sampleRate) * blockAlign, seed);
  const streamed = form === "RF64" || form === "BW64";
  const placed = (place: string): Buffer[] =>
    chunks
      .filter((each) => (each.place ?? "after-data") === place)
      .map((each) => chunk(each.id, each.data, { big, ...(each.claims === undefined ? {} : each) }));
  const dataClaims = options.dataClaims ?? (streamed ? 0xffff_ffff : audio.length);
  const body = [
    chunk("fmt ", format(options, blockAlign, big), { big }),
    ...placed("before-data"),
    chunk("data", audio, { big, claims: dataClaims }),
    ...placed("after-data"),
  ];
  if (streamed)
    body.unshift(chunk("ds64", sizes64(Buffer.concat(body).length + 40, audio, blockAlign), { big }));
  const content = Buffer.concat([Buffer.from("WAVE"), ...body]);
  return chunk(form, content, { big, ...(streamed ? { claims: 0xffff_ffff } : {}) });
}

/** One RIFF chunk: four letters, size, data, a pad byte where the data is odd. */
export function chunk(id: string, data: Uint8Array, how: { big?: boolean; claims?: number } = {}): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, 0, "latin1");
  const size = how.claims ?? data.length;
  if (how.big === true) head.writeUInt32BE(size, 4);
  else head.writeUInt32LE(size, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

function format(options: WavOptions, blockAlign: number, big: boolean): Buffer {
  const { sampleRate = 44_100, channels = 1, bits = 16, formatTag = 1, extensible = false } = options;
  const fields = Buffer.alloc(16);
  const u16 = (value: number, at: number): number =>
    big ? fields.writeUInt16BE(value, at) : fields.writeUInt16LE(value, at);
  const u32 = (value: number, at: number): number =>
    big ? fields.writeUInt32BE(value, at) : fields.writeUInt32LE(value, at);
  u16(extensible ? 0xfffe : formatTag, 0);
  u16(channels, 2);
  u32(sampleRate, 4);
  u32(sampleRate * blockAlign, 8);
  u16(blockAlign, 12);
  u16(bits, 14);
  if (options.formatExtension !== undefined) return Buffer.concat([fields, options.formatExtension]);
  if (!extensible) return fields;
  const extension = Buffer.alloc(24);
  extension.writeUInt16LE(22, 0);
  extension.writeUInt16LE(bits, 2);
  extension.writeUInt16LE(formatTag, 8);
  Buffer.from("000000001000800000aa00389b71", "hex").copy(extension, 10);
  return Buffer.concat([fields, extension]);
}

function sizes64(bodyBytes: number, audio: Uint8Array, blockAlign: number): Buffer {
  const fields = Buffer.alloc(28);
  fields.writeBigUInt64LE(BigInt(bodyBytes), 0);
  fields.writeBigUInt64LE(BigInt(audio.length), 8);
  fields.writeBigUInt64LE(BigInt(Math.floor(audio.length / blockAlign)), 16);
  return fields;
}
