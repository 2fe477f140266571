import { expect, test } from "vitest";
import { id3v1, id3v2 } from "../../world/audio/id3.ts";
import { adts } from "../../world/audio/lossy.ts";
import { freeFormatMp3, mp3 } from "../../world/audio/mp3.ts";
import { noise } from "../../world/audio/noise.ts";
import { linesOf } from "./facts-of.ts";

test("MPEG audio has the length of its frames, few or many, with tags and junk around them", async () => {
  const files = {
    "one frame": mp3({ frames: 1 }),
    "four frames": mp3({ frames: 4, mono: true }),
    CBR: mp3({ frames: 100 }),
    "VBR without a header": mp3({ frames: 100, bitrates: [14, 9, 5] }),
    "VBR with a header": mp3({ frames: 100, bitrates: [14, 9, 5], xing: true }),
    "a header of another file": mp3({ frames: 20, xing: { frames: 72_245, sizeBytes: 9_000_000 } }),
    "ID3 with a footer": Buffer.concat([id3v2({ TIT2: "x" }, { footer: true }), mp3({ frames: 10 })]),
    "two ID3 tags": Buffer.concat([id3v2({ TIT2: "x" }), id3v2({ TIT2: "y" }), mp3({ frames: 10 })]),
    "junk before": Buffer.concat([noise(3_000, 5), mp3({ frames: 10 })]),
    "junk between": Buffer.concat([mp3({ frames: 5 }), Buffer.alloc(700, 0x55), mp3({ frames: 5 })]),
    "ID3v1 behind": Buffer.concat([mp3({ frames: 10 }), id3v1("Tick")]),
    "cut in the last frame": mp3({ frames: 10 }).subarray(0, -100),
    "an ID3 tag that claims 4 GB": Buffer.concat([
      id3v2({ TIT2: "x" }, { claims: 2 ** 28 - 1 }),
      mp3({ frames: 10 }),
    ]),
    "free format": freeFormatMp3(40, 1_306),
    "free format behind ID3": Buffer.concat([id3v2({ TIT2: "x" }), freeFormatMp3(3, 1_306)]),
    ADTS: adts(50),
    "ADTS behind ID3": Buffer.concat([id3v2({ TIT2: "x" }), adts(50)]),
  };
  expect(await linesOf(files)).toEqual({
    "one frame": "0.026122 s · 44100 · 2 · MPEG · MPEG 1 Layer 3",
    "four frames": "0.10449 s · 44100 · 1 · MPEG · MPEG 1 Layer 3",
    CBR: "2.612245 s · 44100 · 2 · MPEG · MPEG 1 Layer 3",
    "VBR without a header": "2.612245 s · 44100 · 2 · MPEG · MPEG 1 Layer 3",
    "VBR with a header": "2.612245 s · 44100 · 2 · MPEG · MPEG 1 Layer 3",
    "a header of another file": "0.522449 s · 44100 · 2 · MPEG · MPEG 1 Layer 3",
    "ID3 with a footer": "0.261224 s · 44100 · 2 · MPEG · MPEG 1 Layer 3",
    "two ID3 tags": "0.261224 s · 44100 · 2 · MPEG · MPEG 1 Layer 3",
    "junk before": "0.261224 s · 44100 · 2 · MPEG · MPEG 1 Layer 3",
    "junk between": "0.261224 s · 44100 · 2 · MPEG · MPEG 1 Layer 3",
    "ID3v1 behind": "0.261224 s · 44100 · 2 · MPEG · MPEG 1 Layer 3",
    "cut in the last frame": "0.235102 s · 44100 · 2 · MPEG · MPEG 1 Layer 3",
    "an ID3 tag that claims 4 GB": "0.261224 s · 44100 · 2 · MPEG · MPEG 1 Layer 3 · tags-damaged",
    "free format": "1.044898 s · 44100 · 2 · MPEG · MPEG 1 Layer 3",
    "free format behind ID3": "0.078367 s · 44100 · 2 · MPEG · MPEG 1 Layer 3",
    ADTS: "1.066667 s · 48000 · 1 · ADTS · AAC",
    "ADTS behind ID3": "1.066667 s · 48000 · 1 · ADTS · AAC",
  });
});
