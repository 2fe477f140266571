import type { AudioFacts } from "../domain/reading.ts";
import type { ByteSource } from "../reader/byte-source.ts";
import { findBytes } from "../reader/facts/find-bytes.ts";
import { sniff } from "../reader/facts/sniff.ts";
import { ffmpegBlocks } from "./ffmpeg-blocks.ts";
import type { SampleDepth } from "./methods/sample-hash.ts";
import { type IntegerScale, packageBlocks } from "./packages/package-blocks.ts";
import { packageDecoder } from "./packages/package-decoder.ts";
import { pcmBlocks } from "./pcm/pcm-blocks.ts";
import { findPcm } from "./pcm/find-pcm.ts";
import type { PcmLayout } from "./pcm/pcm-layout.ts";
import type { SampleBlock, SoundShape } from "./sample-block.ts";
import { UndecodableError } from "./undecodable-error.ts";

/** A file of the catalog, open. */
export interface OpenAudio {
  readonly source: ByteSource;
  readonly descriptor: number;
  readonly facts: AudioFacts;
  /** Told now and then while it is decoded outside of us. */
  readonly onProgress: () => void;
}

/** Decoded sound that comes as it is asked for, once. */
export interface Sound extends SoundShape {
  /** Null where a lossy codec made the samples: they are the decoder's, not the file's. */
  readonly depth: SampleDepth | null;
  /** What the file says; null where that is not exact. */
  readonly frames: number | null;
  readonly blocks: Iterable<SampleBlock> | AsyncIterable<SampleBlock>;
  /** Which decoder. */
  readonly by: "own" | "package" | "ffmpeg";
  readonly close: () => void;
}

/**
 * The best decoder there is: our own reader for what is not compressed, packages for the common codecs, else ffmpeg.
 *
 * @throws UndecodableError where the file does not even say its rate and channels
 */
export async function openSound(audio: OpenAudio, { packages = true } = {}): Promise<Sound> {
  const layout = findPcm(audio.source);
  if (layout !== null) return pcmSound(audio.source, layout);
  const { sampleRateHz, channels, metadata } = audio.facts;
  if (sampleRateHz === null || channels === null) throw new UndecodableError("no audio is recognised in it");
  const shape = { sampleRateHz, channels };
  const decoder = packages && hasStream(audio) ? await packageDecoder(metadata.codec ?? "") : null;
  if (decoder === null) return ffmpegSound(audio, shape);
  const scale = metadata.lossless === true ? scaleOf(audio.facts) : null;
  const start = Math.max(0, sniff(audio.source) === "flac" ? (flacStart(audio.source) ?? 0) : 0);
  return {
    ...shape,
    depth: metadata.lossless === true ? depthOf(scale) : null,
    frames: metadata.lossless === true ? framesOf(audio.facts) : null,
    blocks: packageBlocks(audio.source, { ...shape, decoder, start, scale }),
    by: "package",
    close: () => decoder.free(),
  };
}

function pcmSound(source: ByteSource, layout: PcmLayout): Sound {
  const { sampleRateHz, channels, frames, sampleBytes, number } = layout;
  const floatDepth = sampleBytes === 4 ? "f32" : "f64";
  const integerDepth = sampleBytes <= 2 ? 16 : sampleBytes === 3 ? 24 : 32;
  return {
    sampleRateHz,
    channels,
    frames,
    depth: number === "float" ? floatDepth : integerDepth,
    blocks: pcmBlocks(source, layout),
    by: "own",
    close: () => undefined,
  };
}

function ffmpegSound({ descriptor, facts, onProgress }: OpenAudio, shape: SoundShape): Sound {
  const isLossless = facts.metadata.lossless === true;
  const isFloat = facts.metadata.codec?.includes("float") === true;
  const isInteger = isLossless && !isFloat;
  return {
    ...shape,
    depth: isInteger ? 32 : isLossless ? "f32" : null,
    frames: isLossless ? framesOf(facts) : null,
    blocks: ffmpegBlocks(descriptor, { ...shape, isInteger, onProgress }),
    by: "ffmpeg",
    close: () => undefined,
  };
}

/** The packages take streams as they stand in files of their own; inside WAV, CAF, MP4 or Matroska they don't. */
function hasStream({ source, facts }: OpenAudio): boolean {
  const container = sniff(source);
  // A float of 32 bits holds 24, so what is deeper comes out of the packages rounded.
  const isDeep = facts.metadata.lossless === true && (facts.metadata.bitsPerSample ?? 0) > 24;
  return (
    !isDeep &&
    (container === "flac" || container === "ogg" || container === "mpeg" || container === "wavpack")
  );
}

function flacStart(source: ByteSource): number | undefined {
  return findBytes(source, "fLaC", { from: 0, to: source.sizeBytes });
}

function framesOf({ durationSeconds, sampleRateHz }: AudioFacts): number | null {
  return durationSeconds === null || sampleRateHz === null
    ? null
    : Math.round(durationSeconds * sampleRateHz);
}

function depthOf(scale: IntegerScale | null): SampleDepth {
  return scale === null ? "f32" : scale.bits <= 16 ? 16 : 24;
}

/**
 * FLAC's package divides by the highest positive number, WavPack's by that and, what is negative, by one more (both measured
 * against the samples of the WAV that they were made from).
 */
function scaleOf({ metadata }: AudioFacts): IntegerScale | null {
  const { bitsPerSample: bits, codec } = metadata;
  if (bits === undefined) return null;
  const positive = 2 ** (bits - 1) - 1;
  return { bits, positive, negative: codec === "FLAC" ? positive : positive + 1 };
}
