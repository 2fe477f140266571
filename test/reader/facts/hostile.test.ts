import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { readAudioFacts } from "../../../src/reader/facts/read-audio-facts.ts";
import { fieldsOf } from "../../world/audio/fields-of.ts";
import { id3v2 } from "../../world/audio/id3.ts";
import { mp3 } from "../../world/audio/mp3.ts";
import { box, mp4 } from "../../world/audio/mp4.ts";
import { noise } from "../../world/audio/noise.ts";
import { sourceOf } from "../../world/audio/source-of.ts";
import { chunk, wav } from "../../world/audio/wav.ts";
import { everyFixture } from "./every-fixture.ts";
import { factsOf, lineOf } from "./facts-of.ts";

/** The published schema of `assets.metadata`: damage never leads out of it. */
const SCHEMA = z.fromJSONSchema(
  JSON.parse(readFileSync(join(import.meta.dirname, "../../../config/asset-metadata.schema.json"), "utf8")),
);

/** What no fact may ever be, whatever the bytes are. */
function nonsense(facts: Awaited<ReturnType<typeof factsOf>>): string[] {
  const { durationSeconds, sampleRateHz, channels, metadata } = facts;
  const numbers = [durationSeconds, sampleRateHz, channels].filter((each) => each !== null);
  const json = JSON.stringify(metadata);
  return [
    ...numbers.filter((each) => !(each > 1e-37 && each <= 2 ** 31 - 1)).map((each) => `number ${each}`),
    ...(/\\u0000|\\ud[89a-f]/i.test(json) ? [`text ${json}`] : []),
    ...(SCHEMA.safeParse(JSON.parse(json)).error?.issues.map((issue) => issue.message) ?? []),
    ...(json.length > 1_000_000 ? [`${json.length} characters`] : []),
  ];
}

test("a file that is cut off anywhere is read without a throw and without nonsense", async () => {
  const found: string[] = [];
  for (const [name, bytes] of Object.entries(everyFixture())) {
    const step = Math.max(1, Math.floor(bytes.length / 150));
    for (let length = 0; length < bytes.length; length += length < 64 ? 1 : step) {
      const bad = nonsense(await factsOf(bytes.subarray(0, length)));
      if (bad.length > 0) found.push(`${name} at ${length}: ${bad.join()}`);
    }
  }
  expect(found).toEqual([]);
});

test("a file with damaged bytes is read without a throw and without nonsense", async () => {
  const found: string[] = [];
  for (const [name, bytes] of Object.entries(everyFixture())) {
    for (let seed = 0; seed < 150; seed += 1) {
      const damaged = Buffer.from(bytes);
      const [at = 0, value = 0, other = 0] = new Uint32Array(noise(12, seed).buffer.slice(0, 12));
      // Headers are where it hurts: half of the damage goes there.
      const place = at % (seed % 2 === 0 ? Math.min(damaged.length, 128) : damaged.length);
      damaged.fill(
        [0x00, 0xff, value & 0xff][other % 3] ?? 0,
        place,
        Math.min(damaged.length, place + 1 + (other % 8)),
      );
      const bad = nonsense(await factsOf(damaged));
      if (bad.length > 0) found.push(`${name} with seed ${seed}: ${bad.join()}`);
    }
  }
  expect(found).toEqual([]);
});

test("sizes that claim gigabytes allocate nothing", async () => {
  const huge = { claims: 0xffff_fff0, data: Buffer.from("INFOINAM") };
  const files = {
    "an ID3 tag of 256 MB in 2 KB": Buffer.concat([
      id3v2({ TIT2: "x" }, { claims: 2 ** 28 - 1 }),
      Buffer.alloc(2_000),
    ]),
    "an ID3 frame of 256 MB": fieldsOf(
      "ID3",
      "\x04\0\0\0\0\x07\x68TIT2\x7f\x7f\x7f\x7f\0\0\x03x",
      mp3({ frames: 3 }),
    ),
    "a LIST of 4 GB": wav({ seconds: 0.01, chunks: [{ id: "LIST", ...huge }] }),
    "a smpl of 4 GB": wav({ seconds: 0.01, chunks: [{ id: "smpl", ...huge }] }),
    "a negative MP4 box": mp4({ moreInMoov: fieldsOf(["u32be", 0xffff_fff8], "udta", Buffer.alloc(50)) }),
    "a 64-bit MP4 box": mp4({
      moreInMoov: fieldsOf(["u32be", 1], "udta", ["u64be", 2 ** 52], Buffer.alloc(50)),
    }),
    "a CAF chunk of 2^63": fieldsOf(
      "caff",
      ["u16be", 1],
      ["u16be", 0],
      "desc",
      Buffer.alloc(8, 0x7f),
      Buffer.alloc(40),
    ),
  };
  const asked: Record<string, boolean> = {};
  for (const [name, bytes] of Object.entries(files)) {
    const source = sourceOf(bytes);
    await readAudioFacts(source, name);
    asked[name] = source.asked.longest <= bytes.length;
  }
  expect(asked).toEqual(Object.fromEntries(Object.keys(files).map((name) => [name, true])));
});

test("a lying ID3 tag loses its tags, not the audio", async () => {
  const lying = Buffer.concat([id3v2({ TIT2: "x" }, { claims: 2 ** 28 - 1 }), mp3({ frames: 10 })]);
  expect(await lineOf(lying)).toBe("0.261224 s · 44100 · 2 · MPEG · MPEG 1 Layer 3 · tags-damaged");
});

function repeated(part: Uint8Array, bytes: number): Buffer {
  return Buffer.alloc(bytes, part);
}

function nested(type: string, levels: number): Buffer {
  return Buffer.concat(
    Array.from({ length: levels }, (_, at) => fieldsOf(["u32be", (levels - at) * 8], type)),
  );
}

test("files made to keep a parser busy take a moment only", async () => {
  const files = {
    "empty chunks": fieldsOf("RIFF", ["u32le", 0], "WAVE", repeated(chunk("JUNK", Buffer.alloc(0)), 4e6)),
    "lists of lists": fieldsOf(
      "RIFF",
      ["u32le", 0],
      "WAVE",
      repeated(fieldsOf("LIST", ["u32le", 14], "INFOINAM", ["u32le", 2], "xx"), 4e6),
    ),
    "nested boxes": fieldsOf(box("ftyp", Buffer.from("M4A \0\0\0\0")), nested("moov", 50_000)),
    "nested tag boxes": mp4({ moreInMoov: nested("udta", 50_000) }),
    "empty boxes": fieldsOf(
      box("ftyp", Buffer.from("M4A \0\0\0\0")),
      repeated(box("free", Buffer.alloc(0)), 4e6),
    ),
    "empty Ogg pages": repeated(fieldsOf("OggS", Buffer.alloc(23)), 27 * 50_000),
    "false frames": fieldsOf(mp3({ frames: 5 }), repeated(Buffer.from([0xff, 0xfb, 0xe0, 0x00, 0x11]), 5e6)),
    "all ones": Buffer.alloc(5e6, 0xff),
  };
  const slow: string[] = [];
  for (const [name, bytes] of Object.entries(files)) {
    const began = performance.now();
    await factsOf(bytes);
    // Each takes up to 2 s when two others share the machine; what is not bounded takes minutes.
    if (performance.now() - began > 20_000) slow.push(name);
  }
  expect(slow).toEqual([]);
});
