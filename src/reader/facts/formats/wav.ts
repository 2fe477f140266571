import type { ByteSource } from "../../byte-source.ts";
import { type ByteOrder, readFields } from "../fields.ts";
import type { Found } from "../found.ts";
import { type Chunk, iffChunks } from "../iff-chunks.ts";
import { RiffChunks } from "../musical/riff-chunks.ts";
import { withSlices } from "../musical/slices.ts";
import { isLosslessWave, readWaveFormat, type WaveFormat, waveSeconds } from "./wav-codec.ts";
import { waveCodec } from "./wav-names.ts";

/** Sizes that interrupted recorders and streaming writers leave in the `data` chunk: "until the end". */
const OPEN_ENDED = new Set([0, 0x7fff_ffff, 0xffff_fffe, 0xffff_ffff, 0xffff_f000, 0x7fff_f000, 0x8000_0000]);

/**
 * The WAV family: RIFF, RF64 and BW64 (64-bit sizes in `ds64`), RIFX (big-endian). Duration comes
 * from the bytes that are really there, so a size that claims too much or nothing at all does no harm.
 */
export function parseWav(source: ByteSource): Found {
  const { form, order } = waveForm(source);
  const extras = new RiffChunks(source, order);
  return waveFound(source, { container: form, extras, ...waveParts(source, (chunk) => extras.take(chunk)) });
}

/** The chunks that sound, and all others for whoever wants them. */
export interface WaveParts {
  readonly format: WaveFormat | undefined;
  readonly audio: Chunk | undefined;
  readonly factFrames: number;
}

export function waveForm(source: ByteSource): { form: string; order: ByteOrder } {
  const form = readFields(source, 0, 4, "big").id(0);
  return { form, order: form === "RIFX" || form === "FFIR" ? "big" : "little" };
}

export function waveParts(source: ByteSource, takeOther: (chunk: Chunk) => void): WaveParts {
  const { order } = waveForm(source);
  let format: WaveFormat | undefined;
  let audio: Chunk | undefined;
  let factFrames = 0;
  for (const chunk of iffChunks(source, 12, { order, sizeOf: sizeOf(source, order) })) {
    if (chunk.id === "fmt ") format ??= readWaveFormat(source, chunk.start, chunk.sizeBytes, order);
    else if (chunk.id === "data") audio ??= chunk;
    else if (chunk.id === "fact") factFrames = readFields(source, chunk.start, 4, order).u32(0);
    else takeOther(chunk);
  }
  return { format, audio, factFrames };
}

/** What WAV and W64 have in common once their chunks are found. */
export function waveFound(
  source: ByteSource,
  parts: WaveParts & { readonly container: string; readonly extras: RiffChunks },
): Found {
  const { format, audio } = parts;
  if (format === undefined) return { container: parts.container, ...parts.extras.found() };
  const seconds =
    audio === undefined ? undefined : waveSeconds(source, format, { ...audio, factFrames: parts.factFrames });
  const lossless = isLosslessWave(format);
  const found: Found = {
    container: parts.container,
    codec: waveCodec(format),
    durationSeconds: seconds,
    sampleRateHz: format.sampleRateHz,
    channels: format.channels,
    bitsPerSample: lossless ? format.bits : undefined,
    bitrate: audio === undefined || seconds === undefined ? undefined : (audio.sizeBytes * 8) / seconds,
    lossless,
    ...parts.extras.found(),
  };
  return { ...found, extras: withSlices(found, parts.extras.slices()) };
}

/** The size of a chunk where its own 32 bits can't be believed. */
function sizeOf(source: ByteSource, order: ByteOrder) {
  let dataBytes64 = 0;
  return (id: string, claims: number, start: number): number => {
    if (id === "ds64") dataBytes64 = readFields(source, start + 8, 8, order).u64(0);
    if (id !== "data") return claims;
    if (claims === 0xffff_ffff && dataBytes64 > 0) return dataBytes64;
    return OPEN_ENDED.has(claims) && !endsInChunk(source, start + claims, order)
      ? source.sizeBytes - start
      : claims;
  };
}

/**
 * Whether a well-formed chunk, or the end of the file, stands right there: then the size before it was true.
 */
function endsInChunk(source: ByteSource, position: number, order: ByteOrder): boolean {
  if (position === source.sizeBytes) return true;
  const next = readFields(source, position, 8, order);
  return (
    /^[A-Za-z_ ][A-Za-z0-9_ ]{3}$/.test(next.id(0)) && position + 8 + next.u32(4) <= source.sizeBytes + 1
  );
}
