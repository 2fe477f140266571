import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { analyseSound } from "../../src/analysis/analyse-sound.ts";
import { distance, ffmpeg, hasFfmpeg, judged } from "./ffmpeg.ts";
import { decoded, withOpenFile } from "./open-file.ts";

/** How a file is made: its name, and what ffmpeg is told. */
const UNCOMPRESSED: Readonly<Record<string, string>> = {
  "u8.wav": "-c:a pcm_u8",
  "s16.wav": "-c:a pcm_s16le",
  "s24.wav": "-c:a pcm_s24le",
  "s32.wav": "-c:a pcm_s32le",
  "f32.wav": "-c:a pcm_f32le",
  "f64.wav": "-c:a pcm_f64le",
  "rf64.wav": "-c:a pcm_s24le -rf64 always",
  "six.wav": "-c:a pcm_s24le -ac 6",
  "s16.w64": "-c:a pcm_s16le",
  "f32.w64": "-c:a pcm_f32le",
  "s8.aiff": "-c:a pcm_s8",
  "s16.aiff": "-c:a pcm_s16be",
  "s24.aiff": "-c:a pcm_s24be",
  "s32.aiff": "-c:a pcm_s32be",
  "sowt.aifc": "-c:a pcm_s16le -f aiff",
  "f32.aifc": "-c:a pcm_f32be -f aiff",
  "f64.aifc": "-c:a pcm_f64be -f aiff",
  "s16.caf": "-c:a pcm_s16be",
  "s24le.caf": "-c:a pcm_s24le",
  "s32.caf": "-c:a pcm_s32be",
  "f32le.caf": "-c:a pcm_f32le",
  "f64.caf": "-c:a pcm_f64be",
  "s8.au": "-c:a pcm_s8",
  "s16.au": "-c:a pcm_s16be",
  "s24.au": "-c:a pcm_s24be",
  "s32.au": "-c:a pcm_s32be",
  "f32.au": "-c:a pcm_f32be",
  "f64.au": "-c:a pcm_f64be",
};
const LOSSLESS: Readonly<Record<string, readonly [how: string, by: "package" | "ffmpeg"]>> = {
  "s16.flac": ["-c:a flac -sample_fmt s16", "package"],
  "s24.flac": ["-c:a flac -sample_fmt s32", "package"],
  "s16.oga": ["-c:a flac -sample_fmt s16", "package"],
  "s16.wv": ["-c:a wavpack -sample_fmt s16p", "package"],
  "s32.wv": ["-c:a wavpack -sample_fmt s32p", "ffmpeg"],
  "s16.m4a": ["-c:a alac -sample_fmt s16p", "ffmpeg"],
  "s16.tta": ["-c:a tta -sample_fmt s16", "ffmpeg"],
};
/**
 * The most that two decoders of one lossy stream differ by. For Opus ffmpeg's own one differs by 0.02 from the reference here,
 * where the waves fill the whole scale; by 1.2e-5 over drum samples.
 */
const LOSSY: Readonly<Record<string, readonly [how: string, by: "package" | "ffmpeg", most: number]>> = {
  "stereo.mp3": ["-b:a 128k", "package", 1e-5],
  "mono.mp3": ["-b:a 64k -ac 1", "package", 1e-5],
  "vorbis.ogg": ["-c:a libvorbis", "package", 1e-6],
  "opus.opus": ["-c:a libopus -ar 48000", "package", 0.03],
  "aac.m4a": ["-c:a aac", "ffmpeg", 1e-6],
};

/** Noise and tones over the whole scale, and a silent end, that some decoders lose. */
const SOURCE =
  "aevalsrc=exprs='if(lt(t\\,1.9)\\,0.98*sin(997*2*PI*t)*random(0)\\,0)|if(lt(t\\,1.9)\\,sin(97*2*PI*t*t)\\,0)':s=44100:d=2.3";

describe.runIf(hasFfmpeg)("the samples are those of ffmpeg's decoder", () => {
  let folder: string;
  const made = (name: string): string => join(folder, name);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "musaic-decoding-"));
    const recipes = [
      ...Object.entries(UNCOMPRESSED),
      ...Object.entries({ ...LOSSLESS, ...LOSSY }).map(([name, [how]]) => [name, how] as const),
    ];
    for (const [name, how] of recipes)
      ffmpeg("-f", "lavfi", "-i", SOURCE, "-bitexact", ...how.split(" "), made(name));
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(Object.keys(UNCOMPRESSED))("%s, by our own reader", async (name) => {
    const { by, samples } = await decoded(made(name));
    expect({ by, distance: distance(samples, judged(made(name))) }).toEqual({ by: "own", distance: 0 });
  });

  test.each(Object.entries(LOSSLESS))("%s", async (name, [, decoder]) => {
    const { by, samples } = await decoded(made(name));
    expect({ by, distance: distance(samples, judged(made(name))) }).toEqual({ by: decoder, distance: 0 });
  });

  test.each(Object.entries(LOSSY))("%s, but for rounding", async (name, [, decoder, most]) => {
    const { by, samples } = await decoded(made(name));
    expect(by).toBe(decoder);
    expect(distance(samples, judged(made(name)))).toBeLessThanOrEqual(most);
  });

  test("one sound has one name in every wrapper", async () => {
    const wrappers: Readonly<Record<string, string>> = {
      "a.wav": "-c:a pcm_s16le",
      "b.wav": "-c:a pcm_s24le -metadata title=Other",
      "c.wav": "-c:a pcm_f32le",
      "d.aiff": "-c:a pcm_s16be",
      "e.aifc": "-c:a pcm_s16le -f aiff",
      "f.caf": "-c:a pcm_s32be",
      "g.w64": "-c:a pcm_s16le",
      "h.au": "-c:a pcm_s16be",
      "i.flac": "-c:a flac",
      "j.flac": "-c:a flac -sample_fmt s32",
      "k.wv": "-c:a wavpack",
      "l.m4a": "-c:a alac",
    };
    const names = new Map<string, string>();
    for (const [name, how] of Object.entries(wrappers)) {
      ffmpeg("-i", made("s16.wav"), ...how.split(" "), made(name));
      names.set(name, await soundOf(made(name)));
    }
    ffmpeg("-i", made("s16.wav"), "-af", "volume=0.999", made("other.wav"));
    const name = names.get("a.wav");
    expect([...names].filter(([, other]) => other !== name)).toEqual([]);
    expect(await soundOf(made("other.wav"))).not.toBe(name);
  });

  test("a lossy stream keeps its name when its tags change", async () => {
    for (const name of ["stereo.mp3", "vorbis.ogg", "opus.opus"]) {
      const other = made(`tagged-${name}`);
      const tags = ["-metadata", `title=${"long ".repeat(2_000)}`, "-metadata", "artist=Other"];
      ffmpeg("-i", made(name), "-c", "copy", ...tags, other);
      expect(await soundOf(other)).toBe(await soundOf(made(name)));
      expect(await soundOf(other)).toMatch(/^coded:[0-9a-f]{64}$/);
    }
  });
});

async function soundOf(path: string): Promise<string> {
  const { sound } = await withOpenFile(path, (audio) => analyseSound(audio));
  return "error" in sound ? sound.error.message : sound.hash;
}
