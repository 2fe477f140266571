import { expect, test } from "vitest";
import { aacFrames, heAacAdts } from "../../world/audio/he-aac.ts";
import { esds, mp4 } from "../../world/audio/mp4.ts";
import { linesOf } from "./facts-of.ts";

/** AAC LC at 22.05 kHz in stereo, and not a word of SBR. */
const CORE_ONLY = esds(Buffer.from("1390", "hex"));

test("HE-AAC that says so nowhere plays at twice its core's rate", async () => {
  const frames = aacFrames({ frames: 40, sbr: true });
  const files = {
    "ADTS without SBR": heAacAdts({ frames: 40, sbr: false }),
    "ADTS with SBR": heAacAdts({ frames: 40, sbr: true }),
    "ADTS with SBR and padding": heAacAdts({ frames: 40, sbr: true, padding: 12 }),
    "ADTS with padding only": heAacAdts({ frames: 40, sbr: false, padding: 300 }),
    "too short to tell": heAacAdts({ frames: 5, sbr: true }),
    "MP4 with SBR": mp4({ config: CORE_ONLY, timescale: 22_050, ticks: 40_960, samples: frames }),
    "MP4 without SBR": mp4({
      config: CORE_ONLY,
      timescale: 22_050,
      ticks: 40_960,
      samples: aacFrames({ frames: 40, sbr: false }),
    }),
  };
  expect(await linesOf(files)).toEqual({
    "ADTS without SBR": "1.857596 s · 22050 · 2 · ADTS · AAC",
    "ADTS with SBR": "1.857596 s · 44100 · 2 · ADTS · HE-AAC",
    "ADTS with SBR and padding": "1.857596 s · 44100 · 2 · ADTS · HE-AAC",
    "ADTS with padding only": "1.857596 s · 22050 · 2 · ADTS · AAC",
    "too short to tell": "0.2322 s · 22050 · 2 · ADTS · AAC",
    "MP4 with SBR": "1.857596 s · 44100 · 2 · MP4 · HE-AAC",
    "MP4 without SBR": "1.857596 s · 22050 · 2 · MP4 · AAC",
  });
});
