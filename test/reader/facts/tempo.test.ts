import { expect, test } from "vitest";
import { aiff } from "../../world/audio/aiff.ts";
import { fieldsOf } from "../../world/audio/fields-of.ts";
import { flac } from "../../world/audio/flac.ts";
import { id3v2 } from "../../world/audio/id3.ts";
import { mp3 } from "../../world/audio/mp3.ts";
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

const PLAIN_AIFF = { ...PLAIN, container: "AIFF" };

function acid(options: { flags: number; note: number; beats: number; bpm: number }): {
  id: string;
  data: Buffer;
} {
  const { flags, note, beats, bpm } = options;
  const head = fieldsOf(["u32le", flags], ["u16le", note], ["u16le", 0x8000], ["f32le", 0]);
  return { id: "acid", data: fieldsOf(head, ["u32le", beats], ["u16le", 4], ["u16le", 4], ["f32le", bpm]) };
}

test("an ACID loop gives tempo, key, beats and meter", async () => {
  const loop = acid({ flags: 0x02, note: 57, beats: 4, bpm: 139.909 });
  expect(await metadataOf(wav({ chunks: [loop] }))).toEqual({
    ...PLAIN,
    tempo: { bpm: 139.909, source: "acid" },
    key: { key: "A", source: "acid" },
    rootNote: 57,
    oneShot: false,
    beats: 4,
    meter: "4/4",
  });
});

test("an ACID one-shot, no beats or no tempo give no tempo", async () => {
  const said = {
    oneShot: await metadataOf(wav({ chunks: [acid({ flags: 0x01, note: 60, beats: 4, bpm: 140 })] })),
    noBeats: await metadataOf(wav({ chunks: [acid({ flags: 0, note: 60, beats: 0, bpm: 140 })] })),
    noTempo: await metadataOf(wav({ chunks: [acid({ flags: 0, note: 60, beats: 4, bpm: 0 })] })),
    notANumber: await metadataOf(wav({ chunks: [acid({ flags: 0, note: 60, beats: 4, bpm: NaN })] })),
  };
  expect(said).toEqual({
    oneShot: { ...PLAIN, oneShot: true },
    noBeats: { ...PLAIN, oneShot: false },
    noTempo: { ...PLAIN, oneShot: false },
    notANumber: { ...PLAIN, oneShot: false },
  });
});

test("tags are read from ID3 chunks in WAV of any form and in AIFF, and before INFO", async () => {
  const id3 = { id: "id3 ", data: id3v2({ TIT2: "Über", TBPM: "139.909", TKEY: "Bbm" }) };
  const info = {
    id: "LIST",
    data: fieldsOf(
      "INFO",
      chunk("INAM", Buffer.from("old\0")),
      chunk("IART", Buffer.from("Zoë\0", "latin1")),
    ),
  };
  const facts = { tempo: { bpm: 139.909, source: "tag" }, key: { key: "A# minor", source: "tag" } };
  const tags = { title: "Über", bpm: 139.909, key: "Bbm", artist: "Zoë" };
  const said = {
    RIFF: await metadataOf(wav({ chunks: [id3, info] })),
    RF64: await metadataOf(wav({ chunks: [id3, info], form: "RF64" })),
    AIFF: await metadataOf(aiff({ chunks: [{ id: "ID3 ", data: id3.data }] })),
  };
  expect(said).toEqual({
    RIFF: { ...PLAIN, tags, ...facts },
    RF64: { ...PLAIN, container: "RF64", tags, ...facts },
    AIFF: { ...PLAIN_AIFF, tags: { title: "Über", bpm: 139.909, key: "Bbm" }, ...facts },
  });
});

test("a tag's tempo wins over the chunk's, the chunk's over the name's", async () => {
  const loop = acid({ flags: 0, note: 0, beats: 4, bpm: 100 });
  const id3 = { id: "id3 ", data: id3v2({ TBPM: "99,5" }) };
  expect([
    await tempoOf(wav({ chunks: [loop, id3] }), "a_101bpm.wav"),
    await tempoOf(wav({ chunks: [loop] }), "a_101bpm.wav"),
    await tempoOf(wav(), "a_101bpm.wav"),
    await tempoOf(wav(), "a_101.wav"),
    await tempoOf(flac({ comments: ["BPM=174.02"] }), "a.flac"),
    await tempoOf(flac({ comments: ["TEMPO=88"] }), "a.flac"),
    await tempoOf(Buffer.concat([id3v2({ "TXXX:BPM": "120.5" }), mp3()]), "a.mp3"),
    await tempoOf(Buffer.concat([id3v2({ TBPM: "0" }), mp3()]), "a_101bpm.mp3"),
  ]).toEqual([
    { bpm: 99.5, source: "tag" },
    { bpm: 100, source: "acid" },
    { bpm: 101, source: "filename" },
    undefined,
    { bpm: 174.02, source: "tag" },
    { bpm: 88, source: "tag" },
    { bpm: 120.5, source: "tag" },
    { bpm: 101, source: "filename" },
  ]);
});

test("a key is spelt one way, however the tag spells it", async () => {
  const spellings = [
    "Am",
    "A minor",
    "8A",
    "1m",
    "Bbm",
    "F#",
    "Db maj",
    "C♯min",
    "12B",
    "8B",
    "2d",
    "Emoll",
    "o",
    "H7",
    "",
  ];
  const keys: Record<string, string | undefined> = {};
  for (const spelling of spellings) {
    keys[spelling] = (await metadataOf(flac({ comments: [`INITIALKEY=${spelling}`] }))).key?.key;
  }
  expect(keys).toEqual({
    Am: "A minor",
    "A minor": "A minor",
    "8A": "A minor",
    "1m": "A minor",
    Bbm: "A# minor",
    "F#": "F#",
    "Db maj": "C# major",
    "C♯min": "C# minor",
    "12B": "E major",
    "8B": "C major",
    "2d": "G major",
    Emoll: "E minor",
    o: undefined,
    H7: undefined,
    "": undefined,
  });
});

async function tempoOf(bytes: Uint8Array, name: string): Promise<unknown> {
  return (await metadataOf(bytes, name)).tempo;
}
