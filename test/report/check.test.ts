import { expect, test } from "vitest";
import type { ReadOutcome } from "../../src/domain/reading.ts";
import type { CheckSources } from "../../src/report/check.ts";
import { writeCheck } from "../../src/report/write-check.ts";
import { fillCatalog, hashOf, memoryOutput, withCatalog } from "./catalog-world.ts";
import { schemaFaults } from "./report-schema.ts";

/** A folder in memory: paths and contents; null is a file that can't be read. */
function sourcesOf(files: Record<string, string | null>): CheckSources & { read: CheckSources["read"] } {
  return {
    async *walk() {
      for (const [path, content] of Object.entries(files)) yield { path, sizeBytes: content?.length ?? 4 };
    },
    look: () => Promise.resolve("sound"),
    read: (paths) => Promise.resolve(paths.map((path) => outcomeOf(path, files[path] ?? null))),
  };
}

function outcomeOf(path: string, content: string | null): ReadOutcome {
  if (content === null) {
    return { kind: "problem", path, code: "no-permission", message: "may not be read", mark: null };
  }
  const mark = {
    sizeBytes: BigInt(content.length),
    mtimeNs: 1n,
    ctimeNs: 1n,
    device: 1n,
    inode: 1n,
    birthNs: 1n,
  };
  const facts = { durationSeconds: null, sampleRateHz: null, channels: null, metadata: {} };
  return { kind: "reading", path, mark, hash: hashOf(content), readerVersion: 1, readAgain: false, ...facts };
}

const FILES = {
  "/inbox/1 owned.wav": "kick",
  "/inbox/2 new.wav": "fresh",
  "/inbox/3 lost.wav": "lost",
  "/inbox/4 empty.wav": "",
  "/inbox/5 locked.wav": null,
  "/samples/here.wav": "here",
};

async function fill(session: Parameters<typeof fillCatalog>[0]): Promise<Map<string, string>> {
  return fillCatalog(session, [
    { path: "/samples/b/kick.wav", content: "kick" },
    { path: "/samples/a/kick.wav", content: "kick", usedBy: ["Song"] },
    { path: "/samples/lost.wav", lastPath: "/samples/lost.wav", content: "lost", state: "missing" },
    { path: "/samples/empty.wav", content: "" },
    { path: "/samples/here.wav", content: "here" },
  ]);
}

test("each file of a folder is owned, known, new, empty or a problem, and nothing is written", async () => {
  await withCatalog(async (session) => {
    const ids = await fill(session);
    const before = await session.sql("SELECT * FROM assets ORDER BY id");
    const output = memoryOutput();
    const totals = await writeCheck(
      session,
      { folder: "/inbox", sources: sourcesOf(FILES), format: "json" },
      output,
    );
    expect(totals).toEqual({
      files: 6,
      bytes: 21,
      owned: 1,
      ownedBytes: 4,
      known: 1,
      new: 2,
      newBytes: 9,
      empty: 1,
      problems: 1,
    });
    expect(schemaFaults("check", output.text())).toEqual([]);
    const { files }: { files: { verdict: string; places: object[] }[] } = JSON.parse(output.text());
    const place = { library: "/samples", state: "present" };
    expect(files.map(({ verdict, places }) => [verdict, places])).toEqual([
      [
        "owned",
        [
          {
            ...place,
            assetId: ids.get("/samples/a/kick.wav"),
            filePath: "/samples/a/kick.wav",
            clips: 1,
          },
          {
            ...place,
            assetId: ids.get("/samples/b/kick.wav"),
            filePath: "/samples/b/kick.wav",
            clips: 0,
          },
        ],
      ],
      ["new", []],
      [
        "known",
        [
          {
            assetId: ids.get("/samples/lost.wav"),
            filePath: "/samples/lost.wav",
            library: "/samples",
            state: "missing",
            clips: 0,
          },
        ],
      ],
      ["empty", []],
      ["problem", []],
      ["new", []],
    ]);
    expect(await session.sql("SELECT * FROM assets ORDER BY id")).toEqual(before);
  });
});

test("the table names where an owned file is", async () => {
  await withCatalog(async (session) => {
    await fill(session);
    const output = memoryOutput({ columns: 70 });
    await writeCheck(session, { folder: "/inbox", sources: sourcesOf(FILES), format: "table" }, output);
    expect(output.text().split("\n")).toEqual([
      "owned    /inbox/1 owned.wav",
      "         at /samples/a/kick.wav (1 clip)",
      "         at /samples/b/kick.wav",
      "new      /inbox/2 new.wav",
      "known    /inbox/3 lost.wav",
      "         missing /samples/lost.wav",
      "empty    /inbox/4 empty.wav",
      "problem  /inbox/5 locked.wav",
      "         no-permission: may not be read",
      "new      /samples/here.wav",
      "",
      "6 files: 1 owned (4 B), 2 new (9 B), 1 known but missing now, 1 empty, 1 unreadable",
      "",
    ]);
  });
});

test("a thousand files are looked up in a few batches", async () => {
  await withCatalog(async (session) => {
    await fill(session);
    const names = Array.from({ length: 1200 }, (_, index) => `/inbox/${String(index).padStart(4, "0")}.wav`);
    const sources = sourcesOf(Object.fromEntries(names.map((name) => [name, "kick"])));
    let reads = 0;
    const counting: CheckSources = {
      look: () => Promise.resolve("sound"),
      walk: (folder) => sources.walk(folder),
      read: (paths) => {
        reads++;
        return sources.read(paths);
      },
    };
    const totals = await writeCheck(
      session,
      { folder: "/inbox", sources: counting, format: "csv" },
      memoryOutput(),
    );
    expect([totals.owned, reads]).toEqual([1200, 3]);
  });
});

test("more files than anybody reads one by one are counted by library and by folder, at most twenty of them", async () => {
  await withCatalog(async (session) => {
    await fillCatalog(session, [{ path: "/samples/kick.wav", content: "kick" }]);
    const names = Array.from({ length: 25 }, (_, at) => `/inbox/${String(at).padStart(2, "0")}/a.wav`);
    const files = Object.fromEntries(names.map((name) => [name, name]));
    const sources = sourcesOf({ ...files, "/inbox/00/b.wav": "kick" });
    const output = memoryOutput({ columns: 80 });
    await writeCheck(session, { folder: "/inbox", sources, format: "table" }, output);
    const lines = output.text().split("\n");
    expect(lines.slice(0, 6)).toEqual([
      "Already in  there",
      "/samples        1",
      "",
      "Folder     owned  new",
      "/inbox/00      1    1",
      "/inbox/01      0    1",
    ]);
    expect(lines.slice(-5)).toEqual([
      "and 5 more",
      "",
      expect.stringMatching(/^26 files: 1 owned \(4 B\), 25 new/),
      "--all names every file",
      "",
    ]);
    const all = memoryOutput({ columns: 80 });
    await writeCheck(session, { folder: "/inbox", sources, format: "table", all: true }, all);
    expect(all.text().match(/^(owned|new) .*\.wav$/gm)).toHaveLength(26);
  });
});
