import { expect, test } from "vitest";
import type { AssetMetadata } from "../../src/domain/metadata.ts";
import type { Reading } from "../../src/domain/reading.ts";
import { decideIdentity } from "../../src/catalog/decide.ts";
import { storeReadings } from "../../src/catalog/store-readings.ts";
import { withDatabase, type TestDatabase } from "../world/database.ts";
import { query } from "../world/catalog.ts";
import { readingOf, withStagedPass } from "./staged-pass.ts";

/** What no reader should let through: the store takes it from anybody. */
function metadata(value: unknown): AssetMetadata {
  return value as AssetMetadata;
}

const mark = readingOf("mark").mark;
const circle: Record<string, unknown> = {};
circle["itself"] = circle;

const REFUSED: Record<string, Partial<Reading>> = {
  "NUL in a tag": { metadata: { tags: { title: "a\0b" } } },
  "NUL in the name of a tag": { metadata: { tags: { "a\0b": "c" } } },
  "half a surrogate pair": { metadata: { tags: { title: "\uD83E" } } },
  "a BigInt": { metadata: metadata({ tags: { year: 2n } }) },
  itself: { metadata: metadata(circle) },
  "nothing where the metadata belongs": { metadata: metadata(undefined) },
  "a negative duration": { durationSeconds: -1 },
  "a duration that is no number": { durationSeconds: Number.NaN },
  "an infinite duration": { durationSeconds: Number.POSITIVE_INFINITY },
  "a duration beyond REAL": { durationSeconds: 1e300 },
  "a rate of 0": { sampleRateHz: 0 },
  "a negative rate": { sampleRateHz: -44_100 },
  "a rate beyond 32 bits": { sampleRateHz: 2 ** 31 },
  "a rate that is no number": { sampleRateHz: Number.NaN },
  "an infinite rate": { sampleRateHz: Number.POSITIVE_INFINITY },
  "0 channels": { channels: 0 },
  "channels beyond 32 bits": { channels: 1e12 },
  "a hash that is none": { hash: "not a hash" },
  "a hash with NUL": { hash: "\0".repeat(64) },
  "a size below 0": { mark: { ...mark, sizeBytes: -1n } },
  "a time beyond 64 bits": { mark: { ...mark, mtimeNs: 2n ** 63n } },
};

const STORED: Record<string, Partial<Reading>> = {
  "a megabyte in a tag": { metadata: { tags: { comment: "x".repeat(1 << 20) } } },
  "numbers that JSON has no word for": { metadata: { bitrate: Number.NaN, bitsPerSample: -1e308 } },
  "a date before our era": {
    metadata: { tags: { date: "-0001-01-01" } },
    mark: { ...mark, mtimeNs: -(2n ** 62n) },
  },
  "every control character but NUL": { metadata: { tags: { title: controls() } } },
  "a duration too short for REAL": { durationSeconds: 1e-50 },
  "the longest duration of REAL": { durationSeconds: 3.4e38 },
  "nothing known": { durationSeconds: null, sampleRateHz: null, channels: null },
};

function controls(): string {
  return String.fromCharCode(...Array.from({ length: 31 }, (_, n) => n + 1));
}

test("of a batch, each row that can't be stored is refused by itself and all others are stored", async () => {
  await withDatabase(async (database) => {
    const good = Array.from({ length: 60 }, (_, n) => readingOf(`good ${n}`));
    const hostile = Object.entries(REFUSED).map(([name, facts]) => readingOf(name, facts));
    const odd = Object.entries(STORED).map(([name, facts]) => readingOf(name, facts));
    const all = [...good.slice(0, 20), ...hostile, ...good.slice(20, 40), ...odd, ...good.slice(40)];
    const { refused, counts, stored } = await storeAndResolve(database, all);
    expect(refused).toEqual(Object.keys(REFUSED));
    expect(counts).toEqual({ added: good.length + odd.length, returned: 0, unchanged: 0 });
    expect(stored).toEqual([...good, ...odd].map(({ path }) => path).sort());
  });
});

test("a row that must wait for the end of the pass is refused at once, not when the pass resolves", async () => {
  await withDatabase(async (database) => {
    const hash = "f".repeat(64);
    await query(
      database,
      "INSERT INTO assets (file_hash, state, last_path, size_bytes) VALUES ($1, 'missing', '/library/once', 4)",
      [hash],
    );
    const facts = ["a negative duration", "an infinite duration", "a rate of 0", "0 channels"];
    const all = [
      ...facts.map((name) => readingOf(name, { ...REFUSED[name], hash })),
      readingOf("a size below 0", { hash, mark: { ...mark, sizeBytes: -1n } }),
      readingOf("good", { hash }),
    ];
    const { refused, stored } = await storeAndResolve(database, all);
    expect(refused).toEqual([...facts, "a size below 0"]);
    expect(stored).toEqual(["/library/good"]);
  });
});

test("a row that a trigger or a check of the workstation's own refuses is refused by itself", async () => {
  await withDatabase(async (database) => {
    for (const statement of [
      "ALTER TABLE assets ADD CHECK (file_path NOT LIKE '%/checked')",
      `CREATE FUNCTION refuse_raised() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF NEW.file_path LIKE '%/raised' THEN RAISE EXCEPTION 'not this one'; END IF;
         RETURN NEW;
       END $$`,
      "CREATE TRIGGER refuse_raised BEFORE INSERT ON assets FOR EACH ROW EXECUTE FUNCTION refuse_raised()",
    ])
      await query(database, statement);
    const all = ["one", "checked", "two", "raised", "three"].map((name) => readingOf(name));
    const { refused, stored } = await storeAndResolve(database, all);
    expect(refused).toEqual(["checked", "raised"]);
    expect(stored).toEqual(["/library/one", "/library/three", "/library/two"]);
  });
});

test("a path that the database can't hold is refused, and not stored under another name", async () => {
  await withDatabase(async (database) => {
    const good = [readingOf("good"), readingOf("good \uFFFD")];
    await withStagedPass(database, good, async ({ session, ...options }) => {
      const bad = ["half \uD83E", "NUL \0"].map((name) => readingOf(name));
      const result = await storeReadings(session, [...bad, ...good], { ...options, verify: false });
      expect(result.refused.map(({ reading }) => reading.path)).toEqual(
        expect.arrayContaining(bad.slice(0, 2).map(({ path }) => path)),
      );
      expect(result.counts.added).toBe(2);
    });
    expect(
      (await query(database, "SELECT file_path FROM assets ORDER BY 1")).map((row) => row["file_path"]),
    ).toEqual(["/library/good", "/library/good \uFFFD"]);
  });
});

async function storeAndResolve(database: TestDatabase, readings: readonly Reading[]) {
  return withStagedPass(database, stageable(readings), async ({ session, ...options }) => {
    const { refused, counts } = await storeReadings(session, readings, { ...options, verify: false });
    await decideIdentity(session, { ...options, acceptMissing: false, isPool: false });
    const rows = await session.sql<{ path: string }>(
      "SELECT file_path AS path FROM assets WHERE file_path IS NOT NULL ORDER BY 1",
    );
    return {
      refused: refused.map(({ reading }) => reading.path.replace("/library/", "")),
      counts,
      stored: rows.map(({ path }) => path),
    };
  });
}

/** The walk's marks are lstat's: 64 bits, and no size below 0. */
function stageable(readings: readonly Reading[]): Reading[] {
  return readings.map((reading) => ({ ...reading, mark: { ...mark, inode: reading.mark.inode } }));
}
