import { expect, test } from "vitest";
import { caf } from "../../world/audio/caf.ts";
import { fieldsOf } from "../../world/audio/fields-of.ts";
import { streamInfo } from "../../world/audio/flac.ts";
import { flacFrames } from "../../world/audio/flac-frames.ts";
import { matroska, type MatroskaOptions } from "../../world/audio/matroska.ts";
import { box, mp4 } from "../../world/audio/mp4.ts";
import { wav, type WavOptions } from "../../world/audio/wav.ts";
import { factsOf } from "./facts-of.ts";

/** Duration, rate, channels, codec, bits, and whether it is lossless. */
async function soundsOf(files: Readonly<Record<string, Uint8Array>>): Promise<Record<string, string>> {
  const said: Record<string, string> = {};
  for (const [name, bytes] of Object.entries(files)) {
    const { durationSeconds, sampleRateHz, channels, metadata } = await factsOf(bytes);
    const { codec, bitsPerSample, lossless } = metadata;
    const seconds = Number((durationSeconds ?? 0).toFixed(4));
    const kind = lossless === undefined ? "?" : lossless ? "lossless" : "lossy";
    said[name] = `${seconds} s ${sampleRateHz} ${channels} ${codec} ${bitsPerSample ?? "-"} ${kind}`;
  }
  return said;
}

function entryOf(type: string, bits = 16): Buffer {
  return mp4({ entry: { type, bits } });
}

function matroskaOf(codec: string, more: Partial<MatroskaOptions> = {}): Buffer {
  return matroska({ codec, duration: 1_000, ...more });
}

function waveOf(formatTag: number, more: WavOptions = {}): Buffer {
  return wav({ formatTag, blockAlign: 1, bits: 8, audio: Buffer.alloc(22_050), ...more });
}

function withFact(frames: number): WavOptions {
  return { chunks: [{ id: "fact", data: fieldsOf(["u32le", frames]), place: "before-data" }] };
}

/** ALACSpecificConfig: 24 bits, 6 channels, 96 kHz. */
const COOKIE = fieldsOf(
  ["u32be", 4_096],
  ["u8", 0],
  ["u8", 24],
  "\x28\x0a\x0e",
  ["u8", 6],
  ["u16be", 255],
  ["u32be", 0],
  ["u32be", 0],
  ["u32be", 96_000],
);

test("PCM in QuickTime and MP4 has the bits of its name or configuration, not those of the old entry", async () => {
  const version2 = fieldsOf(
    ["u32be", 72],
    ["f64be", 192_000],
    ["u32be", 4],
    ["u32be", 0x7f00_0000],
    ["u32be", 64],
    ["u32be", 1],
    ["u32be", 32],
    ["u32be", 1],
  );
  expect(
    await soundsOf({
      "raw ": entryOf("raw "),
      sowt: entryOf("sowt"),
      "twos of 8 bits": entryOf("twos", 8),
      in24: entryOf("in24"),
      in32: entryOf("in32"),
      fl32: entryOf("fl32"),
      fl64: entryOf("fl64"),
      lpcm: mp4({
        entry: { type: "lpcm", version: 2 },
        config: version2,
        timescale: 192_000,
        ticks: 192_000,
      }),
      ipcm: mp4({ entry: { type: "ipcm" }, config: box("pcmC", Buffer.from([0, 0, 0, 0, 1, 24])) }),
    }),
  ).toEqual({
    "raw ": "1 s 44100 2 PCM 8 lossless",
    sowt: "1 s 44100 2 PCM 16 lossless",
    "twos of 8 bits": "1 s 44100 2 PCM 8 lossless",
    in24: "1 s 44100 2 PCM 24 lossless",
    in32: "1 s 44100 2 PCM 32 lossless",
    fl32: "1 s 44100 2 PCM float 32 lossless",
    fl64: "1 s 44100 2 PCM float 64 lossless",
    lpcm: "1 s 192000 4 PCM float 64 lossless",
    ipcm: "1 s 44100 2 PCM 24 lossless",
  });
});

test("CAF: MP3 by its frames, ALAC and FLAC by their flags, their cookie and their last packet", async () => {
  const rest = { packetBytes: 0, packetFrames: 4_096, audioBytes: 300, bits: 0 };
  const boxed = {
    id: "kuki",
    data: fieldsOf(box("frma", Buffer.from("alac")), box("alac", Buffer.alloc(4), COOKIE)),
  };
  // The last packet: a single channel, and that it has only 1,000 samples.
  const last = fieldsOf(Buffer.from("00001000", "hex").subarray(0, 3), Buffer.alloc(200));
  (1_000 * 2).toString(16);
  last.writeUIntBE(1_000 * 2, 3, 4);
  // MPEG-2 Layer 3, 64 kbit/s at 22,050 Hz: 576 samples in 208 bytes.
  const mpeg2 = Buffer.concat(
    Array.from({ length: 10 }, () => Buffer.concat([Buffer.from("fff380c4", "hex"), Buffer.alloc(204, 1)])),
  );
  expect(
    await soundsOf({
      "MP3 of MPEG-2, whose packets it counts twice": caf({
        ...rest,
        format: ".mp3",
        packetFrames: 1_152,
        audio: mpeg2,
        validFrames: 11_520,
        channels: 1,
      }),
      "ALAC by its flags": caf({ ...rest, format: "alac", flags: 3, validFrames: 48_000 }),
      "ALAC by its boxed cookie": caf({ ...rest, format: "alac", validFrames: 96_000, chunks: [boxed] }),
      "ALAC by its bare cookie": caf({
        ...rest,
        format: "alac",
        validFrames: 96_000,
        chunks: [{ id: "kuki", data: COOKIE }],
      }),
      "ALAC whose last packet is short": caf({
        ...rest,
        format: "alac",
        flags: 1,
        audio: Buffer.concat([Buffer.alloc(100), last]),
        packets: [100, 203],
        validFrames: 8_192,
      }),
      "FLAC by its frames": caf({ ...rest, format: "flac", audio: flacFrames(0, 9), channels: 1 }),
      "FLAC by its cookie": caf({
        ...rest,
        format: "flac",
        chunks: [
          {
            id: "kuki",
            data: box(
              "dfLa",
              Buffer.alloc(8),
              streamInfo({ frames: 24_000, bits: 24, channels: 2, sampleRate: 48_000 }),
            ),
          },
        ],
      }),
    }),
  ).toEqual({
    // As the description says 48 kHz, the frames' own rate does not count.
    "MP3 of MPEG-2, whose packets it counts twice": "0.2612 s 48000 1 MP3 - lossy",
    "ALAC by its flags": "1 s 48000 2 ALAC 24 lossless",
    "ALAC by its boxed cookie": "2 s 96000 6 ALAC 24 lossless",
    "ALAC by its bare cookie": "2 s 96000 6 ALAC 24 lossless",
    "ALAC whose last packet is short": "0.1062 s 48000 2 ALAC 16 lossless",
    "FLAC by its frames": "0.8533 s 48000 1 FLAC 16 lossless",
    "FLAC by its cookie": "0.5 s 48000 2 FLAC 24 lossless",
  });
});

test("Matroska and WebM: rate, channels, bits and codec of the stream's own configuration", async () => {
  const opus = fieldsOf("OpusHead", ["u8", 1], ["u8", 6], ["u16le", 312], ["u32le", 44_100], Buffer.alloc(3));
  const acm = fieldsOf(
    ["u16le", 6],
    ["u16le", 1],
    ["u32le", 8_000],
    ["u32le", 8_000],
    ["u16le", 1],
    ["u16le", 8],
  );
  const info = streamInfo({ bits: 24, channels: 4, sampleRate: 96_000 });
  const flacHead = fieldsOf("fLaC", ["u8", 0x80], ["u24be", 34], info);
  expect(
    await soundsOf({
      // 6.5 ms are thrown away.
      Opus: matroskaOf("A_OPUS", { config: opus, delayNs: 6_500_000, rate: 44_100, bits: 32 }),
      Vorbis: matroskaOf("A_VORBIS", { bits: 32 }),
      FLAC: matroskaOf("A_FLAC", { config: flacHead }),
      ALAC: matroskaOf("A_ALAC", { config: COOKIE }),
      PCM: matroskaOf("A_PCM/INT/LIT", { bits: 24 }),
      float: matroskaOf("A_PCM/FLOAT/IEEE", { bits: 32 }),
      TTA: matroskaOf("A_TTA1", { bits: 16 }),
      WavPack: matroskaOf("A_WAVPACK4", { bits: 16 }),
      // The core says 22,050 Hz and one channel, the stream is HE-AAC v2.
      AAC: matroskaOf("A_AAC", { rate: 22_050, config: Buffer.from("eb8a0800", "hex") }),
      "AAC as it was once named": matroskaOf("A_AAC/MPEG4/LC"),
      "A-law by Windows' name": matroskaOf("A_MS/ACM", { rate: 8_000, config: acm }),
      MP3: matroskaOf("A_MPEG/L3"),
      "another one": matroskaOf("A_REAL/COOK"),
    }),
  ).toEqual({
    Opus: "0.9935 s 48000 6 Opus - lossy",
    Vorbis: "1 s 44100 1 Vorbis - lossy",
    FLAC: "1 s 96000 4 FLAC 24 lossless",
    ALAC: "1 s 96000 6 ALAC 24 lossless",
    PCM: "1 s 44100 1 PCM 24 lossless",
    float: "1 s 44100 1 PCM float 32 lossless",
    TTA: "1 s 44100 1 TTA 16 lossless",
    WavPack: "1 s 44100 1 WavPack 16 ?",
    AAC: "1 s 44100 2 HE-AAC v2 - lossy",
    "AAC as it was once named": "1 s 44100 1 AAC - lossy",
    "A-law by Windows' name": "1 s 8000 1 A-law - lossy",
    MP3: "1 s 44100 1 MP3 - lossy",
    "another one": "1 s 44100 1 A_REAL/COOK - ?",
  });
});

test("WAV: Yamaha ADPCM and G.722 have two samples a byte, FLAC its own bits, other codecs their names", async () => {
  const info = fieldsOf(["u16le", 34], streamInfo({ bits: 24 }));
  expect(
    await soundsOf({
      Yamaha: waveOf(0x20),
      "Yamaha, stereo": waveOf(0x20, { channels: 2 }),
      "Yamaha, its last block padded": waveOf(0x20, withFact(44_000)),
      "Yamaha with a fact of another file": waveOf(0x20, withFact(1_000)),
      "G.722": waveOf(0x28f),
      FLAC: waveOf(0xf1ac, { bits: 16, formatExtension: info, audio: flacFrames(0, 9) }),
      DTS: waveOf(0x2001),
      "E-AC-3": waveOf(0x87af),
      "no name": waveOf(0x1234),
    }),
  ).toEqual({
    Yamaha: "1 s 44100 1 Yamaha ADPCM - lossy",
    "Yamaha, stereo": "0.5 s 44100 2 Yamaha ADPCM - lossy",
    "Yamaha, its last block padded": "0.9977 s 44100 1 Yamaha ADPCM - lossy",
    "Yamaha with a fact of another file": "1 s 44100 1 Yamaha ADPCM - lossy",
    "G.722": "1 s 44100 1 G.722 - lossy",
    FLAC: "0.9288 s 44100 1 FLAC 24 lossless",
    DTS: "0.5 s 44100 1 DTS - lossy",
    "E-AC-3": "0.5 s 44100 1 E-AC-3 - lossy",
    "no name": "0.5 s 44100 1 0x1234 - lossy",
  });
});
