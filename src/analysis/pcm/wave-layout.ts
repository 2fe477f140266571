import type { ByteSource } from "../../reader/byte-source.ts";
import type { ByteOrder } from "../../reader/facts/fields.ts";
import { w64Parts } from "../../reader/facts/formats/w64.ts";
import { waveForm, waveParts, type WaveParts } from "../../reader/facts/formats/wav.ts";
import type { PcmLayout } from "./pcm-layout.ts";

const INTEGER = 0x0001;
const FLOAT = 0x0003;

export function wavLayout(source: ByteSource): PcmLayout | null {
  return layoutOf(
    waveParts(source, () => undefined),
    waveForm(source).order,
  );
}

export function w64Layout(source: ByteSource): PcmLayout | null {
  return layoutOf(
    w64Parts(source, () => undefined),
    "little",
  );
}

function layoutOf({ format, audio }: WaveParts, order: ByteOrder): PcmLayout | null {
  if (format === undefined || audio === undefined) return null;
  const { tag, bits, channels, sampleRateHz, blockBytes } = format;
  if ((tag !== INTEGER && tag !== FLOAT) || bits === 0) return null;
  const sampleBytes = Math.ceil(bits / 8);
  const frameBytes = sampleBytes * channels;
  // Fewer bits in roomier words than they need: programs don't agree at which end of the word they stand.
  const isRoomy = blockBytes > frameBytes && blockBytes % Math.max(1, channels) === 0;
  if (isRoomy) return null;
  return {
    start: audio.start,
    frames: Math.floor(audio.sizeBytes / frameBytes),
    sampleRateHz,
    channels,
    number: tag === FLOAT ? "float" : sampleBytes === 1 ? "unsigned" : "signed",
    sampleBytes,
    order,
  };
}
