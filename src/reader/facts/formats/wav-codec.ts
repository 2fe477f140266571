import type { ByteSource } from "../../byte-source.ts";
import { type ByteOrder, Fields, readFields } from "../fields.ts";
import { sourcePart } from "../source-part.ts";
import { streamInfo } from "./flac.ts";
import { bareFlac } from "./flac-length.ts";
import { parseOgg } from "./ogg.ts";
import { scanMpeg } from "./mpeg-scan.ts";
import { FLAC, G722, VORBIS_TAGS, YAMAHA } from "./wav-names.ts";

/** The `fmt ` chunk of WAV and W64. */
export interface WaveFormat {
  readonly tag: number;
  readonly channels: number;
  readonly sampleRateHz: number;
  readonly bytesPerSecond: number;
  readonly blockBytes: number;
  readonly bits: number;
  readonly samplesPerBlock: number;
}

/** Two samples a byte and no heads of blocks; the header's bytes a second are wrong in many files. */
const NIBBLE_TAGS = new Set([YAMAHA, G722]);

const PCM_TAGS = new Set([0x0001, 0x0003]);
/** One byte a sample, whatever the header's bits say. */
const BYTE_TAGS = new Set([0x0006, 0x0007]);
const EXTENSIBLE = 0xfffe;
const GSM = 0x31;
/** A last block that is cut off and the padding of the one before it. */
const PADDED_BLOCKS = 2;

export function readWaveFormat(
  source: ByteSource,
  start: number,
  sizeBytes: number,
  order: ByteOrder,
): WaveFormat {
  const fields = readFields(source, start, Math.min(sizeBytes, 52), order);
  const tag = fields.u16(0);
  const channels = fields.u16(2);
  const codecTag = tag === EXTENSIBLE ? fields.u16(24) : tag;
  return {
    tag: codecTag,
    channels,
    sampleRateHz: fields.u32(4),
    bytesPerSecond: fields.u32(8),
    blockBytes: fields.u16(12),
    // FLAC's STREAMINFO stands behind the format: its own word for the bits.
    bits:
      codecTag === FLAC
        ? (streamInfo(new Fields(fields.slice(18, 52), "big")).bitsPerSample ?? 0)
        : fields.u16(14),
    samplesPerBlock: samplesPerBlock(codecTag, fields.u16(18), { blockBytes: fields.u16(12), channels }),
  };
}

export function isLosslessWave(format: WaveFormat): boolean {
  return PCM_TAGS.has(format.tag) || format.tag === FLAC;
}

/**
 * Seconds of audio in the `data` chunk; `factFrames` is what the `fact` chunk says, 0 where there is none.
 */
export function waveSeconds(
  source: ByteSource,
  format: WaveFormat,
  audio: { readonly start: number; readonly sizeBytes: number; readonly factFrames: number },
): number | undefined {
  if (PCM_TAGS.has(format.tag) || BYTE_TAGS.has(format.tag)) {
    const frameBytes = pcmFrameBytes(format);
    return Math.floor(audio.sizeBytes / frameBytes) / format.sampleRateHz;
  }
  const fact = audio.factFrames / format.sampleRateHz;
  if (format.samplesPerBlock > 0) {
    const most = blockSamples(format, audio.sizeBytes) / format.sampleRateHz;
    // `fact` cuts the padding of the last block. What differs by more is a lie: libsndfile writes half the
    // frames for stereo IMA, others count both channels.
    const padding = (PADDED_BLOCKS * format.samplesPerBlock) / format.sampleRateHz;
    return fact > most - padding && fact <= most ? fact : most;
  }
  if (NIBBLE_TAGS.has(format.tag)) {
    const most = (audio.sizeBytes * 2) / format.channels / format.sampleRateHz;
    // A block of padding at most; a writer that has not counted leaves something else.
    return fact > most * 0.9 && fact <= most ? fact : most;
  }
  if (format.tag === 0x55 || format.tag === 0x50) {
    const scanned = scanMpeg(sourcePart(source, audio.start, audio.start + audio.sizeBytes))?.durationSeconds;
    // The encoder's delay is in the frames but not in `fact`; more than a tenth apart, `fact` is of another
    // file.
    if (scanned !== undefined) return fact > 0 && Math.abs(fact - scanned) <= scanned / 10 ? fact : scanned;
  }
  if (format.tag === FLAC) {
    const { frames } = bareFlac(sourcePart(source, audio.start, audio.start + audio.sizeBytes));
    if (frames > 0) return frames / format.sampleRateHz;
  }
  if (VORBIS_TAGS.has(format.tag)) {
    const inside = parseOgg(sourcePart(source, audio.start, audio.start + audio.sizeBytes)).durationSeconds;
    if (inside !== undefined) return inside;
  }
  const byRate = audio.sizeBytes / format.bytesPerSecond;
  // A compressed file's `fact` is exact, its average rate is not; but a `fact` in bytes (some writers) is far
  // off.
  if (fact > 0 && (!Number.isFinite(byRate) || fact <= byRate * 2)) return fact;
  return byRate;
}

/** The samples of whole blocks and of a last one that is cut off. */
function blockSamples(
  { tag, channels, blockBytes, samplesPerBlock: perBlock }: WaveFormat,
  audioBytes: number,
): number {
  const rest = audioBytes % blockBytes;
  // Half a GSM block can't be decoded; the others' samples follow one another.
  const cut = rest === 0 || tag === GSM ? 0 : samplesPerBlock(tag, 0, { blockBytes: rest, channels });
  return Math.floor(audioBytes / blockBytes) * perBlock + cut;
}

/** The frame size that channels and bits give is trusted before a block align that contradicts them. */
function pcmFrameBytes(format: WaveFormat): number {
  const sampleBytes = BYTE_TAGS.has(format.tag) ? 1 : Math.ceil(format.bits / 8);
  const computed = sampleBytes * format.channels;
  // 20 bits in 32-bit words and the like: the block is larger than the bits need, and a multiple of the
  // channels.
  const roomy = format.blockBytes >= computed && format.blockBytes % Math.max(1, format.channels) === 0;
  return roomy && format.blockBytes <= computed * 8 ? format.blockBytes : computed;
}

function samplesPerBlock(
  tag: number,
  said: number,
  block: { readonly blockBytes: number; readonly channels: number },
): number {
  const { blockBytes, channels } = block;
  if (blockBytes === 0 || channels === 0) return 0;
  switch (tag) {
    case 0x02:
      // Seven header bytes a channel hold the first two samples, each further byte two.
      return blockBytes < 7 * channels ? 0 : Math.floor(((blockBytes - 7 * channels) * 2) / channels) + 2;
    case 0x11:
      // Four header bytes a channel hold the first sample, each further byte two.
      return blockBytes < 4 * channels ? 0 : Math.floor(((blockBytes - 4 * channels) * 2) / channels) + 1;
    case GSM:
      return said > 0 ? said : 320;
    default:
      return 0;
  }
}
