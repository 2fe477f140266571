import { expect, test } from "vitest";
import { rex2 } from "../../world/audio/rex2.ts";
import { factsOf, lineOf } from "./facts-of.ts";

const LOOP = rex2({
  channels: 2,
  frames: 176_400,
  bars: 2,
  bpm: 120,
  slices: [
    [322, 44_000],
    [9_000, 1],
    [44_322, 132_078],
  ],
});

test("a sliced loop of ReCycle has its length, tempo, beats and slices", async () => {
  expect(await factsOf(LOOP, "Break.rx2")).toEqual({
    durationSeconds: 4,
    sampleRateHz: 44_100,
    channels: 2,
    metadata: {
      container: "REX2",
      codec: "DWOP",
      frames: 176_400,
      bitsPerSample: 16,
      bitrate: Math.round((LOOP.length * 8) / 4),
      lossless: true,
      tempo: { bpm: 120, source: "rex" },
      oneShot: false,
      beats: 8,
      meter: "4/4",
      cuePoints: [
        { position: 322, length: 44_000 },
        { position: 44_322, length: 132_078 },
      ],
    },
  });
});

test("a sliced loop that is cut off before its sound's description is damaged, and nothing worse", async () => {
  expect([await lineOf(LOOP.subarray(0, 60)), await lineOf(LOOP.subarray(0, 11))]).toEqual([
    "unknown · REX2 · damaged",
    "unknown · not-audio",
  ]);
});
