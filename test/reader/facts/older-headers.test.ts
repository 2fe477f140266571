import { expect, test } from "vitest";
import { aiff } from "../../world/audio/aiff.ts";
import { au } from "../../world/audio/au.ts";
import { caf } from "../../world/audio/caf.ts";
import { flacFrames } from "../../world/audio/flac-frames.ts";
import { tta, wavpack } from "../../world/audio/lossless.ts";
import { asf } from "../../world/audio/lossy.ts";
import { matroska, type MatroskaOptions } from "../../world/audio/matroska.ts";
import { mp3 } from "../../world/audio/mp3.ts";
import { ogg } from "../../world/audio/ogg.ts";
import { w64 } from "../../world/audio/w64.ts";
import { wav } from "../../world/audio/wav.ts";
import { linesOf } from "./facts-of.ts";

/** Ten blocks of a tenth of a second. */
const BLOCKS = [0, 100, 200, 300, 400, 500, 600, 700, 800, 900];

function webm(options: Partial<MatroskaOptions> = {}): Buffer {
  return matroska({ codec: "A_VORBIS", docType: "webm", duration: 1_000, blocks: BLOCKS, ...options });
}

// FLAC has a test of its own.
test("a file that is cut off, joined or never finished lasts as long as what is in it, whatever its header says", async () => {
  const blocks = wavpack({ blockFrames: [22_050, 22_050, 22_050], total: 66_150 });
  const opus = ogg({ codec: "opus", granules: [24_312, 48_312], preSkip: 312 });
  const { duration: _, ...live } = { codec: "A_VORBIS", docType: "webm", duration: 0, blocks: BLOCKS };
  const files = {
    "WAV, half of it": wav({ seconds: 1 }).subarray(0, 44 + 44_100),
    "W64, half of it": w64({ frames: 48_000 }).subarray(0, -96_000),
    "AIFF, half of it": aiff({ seconds: 1 }).subarray(0, -44_100),
    "AU, half of it": au({ frames: 22_050 }).subarray(0, -22_050),
    "CAF, half of it": caf({
      format: "lpcm",
      packetBytes: 4,
      packetFrames: 1,
      audioBytes: 192_000,
    }).subarray(0, -96_000),
    "Opus in CAF, a second of three copied out of it by ffmpeg": caf({
      format: "opus",
      packetBytes: 0,
      packetFrames: 2_958,
      audioBytes: 0,
      // CELT, 20 ms, stereo, one part a packet.
      audio: Buffer.alloc(50 * 60, 0xfc),
      packets: Array.from({ length: 50 }, () => 60),
      validFrames: 147_900,
    }),
    "FLAC in WAV, cut within a frame": wav({
      audio: flacFrames(0, 9).subarray(0, -7),
      formatTag: 0xf1ac,
      formatExtension: Buffer.alloc(36),
      dataClaims: 480,
    }),
    "WavPack, cut within a block": blocks.subarray(0, -100),
    "WavPack, cut between two": blocks.subarray(0, (blocks.length / 3) * 2),
    "WavPack, a part copied out of it": blocks.subarray(blocks.length / 3),
    "two WavPack": Buffer.concat([blocks, blocks]),
    "TTA, cut within its second frame": tta(100_000).subarray(0, -10),
    "two TTA": Buffer.concat([tta(100_000), tta(100_000)]),
    "Opus, cut within a page": opus.subarray(0, -10),
    "two Opus": Buffer.concat([opus, ogg({ codec: "opus", granules: [48_312], preSkip: 312, serial: 2 })]),
    "MP3, a part copied out of it": mp3({ frames: 20, xing: { frames: 400, sizeBytes: 400_000 } }),
    "two MP3": Buffer.concat([mp3({ frames: 20, xing: true }), mp3({ frames: 20 })]),
    "WebM, cut within a block": webm().subarray(0, -10),
    "WebM that was never finished": matroska({ ...live, isOpen: true }),
    "two WebM": Buffer.concat([webm(), webm()]),
    WebM: webm(),
    "WMA, half of it": asf({ milliseconds: 4_100, bufferMilliseconds: 3_100, packets: 10 }).subarray(
      0,
      -16_000,
    ),
  };
  expect(await linesOf(files)).toEqual({
    "WAV, half of it": "0.5 s · 44100 · 1 · RIFF · PCM",
    "W64, half of it": "0.25 s · 96000 · 2 · W64 · PCM",
    "AIFF, half of it": "0.5 s · 44100 · 1 · AIFF · PCM",
    "AU, half of it": "0.5 s · 22050 · 1 · AU · PCM",
    "CAF, half of it": "0.5 s · 48000 · 2 · CAF · PCM",
    "Opus in CAF, a second of three copied out of it by ffmpeg": "1 s · 48000 · 2 · CAF · Opus",
    "FLAC in WAV, cut within a frame": "0.835918 s · 44100 · 1 · RIFF · FLAC",
    "WavPack, cut within a block": "1 s · 44100 · 2 · WavPack · WavPack",
    "WavPack, cut between two": "1 s · 44100 · 2 · WavPack · WavPack",
    "WavPack, a part copied out of it": "1 s · 44100 · 2 · WavPack · WavPack",
    // Players play the first and stop.
    "two WavPack": "1.5 s · 44100 · 2 · WavPack · WavPack",
    "TTA, cut within its second frame": "1.044896 s · 48000 · 2 · TTA · TTA",
    "two TTA": "2.083333 s · 48000 · 2 · TTA · TTA",
    "Opus, cut within a page": "0.5 s · 48000 · 2 · Ogg · Opus",
    "two Opus": "2 s · 48000 · 2 · Ogg · Opus",
    "MP3, a part copied out of it": "0.522449 s · 44100 · 2 · MPEG · MPEG 1 Layer 3",
    "two MP3": "1.044898 s · 44100 · 2 · MPEG · MPEG 1 Layer 3",
    "WebM, cut within a block": "0.9 s · 44100 · 1 · WebM · Vorbis",
    "WebM that was never finished": "1 s · 44100 · 1 · WebM · Vorbis",
    "two WebM": "2 s · 44100 · 1 · WebM · Vorbis",
    WebM: "1 s · 44100 · 1 · WebM · Vorbis",
    "WMA, half of it": "0.5 s · 22050 · 1 · ASF · WMA 2",
  });
});
