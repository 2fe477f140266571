import { expect, test } from "vitest";
import type { Session } from "../../src/catalog/session.ts";
import type { FindOptions } from "../../src/report/find-query.ts";
import { compatibleKeys, keysNamed } from "../../src/report/key-names.ts";
import { writeFind, type FindFormat } from "../../src/report/write-find.ts";
import { fillCatalog, hashOf, memoryOutput, withCatalog } from "./catalog-world.ts";
import { schemaFaults } from "./report-schema.ts";

/** What each asset says of itself, beside its path. */
const FACTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "/samples/Loops/bass_Am.wav": {
    duration: 4,
    metadata: {
      tempo: { bpm: 120, source: "acid" },
      key: { key: "A minor", source: "filename" },
      oneShot: false,
      beats: 8,
    },
  },
  "/samples/Loops/pad.wav": {
    duration: 8.5,
    metadata: { tempo: { bpm: 60, source: "tag" }, key: { key: "A# minor", source: "tag" } },
  },
  "/samples/One-Shots/808 Kick.wav": {
    duration: 0.4,
    sample_rate: 48_000,
    channels: 1,
    metadata: { bitsPerSample: 24 },
  },
  "/samples/One-Shots/909 kicker.wav": {
    duration: 0.6,
    metadata: { key: { key: "C major", source: "tag" } },
  },
  "/samples/One-Shots/copy.wav": { duration: 0.4, metadata: { tags: { title: "Deep Thump" } } },
  "/samples/gone.wav": { metadata: { tempo: { bpm: 120, source: "tag" } } },
};

async function fill(session: Session): Promise<void> {
  await fillCatalog(session, [
    { path: "/samples/Loops/bass_Am.wav", content: "bass", usedBy: ["Song"] },
    { path: "/samples/Loops/pad.wav", content: "pad" },
    { path: "/samples/One-Shots/808 Kick.wav", content: "kick" },
    { path: "/samples/One-Shots/909 kicker.wav", content: "kicker" },
    { path: "/samples/One-Shots/copy.wav", content: "kick" },
    { path: "", lastPath: "/samples/gone.wav", content: "gone", state: "missing" },
  ]);
  for (const [path, { metadata, ...columns }] of Object.entries(FACTS)) {
    const given = { sample_rate: 44_100, channels: 2, duration: 1, ...columns };
    await session.sql(
      "UPDATE assets SET metadata = $2, duration = $3, sample_rate = $4, channels = $5 WHERE coalesce(file_path, last_path) = $1",
      [path, metadata, given.duration, given.sample_rate, given.channels],
    );
  }
  await session.sql(
    `INSERT INTO analysis_cache (asset_id, method, result_json)
     SELECT id, 'loudness/1', CASE file_path WHEN '/samples/One-Shots/808 Kick.wav' THEN '{"integratedLufs": -12.5}'
         ELSE '{"integratedLufs": null}' END::jsonb
     FROM assets WHERE file_path IN ('/samples/One-Shots/808 Kick.wav', '/samples/Loops/pad.wav')`,
  );
  await session.sql("UPDATE assets SET added_at = '2026-01-01T00:00:00Z' WHERE file_path LIKE '%/Loops/%'");
}

interface FindJson {
  readonly totals: object;
  readonly known: object;
  readonly assets: readonly Record<string, unknown>[];
}

async function written(session: Session, options: FindOptions, format: FindFormat): Promise<string> {
  const output = memoryOutput({ columns: 200 });
  await writeFind(session, { ...options, format }, output);
  return output.text();
}

async function found(session: Session, options: FindOptions): Promise<FindJson> {
  const text = await written(session, options, "json");
  expect(schemaFaults("find", text)).toEqual([]);
  return JSON.parse(text) as FindJson;
}

const CASES: readonly (readonly [options: FindOptions, names: readonly string[]])[] = [
  [{}, ["bass_Am.wav", "pad.wav", "808 Kick.wav", "909 kicker.wav", "copy.wav"]],
  [{ words: "kic" }, ["808 Kick.wav", "909 kicker.wav"]],
  [{ words: "kic 808" }, []],
  [{ words: "kick 808" }, ["808 Kick.wav"]],
  [{ words: "SHOTS 80" }, ["808 Kick.wav"]],
  [{ words: "deep thu" }, ["copy.wav"]],
  [{ words: "'; & | !" }, []],
  [{ tempo: { from: 118, to: 124 } }, ["bass_Am.wav"]],
  [{ tempo: { from: 118, to: 124 }, fold: true }, ["bass_Am.wav", "pad.wav"]],
  [{ tempo: { to: 100 } }, ["pad.wav"]],
  [{ key: "Am" }, ["bass_Am.wav"]],
  [{ key: "8A" }, ["bass_Am.wav"]],
  [{ key: "Bbm" }, ["pad.wav"]],
  [{ key: "C" }, ["909 kicker.wav"]],
  [{ key: "8A", compatible: true }, ["bass_Am.wav", "909 kicker.wav"]],
  [{ duration: { to: 0.5 } }, ["808 Kick.wav", "copy.wav"]],
  [{ loud: { from: -20, to: -8 } }, ["808 Kick.wav", "copy.wav"]],
  [{ loud: { from: -8 } }, []],
  [{ duration: { from: 4, to: 8.5 } }, ["bass_Am.wav", "pad.wav"]],
  [{ sampleRateHz: 48_000 }, ["808 Kick.wav"]],
  [{ channels: 1 }, ["808 Kick.wav"]],
  [{ bitsPerSample: 24 }, ["808 Kick.wav"]],
  [{ kind: "loop" }, ["bass_Am.wav", "pad.wav"]],
  [{ kind: "one-shot" }, ["808 Kick.wav", "909 kicker.wav", "copy.wav"]],
  [{ unused: true, kind: "loop" }, ["pad.wav"]],
  [{ under: ["/samples/Loops"] }, ["bass_Am.wav", "pad.wav"]],
  [{ under: ["/samples/Loop"] }, []],
  [{ library: "/samples", kind: "loop", unused: true }, ["pad.wav"]],
  [{ addedSince: new Date("2026-02-01") }, ["808 Kick.wav", "909 kicker.wav", "copy.wav"]],
  [{ fileHash: hashOf("kick") }, ["808 Kick.wav", "copy.wav"]],
  [{ sort: "duration", limit: 3 }, ["808 Kick.wav", "copy.wav", "909 kicker.wav"]],
  [{ sort: "tempo", key: "Bbm" }, ["pad.wav"]],
  [{ sort: "added", limit: 1, kind: "loop" }, ["bass_Am.wav"]],
  [
    { words: "kick", kind: "one-shot", duration: { to: 1 }, channels: 1, sampleRateHz: 48_000, unused: true },
    ["808 Kick.wav"],
  ],
];

test("each question has its answer, and so has each combination of them", async () => {
  await withCatalog(async (session) => {
    await fill(session);
    for (const [options, names] of CASES) {
      const { assets } = await found(session, options);
      expect({ options, names: assets.map(({ fileName }) => fileName) }).toEqual({ options, names });
    }
  });
});

test("an asset is said with its facts, where they are from, its uses and its copies", async () => {
  await withCatalog(async (session) => {
    await fill(session);
    const { totals, known, assets } = await found(session, { key: "Am" });
    expect([totals, known]).toEqual([
      { assets: 1, isWhole: true },
      { assets: 5, tempo: 2, key: 3, isExact: true },
    ]);
    expect(assets).toMatchObject([
      {
        filePath: "/samples/Loops/bass_Am.wav",
        library: "/samples",
        durationSeconds: 4,
        sampleRateHz: 44_100,
        channels: 2,
        kind: "loop",
        bpm: 120,
        bpmSource: "acid",
        key: "A minor",
        keySource: "filename",
        uses: 1,
        clips: 1,
        copies: 0,
        offline: false,
      },
    ]);
    const kicks = (await found(session, { fileHash: hashOf("kick") })).assets;
    expect(kicks).toMatchObject([
      { copies: 1, integratedLufs: -12.5 },
      { copies: 1, integratedLufs: -12.5 },
    ]);
  });
});

test("the limit shortens the list and not the count", async () => {
  await withCatalog(async (session) => {
    await fill(session);
    const { totals, assets } = await found(session, { limit: 2 });
    expect([totals, assets.length]).toEqual([{ assets: 5, isWhole: true }, 2]);
  });
});

test("what is no key or no library is refused", async () => {
  await withCatalog(async (session) => {
    await fill(session);
    await expect(found(session, { key: "H# Lydian" })).rejects.toThrow("H# Lydian is no key");
    await expect(found(session, { library: "/other" })).rejects.toThrow("/other is no library");
  });
});

test("as lists, for players and for other programs", async () => {
  await withCatalog(async (session) => {
    await fill(session);
    await session.sql(
      "UPDATE assets SET file_path = E'/samples/Loops/two\\nlines.wav' WHERE file_path LIKE '%/pad.wav'",
    );
    const loops = { kind: "loop" } as const;
    expect({
      paths: await written(session, loops, "paths"),
      nul: await written(session, loops, "nul"),
      playlist: await written(session, loops, "m3u8"),
      csv: (await written(session, { key: "Am" }, "csv"))
        .split("\n")[1]
        ?.replace(/[0-9a-f-]{36}/, "ID")
        .split(",")
        .slice(0, 12),
      table: await written(session, { key: "Am" }, "table"),
    }).toEqual({
      paths: "/samples/Loops/bass_Am.wav\n",
      nul: "/samples/Loops/bass_Am.wav\0/samples/Loops/two\nlines.wav\0",
      playlist: "#EXTM3U\n#EXTINF:4,bass_Am.wav\n/samples/Loops/bass_Am.wav\n",
      csv: [
        "/samples/Loops/bass_Am.wav",
        "ID",
        "4",
        "44100",
        "2",
        "",
        "loop",
        "120",
        "acid",
        "A minor",
        "filename",
        "1",
      ],
      table:
        "/samples/Loops/bass_Am.wav\n" +
        "    4.00 s · loop · 120 BPM (acid) · A minor (filename) · 44.1 kHz · 2 channels · used 1 time\n" +
        "1 asset; of 5 files in the catalog 3 say a key\n",
    });
  });
});

test.each([
  ["Am", ["A minor"]],
  ["a minor", ["A minor"]],
  ["8A", ["A minor"]],
  ["1m", ["A minor"]],
  ["Gb", ["F#", "F# major", "F# minor"]],
  ["Ebm", ["D# minor"]],
  ["D# min", ["D# minor"]],
  ["12B", ["E major"]],
  ["H", []],
  ["13A", []],
])("%s is %j", (text, keys) => {
  expect(keysNamed(text)).toEqual(keys);
});

test("the neighbours of 8A are 9A, 7A and 8B, and those of 8B 9B, 7B and 8A", () => {
  expect([compatibleKeys("A minor"), compatibleKeys("C major")]).toEqual([
    ["A minor", "E minor", "D minor", "C major"],
    ["C major", "G major", "F major", "A minor"],
  ]);
});
