import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { readAudioFacts } from "../../../src/reader/facts/read-audio-facts.ts";
import { reusingSource, sourceOf } from "../../world/audio/source-of.ts";
import { factsOf } from "./facts-of.ts";

/** Real files with known facts, beside the project where there are any. */
const SAMPLES = join(import.meta.dirname, "../../../../shared/samples");
const MISSING = existsSync(join(SAMPLES, "facts.tsv"))
  ? undefined
  : "no ../shared/samples/facts.tsv beside the project";
if (MISSING !== undefined) console.warn(`samples.test.ts is skipped: ${MISSING}`);

/** Where we say something else than ffprobe on purpose. */
const DEPARTURES: Readonly<Record<string, string>> = {
  "git/scipy+scipy/test-44100Hz-le-1ch-4bytes-early-eof.wav":
    "cut off: ffprobe says what the header promised, the file holds 5 ms",
  "git/beetbox+mediafile/full.opus": "ffprobe counts the 6.5 ms of pre-skip that no decoder plays",
  "git/beetbox+mediafile/cbr.mp3":
    "ffprobe counts all frames; decoded it has what LAME's note leaves of them: 1.05902 s",
  "git/beetbox+mediafile/unparseable.mp3":
    "ffprobe counts all frames; decoded it has what LAME's note leaves of them: 1 s",
  "pkg/audio-samples-piano-mp3-release-1.0.5/rel30.mp3":
    "ffprobe counts all frames; decoded it has what LAME's note leaves of them: 0.455011 s",
  "git/beetbox+mediafile/empty.dsf":
    "ffprobe counts bytes, the stream has 2,822,400 one-bit samples a second",
  "git/beetbox+mediafile/full.m4a":
    "ffprobe counts all frames; iTunes' note says that 44,100 samples of them play",
  "git/beetbox+mediafile/full.mp3":
    "ffprobe counts all frames; iTunes' note says that 44,100 samples of them play",
  "git/beetbox+mediafile/bpm.mp3":
    "ffprobe counts all frames; iTunes' note says that 44,100 samples of them play",
  "git/tinytag+tinytag/bitrate_present.spx":
    "ffprobe's duration ends before the last packet, mediainfo's and ours with it",
  "git/sindresorhus+file-type/fixture.amr":
    "ffprobe guesses by bitrate; there are 42 frames of 20 ms, as mediainfo says",
  "git/sindresorhus+file-type/fixture-sv8.mpc":
    "ffprobe says 0 s; the header has 24,000 samples at 48 kHz, as mediainfo says",
  "pkg/audio-lena-3.0.1/lena.aac": "ffprobe guesses by bitrate; there are 531 frames of 1,024 samples",
  "pkg/audio-lena-3.0.1/lena-gsm.aiff":
    "ffprobe takes packets for samples; mediainfo and the other lena files say 12.27 s",
};

interface Row {
  readonly path: string;
  readonly duration: string;
  readonly rate: string;
  readonly channels: string;
}

function rows(): Row[] {
  const [, ...lines] = readFileSync(join(SAMPLES, "facts.tsv"), "utf8").trim().split("\n");
  return lines.map((line) => {
    const [path = "", , , , duration = "", rate = "", channels = ""] = line.split("\t");
    return { path, duration, rate, channels };
  });
}

/** The longest error that is none: a millisecond, or a thousandth of long files. */
function isNear(seconds: number | null, truth: string): boolean {
  return seconds !== null && Math.abs(seconds - Number(truth)) <= Math.max(0.001, Number(truth) / 1_000);
}

test.skipIf(MISSING !== undefined)("every real file with known facts has them here", async () => {
  const wrong: string[] = [];
  for (const { path, duration, rate, channels } of rows()) {
    const facts = await factsOf(readFileSync(join(SAMPLES, path)), basename(path));
    const right =
      (duration === "" || isNear(facts.durationSeconds, duration)) &&
      (rate === "" || facts.sampleRateHz === Number(rate)) &&
      (channels === "" || facts.channels === Number(channels));
    if (!right) wrong.push(path);
  }
  expect(wrong.sort()).toEqual(Object.keys(DEPARTURES).sort());
});

test.skipIf(MISSING !== undefined)("what differs from ffprobe on purpose is what the bytes say", async () => {
  const said: Record<string, number | null> = {};
  for (const path of Object.keys(DEPARTURES)) {
    said[basename(path)] = (await factsOf(readFileSync(join(SAMPLES, path)))).durationSeconds;
  }
  expect(said).toEqual({
    "test-44100Hz-le-1ch-4bytes-early-eof.wav": 236 / 44_100,
    "full.m4a": 1,
    "full.mp3": 1,
    "bpm.mp3": 1,
    "full.opus": 1,
    "cbr.mp3": 46_703 / 44_100,
    "unparseable.mp3": 1,
    "rel30.mp3": 20_066 / 44_100,
    "empty.dsf": 32_768 / 2_822_400,
    "bitrate_present.spx": 1.067,
    "fixture.amr": 0.84,
    "fixture-sv8.mpc": 0.5,
    "lena.aac": (531 * 1_024) / 44_100,
    "lena-gsm.aiff": 541_184 / 44_100,
  });
});

test.skipIf(MISSING !== undefined)("broken files give nothing or an error, never nonsense", async () => {
  const broken = ["zero_value_properties.wav", "crash-e879de4eb4d206c59e21f0e01def16457af80fdc.wav"];
  broken.push("5ef80ac28c9554fc3bdfa0096dac28f35c79c652.flac", "eee.raw", "fixture-corrupt.mkv");
  const said: Record<string, unknown> = {};
  for (const { path } of rows().filter((row) => broken.includes(basename(row.path)))) {
    const { durationSeconds, sampleRateHz, channels, metadata } = await factsOf(
      readFileSync(join(SAMPLES, path)),
    );
    said[basename(path)] = [durationSeconds, sampleRateHz, channels, metadata.error?.code];
  }
  expect(said).toEqual({
    "zero_value_properties.wav": [null, null, null, "damaged"],
    "crash-e879de4eb4d206c59e21f0e01def16457af80fdc.wav": [null, null, null, "damaged"],
    "5ef80ac28c9554fc3bdfa0096dac28f35c79c652.flac": [null, null, null, "damaged"],
    "eee.raw": [null, null, null, "not-audio"],
    // Only the format's own head is damaged: mediainfo reads it as well.
    "fixture-corrupt.mkv": [0.092, 44_100, 2, undefined],
  });
});

test.skipIf(MISSING !== undefined)(
  "a source that reuses its memory gives the same facts, and names don't matter",
  async () => {
    for (const { path } of rows()) {
      const bytes = readFileSync(join(SAMPLES, path));
      const plain = await readAudioFacts(sourceOf(bytes), "lies.wav");
      expect({ path, ...(await readAudioFacts(reusingSource(bytes), "lies.mp3")) }).toEqual({
        path,
        ...plain,
      });
    }
  },
);
