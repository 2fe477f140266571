import { expect, test } from "vitest";
import { flac } from "../../world/audio/flac.ts";
import { mp3 } from "../../world/audio/mp3.ts";
import { box, esds, mp4 } from "../../world/audio/mp4.ts";
import { fieldsOf } from "../../world/audio/fields-of.ts";
import { linesOf } from "./facts-of.ts";

test("MP4 believes the codec's own configuration and the edit list", async () => {
  const alac = box(
    "alac",
    fieldsOf(
      ["u32be", 0],
      ["u32be", 4_096],
      ["u8", 0],
      ["u8", 24],
      "\x28\x0a\x0e",
      ["u8", 2],
      ["u16be", 255],
      ["u32be", 0],
      ["u32be", 0],
      ["u32be", 96_000],
    ),
  );
  const files = {
    "mono AAC that says stereo": mp4({ config: esds(Buffer.from("1208", "hex")) }),
    "96 kHz, which the entry can't hold": mp4({
      entry: { sampleRate: 96_000 },
      config: esds(Buffer.from("1010", "hex")),
      timescale: 96_000,
      ticks: 96_000,
    }),
    "HE-AAC said up front": mp4({
      entry: { sampleRate: 22_050 },
      config: esds(Buffer.from("2b920800", "hex")),
      timescale: 44_100,
    }),
    "HE-AAC v2 said behind": mp4({
      entry: { sampleRate: 22_050 },
      config: esds(Buffer.from("138856e5a54880", "hex")),
      timescale: 44_100,
    }),
    ALAC: mp4({ entry: { type: "alac", sampleRate: 0 }, config: alac, timescale: 96_000, ticks: 48_000 }),
    "FLAC, whose rate the entry can't hold": mp4({
      entry: { type: "fLaC", sampleRate: 96_000 },
      config: box("dfLa", fieldsOf(["u32be", 0]), flac({ sampleRate: 96_000, channels: 1 }).subarray(4, 42)),
      timescale: 96_000,
      ticks: 48_000,
    }),
    "mono MP3 that says stereo": mp4({ entry: { type: ".mp3" }, samples: [mp3({ frames: 1, mono: true })] }),
    "no configuration": mp4(),
    "an edit list that skips the delay": mp4({ ticks: 46_212, edit: { milliseconds: 1_000, from: 2_112 } }),
    "one odd atom": mp4({
      config: esds(Buffer.from("1210", "hex")),
      moreInMoov: box("udta", box("meta", Buffer.from("ffffffff6f646421", "hex"))),
    }),
  };
  expect(await linesOf(files)).toEqual({
    "mono AAC that says stereo": "1 s · 44100 · 1 · MP4 · AAC",
    "96 kHz, which the entry can't hold": "1 s · 96000 · 2 · MP4 · AAC",
    "HE-AAC said up front": "1 s · 44100 · 2 · MP4 · HE-AAC",
    "HE-AAC v2 said behind": "1 s · 44100 · 2 · MP4 · HE-AAC v2",
    ALAC: "0.5 s · 96000 · 2 · MP4 · ALAC",
    "FLAC, whose rate the entry can't hold": "0.5 s · 96000 · 1 · MP4 · FLAC",
    "mono MP3 that says stereo": "1 s · 44100 · 1 · MP4 · MP3",
    "no configuration": "1 s · 44100 · 2 · MP4 · AAC",
    "an edit list that skips the delay": "1 s · 44100 · 2 · MP4 · AAC",
    "one odd atom": "1 s · 44100 · 2 · MP4 · AAC · tags-damaged",
  });
});
