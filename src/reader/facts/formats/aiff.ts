import type { ByteSource } from "../../byte-source.ts";
import { type Fields, readFields } from "../fields.ts";
import type { Found } from "../found.ts";
import { type Chunk, iffChunks } from "../iff-chunks.ts";
import { AiffChunks } from "../musical/aiff-chunks.ts";
import { withSlices } from "../musical/slices.ts";

/** AIFF-C compression types: a name, and for packets the frames and bytes a channel. */
interface AiffCodec {
  readonly codec: string;
  readonly lossless: boolean;
  readonly packet?: { readonly frames: number; readonly bytes: number };
}

const PCM: AiffCodec = { codec: "PCM", lossless: true };
const FLOAT: AiffCodec = { codec: "PCM float", lossless: true };
const CODECS = new Map<string, AiffCodec>([
  ["NONE", PCM],
  ["sowt", PCM],
  ["twos", PCM],
  ["raw ", PCM],
  ["in24", PCM],
  ["42ni", PCM],
  ["in32", PCM],
  ["23ni", PCM],
  ["fl32", FLOAT],
  ["FL32", FLOAT],
  ["fl64", FLOAT],
  ["FL64", FLOAT],
  ["alaw", { codec: "A-law", lossless: false }],
  ["ALAW", { codec: "A-law", lossless: false }],
  ["ulaw", { codec: "mu-law", lossless: false }],
  ["ULAW", { codec: "mu-law", lossless: false }],
  ["ima4", { codec: "IMA ADPCM", lossless: false, packet: { frames: 64, bytes: 34 } }],
  ["MAC3", { codec: "MACE 3:1", lossless: false, packet: { frames: 6, bytes: 2 } }],
  ["MAC6", { codec: "MACE 6:1", lossless: false, packet: { frames: 6, bytes: 1 } }],
  ["GSM ", { codec: "GSM 6.10", lossless: false, packet: { frames: 160, bytes: 33 } }],
  ["agsm", { codec: "GSM 6.10", lossless: false, packet: { frames: 160, bytes: 33 } }],
]);

/** AIFF and AIFF-C, little-endian `sowt` among them. */
export function parseAiff(source: ByteSource): Found {
  const extras = new AiffChunks(source);
  const { form, common, audio } = aiffParts(source, (chunk) => extras.take(chunk));
  if (common === undefined) return { container: form, ...extras.found() };
  const found: Found = { container: form, ...facts(common, audio, form === "AIFC"), ...extras.found() };
  return { ...found, extras: withSlices(found, extras.slices()) };
}

interface AiffParts {
  /** `AIFF` or `AIFC`. */
  readonly form: string;
  readonly common: Fields | undefined;
  readonly audio: Chunk | undefined;
}

/** The chunks that sound, and all others for whoever wants them. */
export function aiffParts(source: ByteSource, takeOther: (chunk: Chunk) => void): AiffParts {
  const form = readFields(source, 8, 4, "big").id(0);
  let common: Fields | undefined;
  let audio: Chunk | undefined;
  for (const chunk of iffChunks(source, 12, { order: "big", sizeOf: sizeOf(source) })) {
    if (chunk.id === "COMM") common ??= readFields(source, chunk.start, Math.min(chunk.sizeBytes, 26), "big");
    else if (chunk.id === "SSND") audio ??= chunk;
    else takeOther(chunk);
  }
  return { form, common, audio };
}

function facts(common: Fields, audio: Chunk | undefined, compressed: boolean): Found {
  const type = compressed ? common.id(18) : "NONE";
  const { codec, lossless, packet } = CODECS.get(type) ?? { codec: type.trim(), lossless: false };
  const [channels, claimed, bits] = [common.u16(0), common.u32(2), common.u16(6)];
  const sampleRateHz = extended(common, 8);
  const audioBytes = Math.max(0, (audio?.sizeBytes ?? 0) - 8);
  const known = CODECS.has(type);
  const sampleBytes = codec.endsWith("-law") ? 1 : Math.ceil(bits / 8);
  const there =
    packet === undefined
      ? Math.floor(audioBytes / (sampleBytes * channels))
      : Math.ceil(audioBytes / (packet.bytes * channels)) * packet.frames;
  // COMM counts packets for some writers of packet codecs, frames for others; the bytes tell. For PCM the
  // smaller is true: a file that is cut off, or one whose SSND has padding.
  const whole = packet !== undefined && (claimed > there || claimed < there / 2);
  const frames = !known ? claimed : whole || claimed === 0 ? there : Math.min(claimed, there);
  const durationSeconds = frames / sampleRateHz;
  return {
    codec,
    lossless,
    channels,
    sampleRateHz,
    durationSeconds,
    bitsPerSample: lossless ? bits : undefined,
    bitrate: (audioBytes * 8) / durationSeconds,
  };
}

/**
 * An 80-bit number: sign and 15 bits of exponent, 64 bits of mantissa. Rates are whole and small, a double
 * holds them.
 */
export function extended(fields: Fields, at: number): number {
  const exponent = (fields.u16(at) & 0x7fff) - 16_383 - 63;
  return fields.u64(at + 2) * 2 ** exponent;
}

/** A streamed AIFF never went back to fill in the size of its last chunk. */
function sizeOf(source: ByteSource) {
  return (id: string, claims: number, start: number): number =>
    id === "SSND" && (claims === 0 || claims >= 0x7fff_ffff) ? source.sizeBytes - start : claims;
}
