import { expect, test } from "vitest";
import { box, esds, mp4 } from "../../world/audio/mp4.ts";
import { ogg } from "../../world/audio/ogg.ts";
import { linesOf } from "./facts-of.ts";

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
    "ALAC 5.1 in an entry of two channels": mp4({
      entry: { type: "alac" },
      config: box("alac", Buffer.from("000000000000100000180a280e06000000000000000000000000bb80", "hex")),
    }),
    // Version, channels, pre-skip, rate, gain, mapping family 1 with its table.
    "Opus 5.1 in an entry of two channels": mp4({
      entry: { type: "Opus" },
      config: box(
        "dOps",
        Buffer.from("0006013800 00bb800000 01 04 02 00 04 01 02 03 05".replaceAll(" ", ""), "hex"),
      ),
    }),
    "Opus of mapping family 255": ogg({ codec: "opus", channels: 11, granules: [48_312], preSkip: 312 }),
    "AAC 6.1": mp4({ config: esds(Buffer.from("1258", "hex")) }),
  };
  expect(await linesOf(files)).toEqual({
    "AC-3 5.1": "1 s · 48000 · 6 · MP4 · AC-3",
    "AC-3 mono": "1 s · 48000 · 1 · MP4 · AC-3",
    "E-AC-3 5.1": "1 s · 48000 · 6 · MP4 · E-AC-3",
    "E-AC-3 7.1": "1 s · 48000 · 8 · MP4 · E-AC-3",
    "AAC quad": "1 s · 44100 · 4 · MP4 · AAC",
    "ALAC 5.1 in an entry of two channels": "1 s · 48000 · 6 · MP4 · ALAC",
    "Opus 5.1 in an entry of two channels": "1 s · 48000 · 6 · MP4 · Opus",
    "Opus of mapping family 255": "1 s · 48000 · 11 · Ogg · Opus",
    "AAC 6.1": "1 s · 44100 · 7 · MP4 · AAC",
  });
});
