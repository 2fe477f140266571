import { expect, test } from "vitest";
import { aiff, bigChunk } from "../../world/audio/aiff.ts";
import { fieldsOf } from "../../world/audio/fields-of.ts";
import { flac } from "../../world/audio/flac.ts";
import { id3v2 } from "../../world/audio/id3.ts";
import { wavpack } from "../../world/audio/lossless.ts";
import { mp3 } from "../../world/audio/mp3.ts";
import { matroska } from "../../world/audio/matroska.ts";
import { box, esds, FIRST_SAMPLE_AT, header, mp4, table } from "../../world/audio/mp4.ts";
import { ogg } from "../../world/audio/ogg.ts";
import { chunk, wav, type WavChunk } from "../../world/audio/wav.ts";
import { metadataOf } from "./facts-of.ts";

const SMPL = chunk(
  "smpl",
  fieldsOf(
    Buffer.alloc(12),
    ["u32le", 57],
    Buffer.alloc(12),
    ["u32le", 1],
    Buffer.alloc(12),
    ["u32le", 1_000],
    ["u32le", 9_999],
    Buffer.alloc(8),
  ),
);
const INST = bigChunk(
  "INST",
  fieldsOf(Buffer.from([60, 5, 48, 72, 1, 127, 0, 0, 0, 1, 0, 1, 0, 2]), Buffer.alloc(6)),
);
const MARK = bigChunk(
  "MARK",
  fieldsOf(
    ["u16be", 2],
    ["u16be", 1],
    ["u32be", 1_000],
    "\x05start",
    ["u16be", 2],
    ["u32be", 9_000],
    "\x03end",
  ),
);

/** Points of the `cue ` chunk: id, place in the playlist, place in the audio. */
function cue(...points: readonly (readonly [id: number, playlist: number, sample: number])[]) {
  const each = points.map(([id, playlist, sample]) =>
    fieldsOf(["u32le", id], ["u32le", playlist], "data", ["u32le", 0], ["u32le", 0], ["u32le", sample]),
  );
  return { id: "cue ", data: fieldsOf(["u32le", points.length], ...each) };
}

function about(...children: readonly Buffer[]) {
  return { id: "LIST", data: fieldsOf("adtl", ...children) };
}

function label(id: number, text: string): Buffer {
  return chunk("labl", fieldsOf(["u32le", id], `${text}\0`));
}

function region(id: number, length: number, text: string): Buffer {
  return chunk("ltxt", fieldsOf(["u32le", id], ["u32le", length], "rgn ", Buffer.alloc(8), `${text}\0`));
}

async function marksOf(bytes: Uint8Array) {
  const { rootNote, detuneCents, loops, cuePoints } = await metadataOf(bytes);
  return { rootNote, detuneCents, loops, cuePoints };
}

function slice(position: number): Buffer {
  return fieldsOf(Buffer.alloc(8), ["u64le", position], Buffer.alloc(16));
}

async function cuesOf(chunks: readonly WavChunk[]) {
  return (await metadataOf(wav({ chunks }))).cuePoints;
}

async function ixmlOf(data: Uint8Array) {
  return (await metadataOf(wav({ chunks: [{ id: "iXML", data }] }))).ixml;
}

const OF_WAV = {
  rootNote: 57,
  detuneCents: undefined,
  loops: [{ start: 1_000, end: 9_999, type: "forward" }],
  cuePoints: undefined,
};
const OF_AIFF = {
  rootNote: 60,
  detuneCents: -5,
  loops: [{ start: 1_000, end: 8_999, type: "forward" }],
  cuePoints: [
    { position: 1_000, label: "start" },
    { position: 9_000, label: "end" },
  ],
};

test("FLAC and WavPack say what the WAV or AIFF said that they were made of", async () => {
  const riff = fieldsOf("RIFF", ["u32le", 1_000], "WAVE", chunk("fmt ", Buffer.alloc(16)), "data", [
    "u32le",
    88_200,
  ]);
  const form = fieldsOf("FORM", ["u32be", 1_000], "AIFF", bigChunk("COMM", Buffer.alloc(18)), "SSND", [
    "u32be",
    88_208,
  ]);
  const blocks = { blockFrames: [22_050, 22_050], total: 44_100 };
  const files = [
    flac({ applications: [fieldsOf("riff", riff.subarray(0, 12)), fieldsOf("riff", SMPL)] }),
    flac({ applications: [fieldsOf("aiff", INST), fieldsOf("aiff", MARK)] }),
    wavpack({ ...blocks, kept: { header: [0x21, riff], trailer: [0x22, SMPL] } }),
    wavpack({ ...blocks, kept: { header: [0x23, form], trailer: [0x24, fieldsOf(INST, MARK)] } }),
    // Another program's block.
    flac({ applications: [fieldsOf("peem", SMPL)] }),
  ];
  expect(await Promise.all(files.map(marksOf))).toEqual([
    OF_WAV,
    OF_AIFF,
    OF_WAV,
    OF_AIFF,
    { rootNote: undefined, detuneCents: undefined, loops: undefined, cuePoints: undefined },
  ]);
});

test("WavPack that keeps its source's trailer is as long as its blocks", async () => {
  const kept = { header: [0x21, Buffer.from("RIFF")], trailer: [0x22, Buffer.from("odd")] } as const;
  expect((await metadataOf(wavpack({ blockFrames: [22_050, 22_050], total: 44_100, kept }))).frames).toBe(
    44_100,
  );
});

test("loops and chapters in tags are loops and cue points", async () => {
  const comments = ["LOOPSTART=1000", "LOOPLENGTH=2000", "CHAPTER001=00:00:00.500", "CHAPTER001NAME=two"];
  comments.push("CHAPTER000=00:00:00.000", "CHAPTER000NAME=one");
  const chpl = fieldsOf(
    ["u32be", 0x0100_0000],
    ["u32be", 0],
    ["u8", 2],
    ["u64be", 0],
    "\x03one",
    ["u64be", 5_000_000],
    "\x03two",
  );
  const loops = [{ start: 1_000, end: 2_999, type: "forward" }];
  const cuePoints = [
    { position: 0, label: "one" },
    { position: 22_050, label: "two" },
  ];
  const none = { rootNote: undefined, detuneCents: undefined };
  expect(await marksOf(ogg({ codec: "vorbis", granules: [44_100], comments }))).toEqual({
    ...none,
    loops,
    cuePoints,
  });
  expect(await marksOf(flac({ comments }))).toEqual({ ...none, loops, cuePoints });
  const tagged = fieldsOf(id3v2({ "TXXX:LOOPSTART": "1000" }), mp3({ frames: 10 }));
  expect(await marksOf(tagged)).toEqual({ ...none, loops: undefined, cuePoints: undefined });
  const ended = ["LOOP_START=1000", "LOOP_END=3000"];
  expect(await marksOf(ogg({ codec: "opus", granules: [48_000], comments: ended }))).toEqual({
    ...none,
    loops,
    cuePoints: undefined,
  });
  const config = esds(Buffer.from("1210", "hex"));
  expect(await marksOf(mp4({ config, moreInMoov: box("udta", box("chpl", chpl)) }))).toEqual({
    ...none,
    loops: undefined,
    cuePoints,
  });
  // What is no number of samples is no loop.
  const nonsense = ["LOOPSTART=1:30", "LOOPLENGTH=many", "CHAPTER001=soon"];
  expect(await marksOf(ogg({ codec: "vorbis", granules: [44_100], comments: nonsense }))).toEqual({
    ...none,
    loops: undefined,
    cuePoints: undefined,
  });
});

test("chapters of Matroska are cue points", async () => {
  const file = matroska({
    codec: "A_PCM/INT/LIT",
    duration: 2_000,
    chapters: [
      [0, "Verse"],
      [1_500_000_000, "Chorus"],
    ],
  });
  expect((await metadataOf(file)).cuePoints).toEqual([
    { position: 0, label: "Verse" },
    { position: 66_150, label: "Chorus" },
  ]);
});

test("QuickTime's chapters, a track of texts that the sound refers to, are cue points", async () => {
  const titles = [fieldsOf(["u16be", 5], "Verse"), fieldsOf(["u16be", 7], "Refrain", box("encd"))];
  const stbl = box(
    "stbl",
    table("stts", 2, 1, 500, 1, 1_500),
    table("stsc", 1, 1, 1, 1),
    table("stsz", 0, 2, ...titles.map(({ length }) => length)),
    table("stco", 2, FIRST_SAMPLE_AT, FIRST_SAMPLE_AT + 7),
  );
  const texts = box(
    "trak",
    box("tkhd", fieldsOf(["u32be", 1], ["u32be", 0], ["u32be", 0], ["u32be", 2], Buffer.alloc(68))),
    box(
      "mdia",
      box("mdhd", header(1_000, 2_000)),
      box("hdlr", fieldsOf(["u32be", 0], "\0\0\0\0text")),
      box("minf", stbl),
    ),
  );
  const moreInTrak = box("tref", box("chap", fieldsOf(["u32be", 2])));
  const config = esds(Buffer.from("1210", "hex"));
  const file = mp4({ config, samples: titles, moreInTrak, moreInMoov: texts });
  expect((await metadataOf(file)).cuePoints).toEqual([
    { position: 0, label: "Verse" },
    { position: 22_050, label: "Refrain" },
  ]);
});

test("slices of the loop that FLAC and WavPack were made of, and labels behind the audio of points before it", async () => {
  const strc = chunk(
    "strc",
    fieldsOf(["u32le", 28], ["u32le", 2], Buffer.alloc(20), slice(0), slice(11_025)),
  );
  const points = cue([1, 0, 100]);
  const head = fieldsOf("RIFF", ["u32le", 1_000], "WAVE", chunk(points.id, points.data), "data", [
    "u32le",
    88_200,
  ]);
  const list = about(label(1, "A"));
  const trailer = fieldsOf(chunk(list.id, list.data), strc);
  const cuePoints = [{ position: 0 }, { position: 100, label: "A" }, { position: 11_025 }];
  const kept = { header: [0x21, head], trailer: [0x22, trailer] } as const;
  expect(
    (await metadataOf(wavpack({ blockFrames: [22_050, 22_050], total: 44_100, kept }))).cuePoints,
  ).toEqual(cuePoints);
  const applications = [chunk(points.id, points.data), chunk(list.id, list.data), strc].map((each) =>
    fieldsOf("riff", each),
  );
  expect((await metadataOf(flac({ applications }))).cuePoints).toEqual(cuePoints);
});

test("cue points: a region's own text, ids that are shared, and one at the first frame", async () => {
  expect(await cuesOf([cue([1, 0, 100]), about(region(1, 50, "verse"))])).toEqual([
    { position: 100, label: "verse", length: 50 },
  ]);
  expect(await cuesOf([cue([1, 0, 100]), about(region(1, 50, "verse"), label(1, "A"))])).toEqual([
    { position: 100, label: "A", length: 50 },
  ]);
  expect(await cuesOf([cue([0, 0, 100], [0, 0, 200]), about(label(0, "one"), label(0, "two"))])).toEqual([
    { position: 100, label: "one" },
    { position: 200, label: "two" },
  ]);
  // The playlist's order is no place in the audio where the second field is filled at all.
  expect(await cuesOf([cue([1, 7, 0], [2, 9, 200])])).toEqual([{ position: 0 }, { position: 200 }]);
  expect(await cuesOf([cue([1, 0, 0], [2, 300, 0])])).toEqual([{ position: 0 }, { position: 300 }]);
});

test("iXML is XML: attributes, CDATA, references, UTF-16; several comments of AIFF are all kept; so is ffmpeg's in ID3", async () => {
  const xml = `<?xml version="1.0" encoding="UTF-8"?><BWFXML><PROJECT xml:space="preserve">A &amp; B</PROJECT>
    <SCENE><![CDATA[1 < 2]]></SCENE><TAKE>&#x41;&#66;</TAKE><NOTE lang="en">first</NOTE><USER><TAPE>no</TAPE></USER></BWFXML>`;
  const ixml = { project: "A & B", scene: "1 < 2", take: "AB", note: "first" };
  expect(await ixmlOf(Buffer.from(xml))).toEqual(ixml);
  expect(await ixmlOf(Buffer.from(`\uFEFF${xml}`, "utf16le"))).toEqual(ixml);
  expect(await ixmlOf(Buffer.from(xml, "utf16le"))).toEqual(ixml);
  expect(await ixmlOf(Buffer.from("<BWFXML><SCENE>1</SCENE><TAKE>2</WRONG>"))).toEqual({
    scene: "1",
    take: "2",
  });
  const bomb = '<!DOCTYPE a [<!ENTITY b "x">]><BWFXML><SCENE>1</SCENE><NOTE>&b;&b;</NOTE></BWFXML>';
  expect(await ixmlOf(Buffer.from(bomb))).toEqual({ scene: "1" });
  const comment = fieldsOf(["u32be", 0], ["u16be", 0], ["u16be", 4]);
  const chunks = [
    { id: "ANNO", data: Buffer.from("one") },
    { id: "ANNO", data: Buffer.from("two") },
    { id: "COMT", data: fieldsOf(["u16be", 2], comment, "slow", comment, "fast") },
  ];
  expect((await metadataOf(aiff({ chunks }))).tags).toEqual({ comment: ["one", "two", "slow", "fast"] });
  const tagged = fieldsOf(id3v2({ "TXXX:comment": "by ffmpeg" }), mp3({ frames: 10 }));
  expect((await metadataOf(tagged)).tags).toEqual({ comment: "by ffmpeg" });
});
