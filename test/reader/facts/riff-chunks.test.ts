import { expect, test } from "vitest";
import { fieldsOf } from "../../world/audio/fields-of.ts";
import { chunk, wav } from "../../world/audio/wav.ts";
import { metadataOf } from "./facts-of.ts";

const PLAIN = {
  container: "RIFF",
  codec: "PCM",
  frames: 44_100,
  bitsPerSample: 16,
  bitrate: 705_600,
  lossless: true,
};

test("smpl gives root note, tuning and loops, and knows the root note better than inst", async () => {
  const loops = [0, 1, 2].map((type) =>
    fieldsOf(
      ["u32le", type],
      ["u32le", type],
      ["u32le", 100],
      ["u32le", 200 + type],
      ["u32le", 0],
      ["u32le", 0],
    ),
  );
  const smpl = fieldsOf(
    Buffer.alloc(12),
    ["u32le", 62],
    ["u32le", 2 ** 31],
    Buffer.alloc(8),
    ["u32le", 9],
    ["u32le", 0],
    ...loops,
  );
  const inst = Buffer.from([48, 0, 6, 36, 60, 1, 100]);
  const chunks = [
    { id: "smpl", data: smpl },
    { id: "inst", data: inst },
  ];
  expect(await metadataOf(wav({ chunks }))).toEqual({
    ...PLAIN,
    rootNote: 62,
    detuneCents: 50,
    gainDb: 6,
    noteRange: { low: 36, high: 60 },
    velocityRange: { low: 1, high: 100 },
    loops: [
      { start: 100, end: 200, type: "forward" },
      { start: 100, end: 201, type: "pingpong" },
      { start: 100, end: 202, type: "backward" },
    ],
  });
});

function pitched(root: number, fraction: number): { id: string; data: Buffer } {
  return {
    id: "smpl",
    data: fieldsOf(Buffer.alloc(12), ["u32le", root], ["u32le", fraction], Buffer.alloc(16)),
  };
}

async function tuned(chunks: readonly { id: string; data: Buffer }[]): Promise<unknown[]> {
  const { rootNote, detuneCents } = await metadataOf(wav({ chunks }));
  return [rootNote, detuneCents];
}

test("cents say how far the sample sounds above the root note of the same chunk", async () => {
  // What a player adds: a sample that sounds 20 cents sharp has -20.
  const inst = { id: "inst", data: Buffer.from([57, 256 - 20, 0, 0, 127, 0, 127]) };
  expect(await tuned([inst])).toEqual([57, 20]);
  expect(await tuned([pitched(60, 2 ** 30)])).toEqual([60, 25]);
  expect(await tuned([inst, pitched(60, 2 ** 30)])).toEqual([60, 25]);
  expect(await tuned([inst, pitched(60, 0)])).toEqual([60, undefined]);
  expect(await tuned([inst, pitched(0, 2 ** 30)])).toEqual([57, 20]);
});

/** The chunk of Acidized loops: what stands between count and slices is unknown, and so is most of a slice. */
function strc(positions: readonly number[], { count = positions.length, headerBytes = 28 } = {}) {
  const slices = positions.map((position) =>
    fieldsOf(["u32le", 0], ["u32le", 77], ["u64le", position], ["u64le", 0], ["u32le", 9], ["u32le", 77]),
  );
  const head = fieldsOf(["u32le", headerBytes], ["u32le", count], ...[65, 5, 1, 0, 4].map(word));
  return { id: "strc", data: fieldsOf(head, ...slices) };
}

function word(value: number): ["u32le", number] {
  return ["u32le", value];
}

function acid(flags: number) {
  const fields = fieldsOf(word(flags), word(0), word(0), word(4), ["u16le", 4], ["u16le", 4], ["f32le", 120]);
  return { id: "acid", data: fields };
}

test("the slices of an Acidized loop are cue points beside the maker's own", async () => {
  const label = fieldsOf("adtl", chunk("labl", fieldsOf(["u32le", 1], "fill\0")));
  const cue = { id: "cue ", data: fieldsOf(["u32le", 1], point(1, 22_050)) };
  const chunks = [acid(0), strc([0, 11_025, 22_050, 88_200]), cue, { id: "LIST", data: label }];
  const { cuePoints, beats } = await metadataOf(wav({ seconds: 2, chunks }));
  expect({ cuePoints, beats }).toEqual({
    cuePoints: [{ position: 0 }, { position: 11_025 }, { position: 22_050, label: "fill" }],
    beats: 4,
  });
});

test("a one-shot, a lone slice and an unknown layout give no slices", async () => {
  const files = [
    [acid(1), strc([0, 11_025])],
    [acid(0), strc([0, 44_100])],
    [acid(0), strc([0, 20_000, 11_025])],
    [acid(0), strc([0, 11_025], { count: 3 })],
    [acid(0), strc([0, 11_025], { count: 0xffff_ffff })],
    [acid(0), strc([0, 11_025], { headerBytes: 36 })],
    [acid(0), { id: "strc", data: Buffer.alloc(3) }],
  ];
  const said = await Promise.all(files.map(async (chunks) => (await metadataOf(wav({ chunks }))).cuePoints));
  expect(said).toEqual(files.map(() => undefined));
});

test("cue points come in order with their labels and lengths, wherever the lists stand", async () => {
  const adtl = fieldsOf(
    "adtl",
    chunk("labl", fieldsOf(["u32le", 2], "Größe\0")),
    chunk("ltxt", fieldsOf(["u32le", 2], ["u32le", 500], Buffer.alloc(12))),
    chunk("note", fieldsOf(["u32le", 1], "second hit\0")),
  );
  const chunks = [
    { id: "LIST", data: adtl, place: "before-data" as const },
    { id: "cue ", data: fieldsOf(["u32le", 2], point(1, 900), point(2, 300)) },
  ];
  expect(await metadataOf(wav({ chunks }))).toEqual({
    ...PLAIN,
    cuePoints: [
      { position: 300, label: "Größe", length: 500 },
      { position: 900, label: "second hit" },
    ],
  });
});

test("bext and iXML tell who recorded what and when", async () => {
  const bext = fieldsOf(
    text("Door, slow", 256),
    text("Field Recorder", 32),
    text("REF01", 32),
    "2024-03-01",
    "12:30:00",
    ["u64le", 2 ** 33],
    Buffer.alloc(256),
    "A=PCM,F=48000\r\n",
  );
  const ixml =
    "<?xml version='1.0'?><BWFXML><PROJECT>Fjord &amp; Sea</PROJECT><SCENE>12</SCENE><TAKE>3</TAKE></BWFXML>";
  const chunks = [
    { id: "bext", data: bext },
    { id: "iXML", data: Buffer.from(ixml) },
  ];
  expect(await metadataOf(wav({ chunks }))).toEqual({
    ...PLAIN,
    broadcast: {
      description: "Door, slow",
      originator: "Field Recorder",
      originatorReference: "REF01",
      date: "2024-03-01",
      time: "12:30:00",
      timeReference: 2 ** 33,
      codingHistory: "A=PCM,F=48000",
    },
    ixml: { project: "Fjord & Sea", scene: "12", take: "3" },
  });
});

function point(id: number, at: number): Buffer {
  return fieldsOf(["u32le", id], ["u32le", at], "data", ["u32le", 0], ["u32le", 0], ["u32le", at]);
}

function text(value: string, length: number): Buffer {
  return fieldsOf(value, Buffer.alloc(length - value.length));
}
