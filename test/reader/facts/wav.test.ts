import { expect, test } from "vitest";
import { readAudioFacts } from "../../../src/reader/facts/read-audio-facts.ts";
import { mp3 } from "../../world/audio/mp3.ts";
import { ogg } from "../../world/audio/ogg.ts";
import { sparseSource } from "../../world/audio/source-of.ts";
import { fieldsOf } from "../../world/audio/fields-of.ts";
import { wav, type WavChunk } from "../../world/audio/wav.ts";
import { factsOf, lineOf } from "./facts-of.ts";

test("a plain WAV file says all it knows without music-metadata", async () => {
  expect(await factsOf(wav({ seconds: 0.5, channels: 2, bits: 24, sampleRate: 48_000 }))).toEqual({
    durationSeconds: 0.5,
    sampleRateHz: 48_000,
    channels: 2,
    metadata: {
      container: "RIFF",
      codec: "PCM",
      frames: 24_000,
      bitsPerSample: 24,
      bitrate: 2_304_000,
      lossless: true,
    },
  });
});

test("every dress of WAV is read", async () => {
  const lines = {
    float: await lineOf(wav({ bits: 32, formatTag: 3 })),
    double: await lineOf(wav({ bits: 64, formatTag: 3 })),
    extensible: await lineOf(wav({ bits: 24, channels: 6, extensible: true })),
    "extensible float": await lineOf(wav({ bits: 32, formatTag: 3, extensible: true })),
    "8 bit": await lineOf(wav({ bits: 8, sampleRate: 11_025 })),
    "A-law": await lineOf(wav({ bits: 8, formatTag: 6, sampleRate: 8_000 })),
    RF64: await lineOf(wav({ form: "RF64" })),
    BW64: await lineOf(wav({ form: "BW64", channels: 2 })),
    RIFX: await lineOf(wav({ form: "RIFX" })),
    "3 ms": await lineOf(wav({ seconds: 0.003 })),
    "one frame": await lineOf(wav({ seconds: 1 / 44_100 })),
    "no frame": await lineOf(wav({ seconds: 0 })),
  };
  expect(lines).toEqual({
    float: "1 s · 44100 · 1 · RIFF · PCM float",
    double: "1 s · 44100 · 1 · RIFF · PCM float",
    extensible: "1 s · 44100 · 6 · RIFF · PCM",
    "extensible float": "1 s · 44100 · 1 · RIFF · PCM float",
    "8 bit": "1 s · 11025 · 1 · RIFF · PCM",
    "A-law": "1 s · 8000 · 1 · RIFF · A-law",
    RF64: "1 s · 44100 · 1 · RF64 · PCM",
    BW64: "1 s · 44100 · 2 · BW64 · PCM",
    RIFX: "1 s · 44100 · 1 · RIFX · PCM",
    "3 ms": "0.002993 s · 44100 · 1 · RIFF · PCM",
    "one frame": "0.000023 s · 44100 · 1 · RIFF · PCM",
    "no frame": "unknown · 44100 · 1 · RIFF · PCM",
  });
});

test("sizes that interrupted recorders leave behind do no harm", async () => {
  const info = { id: "LIST", data: fieldsOf("INFOINAM", ["u32le", 4], "Tick") };
  const lines = {
    zero: await lineOf(wav({ dataClaims: 0 })),
    "all ones": await lineOf(wav({ dataClaims: 0xffff_ffff })),
    "two gigabytes": await lineOf(wav({ dataClaims: 0x7fff_f000 })),
    "more than there is": await lineOf(wav({ dataClaims: 1_000_000 })),
    "cut off in the middle": await lineOf(wav({ seconds: 1 }).subarray(0, 44 + 44_100)),
    "cut off in a frame": await lineOf(wav({ seconds: 1, channels: 2 }).subarray(0, 44 + 403)),
    "empty, then a chunk": await lineOf(wav({ seconds: 0, chunks: [info] })),
    "header only": await lineOf(wav({ seconds: 1 }).subarray(0, 44)),
    "no format": await lineOf(fieldsOf("RIFF", ["u32le", 20], "WAVEdata", ["u32le", 4], "abcd")),
    "junk behind": await lineOf(Buffer.concat([wav(), Buffer.alloc(1_000, 0)])),
  };
  expect(lines).toEqual({
    zero: "1 s · 44100 · 1 · RIFF · PCM",
    "all ones": "1 s · 44100 · 1 · RIFF · PCM",
    "two gigabytes": "1 s · 44100 · 1 · RIFF · PCM",
    "more than there is": "1 s · 44100 · 1 · RIFF · PCM",
    "cut off in the middle": "0.5 s · 44100 · 1 · RIFF · PCM",
    "cut off in a frame": "0.002268 s · 44100 · 2 · RIFF · PCM",
    "empty, then a chunk": "unknown · 44100 · 1 · RIFF · PCM",
    "header only": "unknown · 44100 · 1 · RIFF · PCM",
    "no format": "unknown · RIFF · damaged",
    "junk behind": "1 s · 44100 · 1 · RIFF · PCM",
  });
});

test("compressed WAV has the length of its blocks, not of its header", async () => {
  const ima = { formatTag: 0x11, bits: 8 as const, blockAlign: 1_024, audio: Buffer.alloc(1_024 * 100) };
  const lines = {
    IMA: await lineOf(wav({ ...ima, formatExtension: size(2_041) })),
    "IMA with fact": await lineOf(wav({ ...ima, formatExtension: size(2_041), chunks: fact(204_000) })),
    "IMA with half the frames in fact": await lineOf(
      wav({ ...ima, formatExtension: size(2_041), chunks: fact(102_050) }),
    ),
    "IMA with a lying fact": await lineOf(
      wav({ ...ima, formatExtension: size(2_041), chunks: fact(9_999_999) }),
    ),
    "MS ADPCM": await lineOf(wav({ ...ima, formatTag: 2, formatExtension: size(2_036) })),
    GSM: await lineOf(
      wav({ ...ima, formatTag: 0x31, blockAlign: 65, audio: Buffer.alloc(650), sampleRate: 8_000 }),
    ),
    "MP3 inside": await lineOf(wav({ formatTag: 0x55, blockAlign: 1, audio: mp3({ frames: 10 }) })),
    "Vorbis inside": await lineOf(
      wav({ formatTag: 0x674f, channels: 2, audio: ogg({ codec: "vorbis", granules: [22_050, 44_100] }) }),
    ),
  };
  expect(lines).toEqual({
    IMA: "4.628118 s · 44100 · 1 · RIFF · IMA ADPCM",
    "IMA with fact": "4.62585 s · 44100 · 1 · RIFF · IMA ADPCM",
    "IMA with half the frames in fact": "4.628118 s · 44100 · 1 · RIFF · IMA ADPCM",
    "IMA with a lying fact": "4.628118 s · 44100 · 1 · RIFF · IMA ADPCM",
    "MS ADPCM": "4.61678 s · 44100 · 1 · RIFF · MS ADPCM",
    GSM: "0.4 s · 8000 · 1 · RIFF · GSM 6.10",
    "MP3 inside": "0.261224 s · 44100 · 1 · RIFF · MP3",
    "Vorbis inside": "1 s · 44100 · 2 · RIFF · Vorbis",
  });
});

function fact(frames: number): WavChunk[] {
  return [{ id: "fact", data: fieldsOf(["u32le", frames]), place: "before-data" }];
}

/** What `fmt ` says after its sixteen bytes: the extension's size, and samples a block. */
function size(samplesPerBlock: number): Buffer {
  return fieldsOf(["u16le", 2], ["u16le", samplesPerBlock]);
}

test("ten hours of WAV take a few small reads", async () => {
  const head = wav({ seconds: 0, channels: 2, form: "RF64" });
  const audioBytes = 36_000 * 44_100 * 4;
  head.writeBigUInt64LE(BigInt(audioBytes), head.indexOf("ds64") + 16);
  const source = sparseSource(head, head.length + audioBytes);
  const { durationSeconds } = await readAudioFacts(source, "field.wav");
  expect({ durationSeconds, few: source.asked.reads < 50, small: source.asked.total < 100_000 }).toEqual({
    durationSeconds: 36_000,
    few: true,
    small: true,
  });
});
