import type { ByteSource } from "../../byte-source.ts";
import { Fields, readFields } from "../fields.ts";
import type { Found } from "../found.ts";
import { sourcePart } from "../source-part.ts";
import { readAacConfig } from "./aac-config.ts";
import { alacCookie } from "./alac-cookie.ts";
import { type EbmlElement, ebmlElements, ebmlFloat, ebmlNumber } from "./ebml.ts";
import { streamInfo } from "./flac.ts";
import { OPUS_RATE_HZ } from "./ogg-head.ts";
import { isLosslessWave, readWaveFormat } from "./wav-codec.ts";
import { waveCodec } from "./wav-names.ts";
import { known } from "./known.ts";

export interface MatroskaTrack extends Found {
  readonly number: number;
  /** Nanoseconds that a decoder throws away at the start. */
  readonly delayNs: number;
  /** Nanoseconds a block, 0 where it is not said. */
  readonly blockNs: number;
}

const ID = {
  number: 0xd7,
  type: 0x83,
  codec: 0x86,
  codecPrivate: 0x63a2,
  delay: 0x56aa,
  blockDuration: 0x23e383,
  audio: 0xe1,
  rate: 0xb5,
  outputRate: 0x78b5,
  channels: 0x9f,
  bits: 0x6264,
};
const AUDIO_TYPE = 2;
/** The longest names and configurations that are read. */
const MAX_TEXT_BYTES = 64;
const MAX_CONFIG_BYTES = 256;
const CODECS: Readonly<Record<string, readonly [codec: string, lossless?: boolean]>> = {
  A_OPUS: ["Opus", false],
  A_VORBIS: ["Vorbis", false],
  A_FLAC: ["FLAC", true],
  A_ALAC: ["ALAC", true],
  A_TTA1: ["TTA", true],
  // Its hybrid mode is lossy, which only its blocks say.
  A_WAVPACK4: ["WavPack"],
  A_TRUEHD: ["TrueHD", true],
  A_AAC: ["AAC", false],
  A_AC3: ["AC-3", false],
  A_EAC3: ["E-AC-3", false],
  A_DTS: ["DTS", false],
  "A_MPEG/L1": ["MP1", false],
  "A_MPEG/L2": ["MP2", false],
  "A_MPEG/L3": ["MP3", false],
  "A_PCM/INT/LIT": ["PCM", true],
  "A_PCM/INT/BIG": ["PCM", true],
  "A_PCM/FLOAT/IEEE": ["PCM float", true],
};

/** What a track entry says; undefined for video, subtitles and the like. */
export function matroskaTrack(source: ByteSource, entry: EbmlElement): MatroskaTrack | undefined {
  const inside = [...ebmlElements(source, entry.start, entry.end)];
  const number = (id: number): number => numberOf(source, inside, id);
  if (number(ID.type) !== AUDIO_TYPE) return undefined;
  const audio = inside.find(({ id }) => id === ID.audio);
  const sound = audio === undefined ? [] : [...ebmlElements(source, audio.start, audio.end)];
  const name = inside.find(({ id }) => id === ID.codec);
  const codec = readFields(source, name?.start ?? -1, MAX_TEXT_BYTES, "big").id(0, lengthOf(name));
  const rates = [ID.outputRate, ID.rate].flatMap((id) => sound.filter((each) => each.id === id));
  const plain = {
    // Two elements have a value that counts where they are left out.
    channels: numberOf(source, sound, ID.channels) || 1,
    sampleRateHz: rates[0] === undefined ? 8_000 : ebmlFloat(source, rates[0]),
    bitsPerSample: numberOf(source, sound, ID.bits) || undefined,
  };
  const config = inside.find(({ id }) => id === ID.codecPrivate);
  const said = { ...plain, ...named(codec), ...(config && configured(source, config, codec)) };
  return {
    ...said,
    bitsPerSample: said.lossless === false ? undefined : said.bitsPerSample,
    number: number(ID.number),
    delayNs: number(ID.delay),
    blockNs: number(ID.blockDuration),
  };
}

function named(id: string): Found {
  // Old writers name the profile behind it: A_AAC/MPEG4/LC/SBR.
  const [codec, lossless] = CODECS[id] ?? (id.startsWith("A_AAC") ? ["AAC", false] : [id]);
  return { codec, lossless, ...(id === "A_OPUS" ? { sampleRateHz: OPUS_RATE_HZ } : {}) };
}

/** The codec's own configuration knows better than the entry around it. */
function configured(source: ByteSource, { start, end }: EbmlElement, codec: string): Found {
  const bytes = readFields(source, start, MAX_CONFIG_BYTES, "big");
  const config = new Fields(bytes.slice(0, end - start), "big");
  if (codec === "A_OPUS") return known({ channels: config.u8(9) });
  if (codec === "A_ALAC") return known(alacCookie(config));
  if (codec === "A_AAC") return known(readAacConfig(config.bytes));
  if (codec === "A_FLAC") {
    const { sampleRateHz, channels, bitsPerSample } = streamInfo(new Fields(config.slice(8, 42), "big"));
    return known({ sampleRateHz, channels, bitsPerSample });
  }
  if (codec !== "A_MS/ACM") return {};
  const format = readWaveFormat(sourcePart(source, start, end), 0, end - start, "little");
  return { codec: waveCodec(format), lossless: isLosslessWave(format) };
}

function lengthOf(element: EbmlElement | undefined): number {
  return element === undefined ? 0 : Math.min(element.end - element.start, MAX_TEXT_BYTES);
}

function numberOf(source: ByteSource, elements: readonly EbmlElement[], id: number): number {
  const element = elements.find((each) => each.id === id);
  return element === undefined ? 0 : ebmlNumber(source, element);
}
