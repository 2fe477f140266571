import { expect, test } from "vitest";
import { aiff } from "../../world/audio/aiff.ts";
import { caf } from "../../world/audio/caf.ts";
import { fieldsOf } from "../../world/audio/fields-of.ts";
import { metadataOf } from "./facts-of.ts";

const PLAIN = {
  container: "RIFF",
  codec: "PCM",
  frames: 44_100,
  bitsPerSample: 16,
  bitrate: 705_600,
  lossless: true,
};

const PLAIN_AIFF = { ...PLAIN, container: "AIFF" };

function basc(options: { beats: number; note: number; scale: number; kind: number }): {
  id: string;
  data: Buffer;
} {
  const { beats, note, scale, kind } = options;
  const head = fieldsOf(["u32be", 1], ["u32be", beats], ["u16be", note], ["u16be", scale]);
  return { id: "basc", data: fieldsOf(head, ["u16be", 3], ["u16be", 4], ["u16be", kind], Buffer.alloc(66)) };
}

test("AIFF gives markers, the instrument's loops, comments and the Apple Loop", async () => {
  const mark = fieldsOf(
    ["u16be", 2],
    ["u16be", 1],
    ["u32be", 1_000],
    "\x05start",
    ["u16be", 2],
    ["u32be", 9_000],
    "\x03end",
  );
  const inst = fieldsOf(
    Buffer.from([60, 5, 48, 72, 1, 127]),
    ["u16be", 0],
    ["u16be", 1],
    ["u16be", 1],
    ["u16be", 2],
    Buffer.alloc(6),
  );
  const comment = fieldsOf(["u16be", 1], ["u32be", 0], ["u16be", 0], ["u16be", 4], "slow");
  const chunks = [
    { id: "MARK", data: mark },
    { id: "INST", data: inst },
    { id: "COMT", data: comment },
    { id: "NAME", data: Buffer.from("Café", "latin1") },
    basc({ beats: 3, note: 57, scale: 1, kind: 1 }),
  ];
  expect(await metadataOf(aiff({ seconds: 2, chunks }))).toEqual({
    ...PLAIN_AIFF,
    frames: 88_200,
    tags: { title: "Café", comment: "slow" },
    tempo: { bpm: 90, source: "basc" },
    key: { key: "A minor", source: "basc" },
    rootNote: 60,
    detuneCents: -5,
    noteRange: { low: 48, high: 72 },
    loops: [{ start: 1_000, end: 8_999, type: "forward" }],
    cuePoints: [
      { position: 1_000, label: "start" },
      { position: 9_000, label: "end" },
    ],
    oneShot: false,
    beats: 3,
    meter: "3/4",
  });
});

test("an Apple one-shot has no tempo", async () => {
  const chunks = [basc({ beats: 4, note: 0, scale: 3, kind: 2 })];
  expect(await metadataOf(aiff({ chunks }))).toEqual({ ...PLAIN_AIFF, oneShot: true });
});

test("an Apple Loop in CAF says the same in texts", async () => {
  const audio = {
    format: "aac ",
    packetBytes: 0,
    packetFrames: 1_024,
    audioBytes: 5_000,
    validFrames: 96_000,
  };
  const texts = ["category", "Bass", "beat count", "4", "time signature", "4/4", "key signature", "Bb"];
  texts.push("key type", "minor", "descriptors", "Grooving,Clean");
  const plain = { container: "CAF", codec: "AAC", frames: 96_000, bitrate: 20_000, lossless: false };
  expect([
    await metadataOf(caf({ ...audio, loop: texts })),
    await metadataOf(caf({ ...audio, loop: ["category", "FX", "key signature", "C"] })),
  ]).toEqual([
    {
      ...plain,
      tags: { category: "Bass", keywords: ["Grooving", "Clean"] },
      tempo: { bpm: 120, source: "basc" },
      key: { key: "A# minor", source: "basc" },
      oneShot: false,
      beats: 4,
      meter: "4/4",
    },
    { ...plain, tags: { category: "FX" }, oneShot: true },
  ]);
});
