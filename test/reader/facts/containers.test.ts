import { expect, test } from "vitest";
import { au } from "../../world/audio/au.ts";
import { caf } from "../../world/audio/caf.ts";
import { dff, dsf } from "../../world/audio/dsd.ts";
import { flac } from "../../world/audio/flac.ts";
import { flacFrames } from "../../world/audio/flac-frames.ts";
import { id3v2 } from "../../world/audio/id3.ts";
import { ape, tta, wavpack } from "../../world/audio/lossless.ts";
import { asf, musepack7 } from "../../world/audio/lossy.ts";
import { midi } from "../../world/audio/midi.ts";
import { noise } from "../../world/audio/noise.ts";
import { w64 } from "../../world/audio/w64.ts";
import { linesOf } from "./facts-of.ts";

test("the smaller containers are read, also where music-metadata is wrong or silent", async () => {
  const files = {
    FLAC: flac({ frames: 66_150, channels: 2 }),
    "FLAC behind junk": Buffer.concat([noise(5_000, 3), flac()]),
    "FLAC behind ID3": Buffer.concat([id3v2({ TIT2: "x" }), flac()]),
    "FLAC from a pipe": flac({ frames: 0, lastFrame: flacFrames(0, 9) }),
    AU: au({ frames: 22_050 }),
    "AU of unknown size": au({ frames: 22_050, claims: 0xffff_ffff }),
    "CAF PCM": caf({ format: "lpcm", packetBytes: 4, packetFrames: 1, audioBytes: 192_000 }),
    "CAF of unknown size": caf({
      format: "lpcm",
      packetBytes: 4,
      packetFrames: 1,
      audioBytes: 192_000,
      openEnded: true,
    }),
    "CAF AAC": caf({
      format: "aac ",
      packetBytes: 0,
      packetFrames: 1_024,
      audioBytes: 5_000,
      validFrames: 24_000,
    }),
    W64: w64({ frames: 48_000 }),
    "W64 of unknown size": w64({ frames: 48_000, dataClaims: 0 }),
    "raw GSM, a word long": Buffer.alloc(33 * 10, 0xd5),
    TTA: tta(24_000),
    DSF: dsf({ frames: 2_822_400 }),
    "DSF without a count": dsf({ frames: 2_822_400, claims: 0 }),
    DSDIFF: dff(2_822_400),
    WavPack: wavpack({ blockFrames: [22_050, 22_050], total: 44_100 }),
    "WavPack of unknown length": wavpack({ blockFrames: [22_050, 11_025], total: 0xffff_ffff }),
    "WavPack of DSD": wavpack({ blockFrames: [70_560], total: 70_560, rateIndex: 12, dsdShift: 2 }),
    APE: ape(1_000),
    "Musepack 7": musepack7(100, 1),
    WMA: asf({ milliseconds: 4_100, bufferMilliseconds: 3_100 }),
    MIDI: midi(96, [
      [0, 0xff, 0x51, 3, 0x07, 0xa1, 0x20],
      [0, 0x90, 60, 100],
      [96, 60, 0],
      [96, 0xff, 0x51, 3, 0x0f, 0x42, 0x40],
      [96, 0xff, 0x2f, 0],
    ]),
  };
  expect(await linesOf(files)).toEqual({
    FLAC: "1.5 s · 44100 · 2 · FLAC · FLAC",
    "FLAC behind junk": "1 s · 44100 · 1 · FLAC · FLAC",
    "FLAC behind ID3": "1 s · 44100 · 1 · FLAC · FLAC",
    "FLAC from a pipe": "0.928798 s · 44100 · 1 · FLAC · FLAC",
    AU: "1 s · 22050 · 1 · AU · PCM",
    "AU of unknown size": "1 s · 22050 · 1 · AU · PCM",
    "CAF PCM": "1 s · 48000 · 2 · CAF · PCM",
    "CAF of unknown size": "1 s · 48000 · 2 · CAF · PCM",
    "CAF AAC": "0.5 s · 48000 · 2 · CAF · AAC",
    W64: "0.5 s · 96000 · 2 · W64 · PCM",
    "W64 of unknown size": "0.5 s · 96000 · 2 · W64 · PCM",
    "raw GSM, a word long": "0.2 s · 8000 · 1 · GSM · GSM 6.10",
    TTA: "0.5 s · 48000 · 2 · TTA · TTA",
    DSF: "1 s · 2822400 · 2 · DSF · DSD",
    "DSF without a count": "1 s · 2822400 · 2 · DSF · DSD",
    DSDIFF: "1 s · 2822400 · 2 · DSDIFF · DSD",
    WavPack: "1 s · 44100 · 2 · WavPack · WavPack",
    "WavPack of unknown length": "0.75 s · 44100 · 2 · WavPack · WavPack",
    "WavPack of DSD": "0.2 s · 2822400 · 2 · WavPack · WavPack DSD",
    APE: "5.038186 s · 44100 · 2 · APE · Monkey's Audio",
    "Musepack 7": "2.4 s · 48000 · 2 · Musepack · Musepack",
    WMA: "1 s · 22050 · 1 · ASF · WMA 2",
    MIDI: "2 s · MIDI · MIDI",
  });
});
