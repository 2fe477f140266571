import type { ByteSource } from "../../byte-source.ts";
import { Fields, readFields } from "../fields.ts";
import { streamInfo } from "./flac.ts";
import type { OggPage } from "./ogg-page.ts";

/** What the first packet of an audio stream says. */
export interface OggHead {
  readonly codec: string;
  /** The rate of the granule positions, and of what is played. */
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly bitsPerSample?: number | undefined;
  readonly lossless: boolean;
  /** Samples that are decoded and thrown away. */
  readonly preSkip: number;
}

/** Opus is always decoded at this rate, whatever the rate of the recording was. */
export const OPUS_RATE_HZ = 48_000;

/** The head of an audio stream; nothing for video, subtitles and skeletons. */
export function oggHead(source: ByteSource, page: OggPage): OggHead | undefined {
  const head = readFields(source, page.start, 80, "little");
  if (head.id(0, 7) === "\x01vorbis") return lossy("Vorbis", head.u32(12), head.u8(11));
  if (head.id(0, 8) === "OpusHead")
    return { ...lossy("Opus", OPUS_RATE_HZ, head.u8(9)), preSkip: head.u16(10) };
  if (head.id(0, 8) === "Speex   ") return lossy("Speex", head.u32(36), head.u32(48));
  if (head.id(0, 5) === "\x7fFLAC") {
    const info = streamInfo(new Fields(head.slice(17, 51), "big"));
    const { sampleRateHz = 0, channels = 0, bitsPerSample } = info;
    return { codec: "FLAC", sampleRateHz, channels, bitsPerSample, lossless: true, preSkip: 0 };
  }
  return undefined;
}

function lossy(codec: string, sampleRateHz: number, channels: number): OggHead {
  return { codec, sampleRateHz, channels, lossless: false, preSkip: 0 };
}
