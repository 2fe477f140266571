import { expect, test } from "vitest";
import { aiff } from "../../world/audio/aiff.ts";
import { noise } from "../../world/audio/noise.ts";
import { linesOf } from "./facts-of.ts";

test("AIFF and AIFF-C, little-endian and compressed, are read", async () => {
  const files = {
    plain: aiff({ channels: 2, bits: 24, sampleRate: 48_000 }),
    "three ms": aiff({ seconds: 0.003 }),
    sowt: aiff({ compression: "sowt" }),
    float: aiff({ compression: "fl32", bits: 32 }),
    "ima4 counting packets": aiff({
      compression: "ima4",
      audio: noise(34 * 2 * 100, 0),
      channels: 2,
      frames: 100,
    }),
    "ima4 counting frames": aiff({
      compression: "ima4",
      audio: noise(34 * 2 * 100, 0),
      channels: 2,
      frames: 6_390,
    }),
    "an unknown codec": aiff({ compression: "QDM2", audio: noise(100, 0), frames: 4_410 }),
    "cut off": aiff().subarray(0, 54 + 44_100),
    streamed: aiff({ frames: 0, soundClaims: 0 }),
  };
  expect(await linesOf(files)).toEqual({
    plain: "1 s · 48000 · 2 · AIFF · PCM",
    "three ms": "0.002993 s · 44100 · 1 · AIFF · PCM",
    sowt: "1 s · 44100 · 1 · AIFC · PCM",
    float: "1 s · 44100 · 1 · AIFC · PCM float",
    "ima4 counting packets": "0.145125 s · 44100 · 2 · AIFC · IMA ADPCM",
    "ima4 counting frames": "0.144898 s · 44100 · 2 · AIFC · IMA ADPCM",
    "an unknown codec": "0.1 s · 44100 · 1 · AIFC · QDM2",
    "cut off": "0.5 s · 44100 · 1 · AIFF · PCM",
    streamed: "1 s · 44100 · 1 · AIFF · PCM",
  });
});
