import { expect, test } from "vitest";
import { mp3 } from "../../world/audio/mp3.ts";
import { box, esds, mp4 } from "../../world/audio/mp4.ts";
import { linesOf, metadataOf, factsOf } from "./facts-of.ts";

test("channels are those of the stream, whatever the sample entry says", async () => {
  const files = {
    "AC-3 5.1": mp4({ entry: { type: "ac-3" }, config: box("dac3", Buffer.from("103d40", "hex")) }),
    "AC-3 mono": mp4({ entry: { type: "ac-3" }, config: box("dac3", Buffer.from("100940", "hex")) }),
    "E-AC-3 5.1": mp4({
      entry: { type: "ec-3" },
      config: box("dec3", Buffer.from("0600200f00", "hex")),
    }),
    "E-AC-3 7.1": mp4({ entry: { type: "ec-3" }, config: box("dec3", Buffer.from("0600200f0202", "hex")) }),
    // Layout 0: one pair in front, one behind.
    "AAC quad": mp4({ config: esds(Buffer.from("12000504040021100d4c61766335392e33372e3130", "hex")) }),
    "AAC 6.1": mp4({ config: esds(Buffer.from("1258", "hex")) }),
  };
  expect(await linesOf(files)).toEqual({
    "AC-3 5.1": "1 s · 48000 · 6 · MP4 · AC-3",
    "AC-3 mono": "1 s · 48000 · 1 · MP4 · AC-3",
    "E-AC-3 5.1": "1 s · 48000 · 6 · MP4 · E-AC-3",
    "E-AC-3 7.1": "1 s · 48000 · 8 · MP4 · E-AC-3",
    "AAC quad": "1 s · 44100 · 4 · MP4 · AAC",
    "AAC 6.1": "1 s · 44100 · 7 · MP4 · AAC",
  });
});

test("what LAME's note says was put before and behind an MP3 is taken off", async () => {
  const bytes = mp3({ frames: 12, xing: true });
  const note = Buffer.concat([Buffer.from("LAME3.100"), Buffer.alloc(12), Buffer.from("2403a7", "hex")]);
  note.copy(bytes, 36 + 16);
  const { durationSeconds } = await factsOf(bytes);
  // 0x240 before and 0x3a7 behind.
  expect(durationSeconds).toBeCloseTo((12 * 1_152 - 576 - 935) / 44_100, 9);
  expect((await metadataOf(bytes)).paddingFrames).toBe(576 + 935);
});
