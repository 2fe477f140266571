import { expect, test } from "vitest";
import { cleanChannels, cleanRate, cleanSeconds } from "../../../src/reader/facts/clean-numbers.ts";
import { cleanTags } from "../../../src/reader/facts/clean-tags.ts";
import { cleanText } from "../../../src/reader/facts/clean-text.ts";
import { fieldsOf } from "../../world/audio/fields-of.ts";
import { flac } from "../../world/audio/flac.ts";
import { wav } from "../../world/audio/wav.ts";
import { factsOf, metadataOf } from "./facts-of.ts";

test("text loses what PostgreSQL can't hold and keeps all else", () => {
  const texts = [
    "a\0b",
    "\uD800",
    "x\uDC00y",
    "line\nbreak\ttab",
    "\x1b[31mred",
    "  padded  ",
    "\0",
    "",
    "🥁",
    "naïve",
  ];
  expect(texts.map((text) => cleanText(text, 100))).toEqual([
    "ab",
    "\uFFFD",
    "x\uFFFDy",
    "line\nbreak\ttab",
    "[31mred",
    "padded",
    undefined,
    undefined,
    "🥁",
    "naïve",
  ]);
});

test("text is cut between characters, never inside one", () => {
  expect([
    cleanText("aaaa🥁", 5),
    cleanText("aaaa🥁", 6),
    cleanText("b".repeat(2_000), 1_000)?.length,
  ]).toEqual(["aaaa", "aaaa🥁", 1_000]);
});

test("tags of every shape become text, numbers and lists of them", () => {
  const raw = [
    { name: "track", value: { no: 3, of: 12 } },
    { name: "disk", value: { no: null, of: null } },
    { name: "genre", value: ["House", "House", "Tech\0no"] },
    { name: "date", value: "1996" },
    {
      name: "comment",
      value: [
        { text: "hello", language: "eng" },
        { descriptor: "iTunNORM", text: "0000" },
      ],
    },
    { name: "replaygain_track_gain", value: { dB: -3.5, ratio: 0.4 } },
    { name: "count", value: 12n },
    { name: "huge", value: 2n ** 70n },
    { name: "infinite", value: Number.POSITIVE_INFINITY },
    { name: "encoded", value: new Date(Date.UTC(2020, 0, 2)) },
    { name: "never", value: new Date(Number.NaN) },
    { name: "compilation", value: true },
    { name: "picture", value: [{ data: new Uint8Array(10) }] },
    { name: "binary", value: new Uint8Array(10) },
    { name: "title", value: "first" },
    { name: "title", value: "second" },
    { name: "nothing", value: undefined },
  ];
  expect(cleanTags(raw)).toEqual({
    track: 3,
    trackTotal: 12,
    genre: ["House", "Techno"],
    date: "1996",
    comment: "hello",
    replaygain_track_gain: -3.5,
    count: 12,
    encoded: "2020-01-02T00:00:00.000Z",
    compilation: true,
    title: "first",
  });
});

test("there are never more tags than a hundred, nor more values than twenty", () => {
  const many = Array.from({ length: 5_000 }, (_, at) => ({ name: `tag${at}`, value: "x".repeat(5_000) }));
  const values = cleanTags([{ name: "artists", value: Array.from({ length: 500 }, (_, at) => `a${at}`) }]);
  expect([Object.keys(cleanTags(many) ?? {}).length, values?.["artists"]]).toEqual([
    100,
    Array.from({ length: 20 }, (_, at) => `a${at}`),
  ]);
});

test("numbers are in the range of their columns or unknown", () => {
  const odd = [undefined, 0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e-40, 1e30];
  expect([odd.map(cleanSeconds), odd.map(cleanRate), odd.map(cleanChannels)]).toEqual([
    odd.map(() => null),
    odd.map(() => null),
    odd.map(() => null),
  ]);
  expect([
    cleanSeconds(2.1e-5),
    cleanSeconds(36_000),
    cleanRate(11_025.4),
    cleanRate(2 ** 31),
    cleanChannels(2),
    cleanChannels(1.5),
  ]).toEqual([2.1e-5, 36_000, 11_025, null, 2, null]);
});

function info(text: Uint8Array): { id: string; data: Buffer } {
  return { id: "LIST", data: fieldsOf("INFOIART", ["u32le", text.length], text) };
}

test("Latin-1 and UTF-8 in fields that name no encoding come out as they were meant", async () => {
  const titles = [
    (await metadataOf(wav({ chunks: [info(Buffer.from("Björk", "latin1"))] }))).tags,
    (await metadataOf(wav({ chunks: [info(Buffer.from("Björk", "utf8"))] }))).tags,
    (await metadataOf(wav({ chunks: [info(Buffer.from("東京", "utf8"))] }))).tags,
    (await metadataOf(wav({ chunks: [info(Buffer.from("Tick\0garbage"))] }))).tags,
  ];
  expect(titles).toEqual([{ artist: "Björk" }, { artist: "Björk" }, { artist: "東京" }, { artist: "Tick" }]);
});

test("an empty file and a text are no audio, and an asset all the same", async () => {
  const nothing = { durationSeconds: null, sampleRateHz: null, channels: null };
  const error = { code: "not-audio", message: "no audio format is recognised in the bytes" };
  expect([await factsOf(Buffer.alloc(0)), await factsOf(Buffer.from("Read me first.\n"))]).toEqual([
    { ...nothing, metadata: { error } },
    { ...nothing, metadata: { error } },
  ]);
});

test("a sample rate that its header can't have meant is unknown", async () => {
  const { sampleRateHz, durationSeconds } = await factsOf(flac({ sampleRate: 0 }));
  expect({ sampleRateHz, durationSeconds }).toEqual({ sampleRateHz: null, durationSeconds: null });
});
