import { mkdtempSync, rmSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Loudness, type LoudnessResult } from "../../src/analysis/methods/loudness.ts";
import { Peaks } from "../../src/analysis/methods/peaks.ts";
import { analyseSound } from "../../src/analysis/analyse-sound.ts";
import { ffmpeg, hasFfmpeg } from "./ffmpeg.ts";
import { withOpenFile } from "./open-file.ts";

const RATE = 48_000;

function tone(hertz: number, seconds: number, level: number): Float64Array {
  return Float64Array.from(
    { length: RATE * seconds },
    (_, at) => level * Math.sin((2 * Math.PI * hertz * at) / RATE),
  );
}

function loudnessOf(samples: Float64Array): LoudnessResult {
  const loudness = new Loudness({ sampleRateHz: RATE, channels: 1 });
  for (let at = 0; at < samples.length; at += 10_000)
    loudness.take({ kind: "floats", samples: samples.slice(at, at + 10_000) });
  return loudness.result();
}

test("a full tone of 997 Hz has -3.01 LUFS, as the standard says", () => {
  expect(loudnessOf(tone(997, 2, 1))).toEqual({
    integratedLufs: -3.01,
    truePeakDbtp: 0.01,
    samplePeakDbfs: 0,
    rmsDbfs: -3.01,
  });
});

test("a one-shot under 0.4 s has levels and no loudness", () => {
  const { integratedLufs, samplePeakDbfs, rmsDbfs } = loudnessOf(tone(997, 0.3, 0.5));
  expect({ integratedLufs, samplePeakDbfs, rmsDbfs }).toEqual({
    integratedLufs: null,
    samplePeakDbfs: -6.02,
    rmsDbfs: -9.03,
  });
});

test("silence has no level at all", () => {
  expect(loudnessOf(new Float64Array(RATE))).toEqual({
    integratedLufs: null,
    truePeakDbtp: null,
    samplePeakDbfs: null,
    rmsDbfs: null,
  });
});

test("a peak between two samples is found", () => {
  // A quarter of the rate, an eighth of a turn late: each sample is 3 dB below the top of the wave.
  const samples = Float64Array.from({ length: RATE }, (_, at) => Math.sin((Math.PI / 2) * at + Math.PI / 4));
  const { samplePeakDbfs, truePeakDbtp } = loudnessOf(samples);
  expect(samplePeakDbfs).toBe(-3.01);
  expect(truePeakDbtp).toBeGreaterThan(-0.2);
  expect(truePeakDbtp).toBeLessThan(1);
});

test("peaks are the same however the samples come, 800 at most", () => {
  const samples = Int32Array.from({ length: 100_001 }, (_, at) => ((at * 2_654_435_761) | 0) >> (at % 7));
  const of = (piece: number): ReturnType<Peaks["result"]> => {
    const peaks = new Peaks(1);
    for (let at = 0; at < samples.length; at += piece)
      peaks.take({ kind: "integers", samples: samples.slice(at, at + piece) });
    return peaks.result();
  };
  const whole = of(samples.length);
  expect(of(997)).toEqual(whole);
  expect(whole).toMatchObject({ frames: 100_001, framesPerPoint: 128, points: 782 });
  const first = Buffer.from(whole.data, "base64");
  const stretch = samples.slice(0, 128);
  expect([first.readInt8(0), first.readInt8(1)]).toEqual([
    Math.min(...stretch) >> 24,
    Math.max(...stretch) >> 24,
  ]);
});

test("a sound shorter than the points has one for each frame, and of one of 801 none is lost", () => {
  for (const [frames, points] of [
    [3, 3],
    [800, 800],
    [801, 401],
  ] as const) {
    const peaks = new Peaks(2);
    peaks.take({ kind: "integers", samples: new Int32Array(frames * 2).fill(2 ** 30) });
    const result = peaks.result();
    expect([result.frames, result.points]).toEqual([frames, points]);
    expect(new Int8Array(Buffer.from(result.data, "base64"))).toEqual(new Int8Array(points * 2).fill(64));
  }
});

describe.runIf(hasFfmpeg)("ffmpeg's ebur128 is the judge", () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "musaic-loudness-"))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each([
    ["pink noise", "anoisesrc=r=44100:d=4:c=pink:a=0.5:seed=7", "-ac 2"],
    ["a loop at 22,050 Hz", "aevalsrc=exprs='sin(440*2*PI*t)*exp(-6*mod(t\\,0.5))':s=22050:d=3", "-ac 1"],
    [
      "a quiet part that the gate leaves out",
      "aevalsrc=exprs='0.5*sin(900*2*PI*t)*(lt(t\\,2)+0.001)':s=48000:d=6",
      "-ac 2",
    ],
    ["96 kHz", "anoisesrc=r=96000:d=2:c=brown:a=0.4:seed=3", "-ac 2"],
  ])("%s", async (_, source, how) => {
    const path = join(folder, "judged.wav");
    ffmpeg("-f", "lavfi", "-i", source, ...how.split(" "), "-c:a", "pcm_f32le", path);
    const judge = spawnSync("ffmpeg", [
      "-hide_banner",
      "-nostats",
      "-i",
      path,
      "-af",
      "ebur128=peak=true",
      "-f",
      "null",
      "-",
    ]);
    const summary = judge.stderr.toString().slice(judge.stderr.toString().lastIndexOf("Summary:"));
    const loudness = Number(/I:\s+(-?[\d.]+) LUFS/.exec(summary)?.[1]);
    const peak = Number(/Peak:\s+(-?[\d.]+) dBFS/.exec(summary)?.[1]);
    const ours = (await withOpenFile(path, (audio) => analyseSound(audio))).loudness as LoudnessResult;
    // It prints one decimal.
    expect(Math.abs((ours.integratedLufs ?? 0) - loudness)).toBeLessThanOrEqual(0.06);
    expect(Math.abs((ours.truePeakDbtp ?? 0) - peak)).toBeLessThanOrEqual(0.4);
  });
});
