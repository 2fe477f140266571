import type { ByteSource } from "../../byte-source.ts";
import { readFields } from "../fields.ts";
import type { Found } from "../found.ts";
import { looseText } from "../text.ts";

/** Encoding: its name, bits a sample, and whether nothing is lost. */
const ENCODINGS = new Map<number, readonly [codec: string, bits: number, lossless: boolean]>([
  [1, ["mu-law", 8, false]],
  [2, ["PCM", 8, true]],
  [3, ["PCM", 16, true]],
  [4, ["PCM", 24, true]],
  [5, ["PCM", 32, true]],
  [6, ["PCM float", 32, true]],
  [7, ["PCM float", 64, true]],
  [23, ["G.721 ADPCM", 4, false]],
  [24, ["G.722 ADPCM", 4, false]],
  [25, ["G.723 ADPCM", 3, false]],
  [26, ["G.723 ADPCM", 5, false]],
  [27, ["A-law", 8, false]],
]);

/** Sun and NeXT sound files, `.snd` big-endian and `dns.` little-endian. */
export function parseAu(source: ByteSource): Found {
  const order = readFields(source, 0, 4, "big").id(0) === "dns." ? "little" : "big";
  const head = readFields(source, 0, 24, order);
  const [start, claimed, sampleRateHz, channels] = [head.u32(4), head.u32(8), head.u32(16), head.u32(20)];
  const [codec, bits, lossless] = ENCODINGS.get(head.u32(12)) ?? [undefined, 0, false];
  const rest = Math.max(0, source.sizeBytes - start);
  // 0xFFFFFFFF is the format's own word for "until the end", 0 that of writers into pipes.
  const audioBytes = claimed === 0 ? rest : Math.min(claimed, rest);
  const frames = Math.floor((audioBytes * 8) / (bits * channels));
  const note = start > 24 ? looseText(readFields(source, 24, Math.min(start - 24, 1_000), order).bytes) : "";
  return {
    container: "AU",
    codec,
    sampleRateHz,
    channels,
    durationSeconds: frames / sampleRateHz,
    bitsPerSample: lossless ? bits : undefined,
    bitrate: bits * channels * sampleRateHz,
    lossless,
    tags: [{ name: "comment", value: note }],
  };
}
