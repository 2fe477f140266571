import { expect, test } from "vitest";
import { aiff } from "../../world/audio/aiff.ts";
import { caf } from "../../world/audio/caf.ts";
import { fieldsOf } from "../../world/audio/fields-of.ts";
import { metadataOf } from "./facts-of.ts";

const SECOND = { format: "lpcm", packetBytes: 4, packetFrames: 1, audioBytes: 192_000 };
const PLAIN = {
  container: "CAF",
  codec: "PCM",
  frames: 48_000,
  bitsPerSample: 16,
  bitrate: 1_536_000,
  lossless: true,
};

test("CAF gives markers with their labels, sustain loops, the instrument and texts", async () => {
  const mark = fieldsOf(
    ["u32be", 0],
    ["u32be", 3],
    marker("slen", 24_000, 9),
    marker("slbg", 12_000, 8),
    marker("\0\0\0\0", 0, 7),
  );
  const strg = fieldsOf(["u32be", 2], name(7, 0), name(9, 6), "Größe\0end\0");
  const inst = fieldsOf(Buffer.from([0x42, 0x70, 0, 0]), Buffer.from([48, 72, 1, 127]), Buffer.alloc(4));
  const info = ["tempo", "93.5", "key signature", "Bbm", "time signature", "3/4", "recorded date", "2026"];
  const chunks = [
    { id: "strg", data: strg },
    { id: "mark", data: mark },
    { id: "inst", data: inst },
  ];
  expect(await metadataOf(caf({ ...SECOND, info, chunks }))).toEqual({
    ...PLAIN,
    tags: { bpm: "93.5", key: "Bbm", date: "2026" },
    tempo: { bpm: 93.5, source: "tag" },
    key: { key: "A# minor", source: "tag" },
    rootNote: 60,
    noteRange: { low: 48, high: 72 },
    loops: [{ start: 12_000, end: 23_999, type: "forward" }],
    cuePoints: [{ position: 0, label: "Größe" }, { position: 12_000 }, { position: 24_000, label: "end" }],
    meter: "3/4",
  });
});

test("the transients of an Apple Loop are its slices, in CAF and in AIFF", async () => {
  const positions = [0, 12_000, 36_000, 48_000];
  const uuid = Buffer.from("0352811b9d5d42e1882d6af61a6b330c", "hex");
  const inCaf = (count: number) =>
    fieldsOf(uuid, Buffer.alloc(16), ["u32be", count], ...positions.map((at) => cafTransient(at)));
  const inAiff = fieldsOf(
    Buffer.alloc(100),
    ...positions.map((at) => fieldsOf(["u32be", 65_536], ["u32be", at], Buffer.alloc(16))),
  );
  const short = { seconds: 1, sampleRate: 48_000 };
  const said = [
    caf({ ...SECOND, chunks: [{ id: "uuid", data: inCaf(4) }] }),
    caf({ ...SECOND, chunks: [{ id: "uuid", data: inCaf(0xffff_ffff) }] }),
    aiff({ ...short, chunks: [{ id: "trns", data: inAiff }] }),
    aiff({ ...short, chunks: [{ id: "trns", data: inAiff.subarray(0, 110) }] }),
  ];
  const slices = [{ position: 0 }, { position: 12_000 }, { position: 36_000 }];
  expect(await Promise.all(said.map(async (each) => (await metadataOf(each)).cuePoints))).toEqual([
    slices,
    undefined,
    slices,
    undefined,
  ]);
});

test("the words of AIFF's category chunk are keywords", async () => {
  const words = ["Drums", "Drum Kit", "", "Grooving"].map((word) => word.padEnd(50, "\0"));
  const cate = fieldsOf(["u32be", 1], ...words, ["u16be", 16], Buffer.alloc(8));
  const { tags } = await metadataOf(aiff({ chunks: [{ id: "cate", data: cate }] }));
  expect(tags).toEqual({ keywords: ["Drums", "Drum Kit", "Grooving"] });
});

function marker(type: string, position: number, id: number): Buffer {
  return fieldsOf(type, ["f64be", position], ["u32be", id], Buffer.alloc(12));
}

function name(id: number, at: number): Buffer {
  return fieldsOf(["u32be", id], ["u64be", at]);
}

function cafTransient(position: number): Buffer {
  return fieldsOf(["u32be", 65_536], ["u64be", position]);
}
