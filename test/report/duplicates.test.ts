import { linkSync, lstatSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Session } from "../../src/catalog/session.ts";
import type { DuplicatesOptions } from "../../src/report/duplicates.ts";
import { writeDuplicates } from "../../src/report/write-duplicates.ts";
import { fillCatalog, hashOf, memoryOutput, realAsset, withCatalog } from "./catalog-world.ts";

/** The JSON report, files as `keep path`, so that whole values compare as literals. */
async function groupsOf(session: Session, options: DuplicatesOptions = {}) {
  const output = memoryOutput();
  await writeDuplicates(session, { check: false, ...options, format: "json" }, output);
  const report: {
    totals: object;
    checked: object;
    groups: { keptBy: string; files: { keep: boolean; filePath: string }[] }[];
  } = JSON.parse(output.text());
  const groups = report.groups.map(({ keptBy, files }) => ({
    keptBy,
    files: files.map(({ keep, filePath }) => `${keep ? "keep " : ""}${filePath}`),
  }));
  return { totals: report.totals, checked: report.checked, groups };
}

test("the JSON report has the keys of its contract, and the used copy is the one to keep", async () => {
  await withCatalog(async (session) => {
    const ids = await fillCatalog(session, [
      { path: "/samples/a/kick.wav", content: "kick!" },
      { path: "/samples/b/kick.wav", content: "kick!", usedBy: ["Song B", "Song A", "Song A"] },
      { path: "/samples/c/only.wav", content: "only" },
    ]);
    const output = memoryOutput();
    const result = await writeDuplicates(session, { format: "json", check: false }, output);
    expect(result).toEqual({ groups: 1, redundantFiles: 1, leftOut: 0 });
    const report: Record<string, unknown> = JSON.parse(output.text());
    const file = {
      hardLinkOf: null,
      library: "/samples",
      modifiedAt: "1970-01-01T00:00:01.000Z",
      state: "unchecked",
      uses: 0,
      usedBy: [],
      usesKnown: true,
    };
    expect(report).toEqual({
      command: "duplicates",
      version: 1,
      generatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      scope: {
        under: [],
        across: [],
        unused: false,
        minSizeBytes: 1,
        sort: "wasted",
        limit: null,
        keep: ["used", "oldest", "shortest-path"],
        check: false,
      },
      totals: {
        groups: 1,
        files: 2,
        redundantFiles: 1,
        redundantBytes: 5,
        removableFiles: 1,
        removableBytes: 5,
      },
      groups: [
        {
          fileHash: hashOf("kick!"),
          sizeBytes: 5,
          files: [
            {
              assetId: ids.get("/samples/b/kick.wav"),
              filePath: "/samples/b/kick.wav",
              keep: true,
              clips: 3,
              projects: ["Song A", "Song B"],
              removable: false,
              ...file,
            },
            {
              assetId: ids.get("/samples/a/kick.wav"),
              filePath: "/samples/a/kick.wav",
              keep: false,
              clips: 0,
              projects: [],
              removable: true,
              ...file,
            },
          ],
          keptBy: "used",
          redundantFiles: 1,
          redundantBytes: 5,
          removableFiles: 1,
          removableBytes: 5,
        },
      ],
      checked: { files: 0, gone: 0, changed: 0, unreadable: 0, offline: 0 },
    });
    expect(Object.keys(report)).toEqual([
      "command",
      "version",
      "generatedAt",
      "scope",
      "totals",
      "groups",
      "checked",
    ]);
  });
});

test("an empty catalog has no duplicates", async () => {
  await withCatalog(async (session) => {
    expect(await groupsOf(session)).toEqual({
      totals: {
        groups: 0,
        files: 0,
        redundantFiles: 0,
        redundantBytes: 0,
        removableFiles: 0,
        removableBytes: 0,
      },
      checked: { files: 0, gone: 0, changed: 0, unreadable: 0, offline: 0 },
      groups: [],
    });
  });
});

test("empty, missing and unfollowed files are in no group", async () => {
  await withCatalog(async (session) => {
    await fillCatalog(session, [
      { path: "/samples/1.wav", content: "" },
      { path: "/samples/2.wav", content: "" },
      { path: "/samples/3.wav", content: "x" },
      { path: "/samples/4.wav", content: "x", state: "missing" },
      { path: "/samples/5.wav", content: "x", state: "unfollowed" },
    ]);
    expect((await groupsOf(session)).groups).toEqual([]);
  });
});

test("hard links are shown as such and waste nothing", async () => {
  await withCatalog(async (session) => {
    const ids = await fillCatalog(session, [
      { path: "/samples/1.wav", content: "same", inode: 7 },
      { path: "/samples/2.wav", content: "same", inode: 7 },
      { path: "/samples/3.wav", content: "same", inode: 8 },
    ]);
    const output = memoryOutput();
    await writeDuplicates(session, { format: "json", check: false }, output);
    const { totals, groups } = JSON.parse(output.text());
    expect(totals).toEqual({
      groups: 1,
      files: 3,
      redundantFiles: 1,
      redundantBytes: 4,
      removableFiles: 1,
      removableBytes: 4,
    });
    expect(
      groups[0].files.map(({ filePath, hardLinkOf, removable }: Record<string, unknown>) => [
        filePath,
        hardLinkOf,
        removable,
      ]),
    ).toEqual([
      ["/samples/1.wav", null, false],
      ["/samples/2.wav", ids.get("/samples/1.wav"), false],
      ["/samples/3.wav", null, true],
    ]);
  });
});

test("copies that songs use, and links to them, are redundant but not removable", async () => {
  await withCatalog(async (session) => {
    await fillCatalog(session, [
      { path: "/samples/1.wav", content: "same", usedBy: ["A", "B"] },
      { path: "/samples/2.wav", content: "same", usedBy: ["A"], inode: 7 },
      { path: "/samples/3.wav", content: "same", inode: 7 },
      { path: "/samples/4.wav", content: "same" },
      { path: "/samples/5.wav", content: "both", usedBy: ["A"] },
      { path: "/samples/6.wav", content: "both", usedBy: ["A"] },
    ]);
    const output = memoryOutput();
    await writeDuplicates(session, { format: "json", check: false }, output);
    const { totals, groups } = JSON.parse(output.text());
    const counts = { redundantFiles: 3, redundantBytes: 12, removableFiles: 1, removableBytes: 4 };
    expect(totals).toEqual({ groups: 2, files: 6, ...counts });
    expect(groups).toMatchObject([
      { redundantFiles: 2, redundantBytes: 8, removableFiles: 1, removableBytes: 4 },
      { redundantFiles: 1, redundantBytes: 4, removableFiles: 0, removableBytes: 0 },
    ]);
    const removable = groups[0].files.filter((file: { removable: boolean }) => file.removable);
    expect(removable).toMatchObject([{ filePath: "/samples/4.wav" }]);
  });
});

test("paths without an inode are files of their own", async () => {
  await withCatalog(async (session) => {
    await fillCatalog(session, [
      { path: "/samples/1.wav", content: "same" },
      { path: "/samples/2.wav", content: "same" },
    ]);
    await session.sql("UPDATE assets SET device = NULL, inode = NULL, birth_ns = NULL");
    expect((await groupsOf(session)).totals).toEqual({
      groups: 1,
      files: 2,
      redundantFiles: 1,
      redundantBytes: 4,
      removableFiles: 1,
      removableBytes: 4,
    });
  });
});

const SCOPES: [string, DuplicatesOptions, object][] = [
  [
    "by wasted bytes",
    {},
    {
      totals: {
        groups: 3,
        files: 7,
        redundantFiles: 4,
        redundantBytes: 240,
        removableFiles: 4,
        removableBytes: 240,
      },
      groups: ["mid", "big", "few"],
    },
  ],
  [
    "by size",
    { sort: "size" },
    {
      totals: {
        groups: 3,
        files: 7,
        redundantFiles: 4,
        redundantBytes: 240,
        removableFiles: 4,
        removableBytes: 240,
      },
      groups: ["big", "mid", "few"],
    },
  ],
  [
    "by path",
    { sort: "path" },
    {
      totals: {
        groups: 3,
        files: 7,
        redundantFiles: 4,
        redundantBytes: 240,
        removableFiles: 4,
        removableBytes: 240,
      },
      groups: ["few", "big", "mid"],
    },
  ],
  [
    "with a limit, totals of all",
    { limit: 1 },
    {
      totals: {
        groups: 3,
        files: 7,
        redundantFiles: 4,
        redundantBytes: 240,
        removableFiles: 4,
        removableBytes: 240,
      },
      groups: ["mid"],
    },
  ],
  [
    "from a size on",
    { minSizeBytes: 61 },
    {
      totals: {
        groups: 2,
        files: 5,
        redundantFiles: 3,
        redundantBytes: 230,
        removableFiles: 3,
        removableBytes: 230,
      },
      groups: ["mid", "big"],
    },
  ],
  [
    "below a folder whose name is a pattern",
    { under: ["/samples/A_%"] },
    {
      totals: {
        groups: 1,
        files: 2,
        redundantFiles: 1,
        redundantBytes: 70,
        removableFiles: 1,
        removableBytes: 70,
      },
      groups: ["mid"],
    },
  ],
  [
    "across two folders",
    { across: ["/samples/A", "/samples/B"] },
    {
      totals: {
        groups: 1,
        files: 2,
        redundantFiles: 1,
        redundantBytes: 90,
        removableFiles: 1,
        removableBytes: 90,
      },
      groups: ["big"],
    },
  ],
];

test.each(SCOPES)("groups %s", async (_name, options, expected) => {
  await withCatalog(async (session) => {
    await fillCatalog(session, [
      { path: "/samples/A/big.wav", content: "big", sizeBytes: 90 },
      { path: "/samples/B/big.wav", content: "big", sizeBytes: 90 },
      { path: "/samples/A_%/mid.wav", content: "mid", sizeBytes: 70 },
      { path: "/samples/A_%/mid 2.wav", content: "mid", sizeBytes: 70 },
      { path: "/samples/Axx/mid.wav", content: "mid", sizeBytes: 70 },
      { path: "/samples/0/few.wav", content: "few", sizeBytes: 10 },
      { path: "/samples/A_/few.wav", content: "few", sizeBytes: 10 },
    ]);
    const { totals, groups } = await groupsOf(session, options);
    const names = groups.map(({ files }) => /([a-z]+)[^/]*\.wav$/.exec(files[0] ?? "")?.[1]);
    expect({ totals, groups: names }).toEqual(expected);
  });
});

test("--unused shows and counts only copies that no song uses, and the one to keep", async () => {
  await withCatalog(async (session) => {
    await fillCatalog(session, [
      { path: "/samples/1.wav", content: "same", usedBy: ["A"] },
      { path: "/samples/2.wav", content: "same", usedBy: ["A", "B"] },
      { path: "/samples/3.wav", content: "same" },
      { path: "/samples/4.wav", content: "both", usedBy: ["A"] },
      { path: "/samples/5.wav", content: "both", usedBy: ["A"] },
      { path: "/samples/6.wav", content: "none" },
      { path: "/samples/7.wav", content: "none" },
    ]);
    const { totals, groups } = await groupsOf(session, { unused: true, sort: "path", keep: ["newest"] });
    expect({ totals, groups }).toEqual({
      totals: {
        groups: 2,
        files: 4,
        redundantFiles: 2,
        redundantBytes: 8,
        removableFiles: 2,
        removableBytes: 8,
      },
      groups: [
        { keptBy: "used", files: ["keep /samples/2.wav", "/samples/3.wav"] },
        { keptBy: "first-path", files: ["keep /samples/6.wav", "/samples/7.wav"] },
      ],
    });
  });
});

test("files that are gone or changed are counted and left out, and never the one to keep", async () => {
  const folder = mkdtempSync(join(tmpdir(), "musaic-report-"));
  try {
    await withCatalog(async (session) => {
      const at = (name: string): string => join(folder, name);
      const assets = ["1.wav", "2.wav", "3.wav", "4.wav"].map((name) => realAsset(at(name), "same"));
      linkSync(at("3.wav"), at("5.wav"));
      const { mtimeNs, ino } = lstatSync(at("5.wav"), { bigint: true });
      await fillCatalog(
        session,
        [...assets, { path: at("5.wav"), content: "same", mtimeNs, inode: Number(ino) }],
        folder,
      );
      rmSync(at("1.wav"));
      writeFileSync(at("2.wav"), "other");
      const { checked, totals, groups } = await groupsOf(session, { check: true, keep: ["shortest-path"] });
      expect({ checked, totals, groups }).toEqual({
        checked: { files: 5, gone: 1, changed: 1, unreadable: 0, offline: 0 },
        totals: {
          groups: 1,
          files: 5,
          redundantFiles: 3,
          redundantBytes: 12,
          removableFiles: 3,
          removableBytes: 12,
        },
        groups: [{ keptBy: "first-path", files: [`keep ${at("3.wav")}`, at("4.wav"), at("5.wav")] }],
      });
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("offline copies are shown, never looked at, and kept only if there is no other", async () => {
  const folder = mkdtempSync(join(tmpdir(), "musaic-report-"));
  try {
    await withCatalog(async (session) => {
      const online = realAsset(join(folder, "1.wav"), "same");
      await fillCatalog(session, [online], folder);
      await fillCatalog(
        session,
        [{ path: "/Volumes/USB/1.wav", content: "same", usedBy: ["A"] }],
        "/Volumes",
      );
      await session.sql(
        "INSERT INTO library_mounts SELECT id, '/Volumes/USB', now() FROM libraries WHERE path = '/Volumes'",
      );
      const { checked, groups } = await groupsOf(session, { check: true });
      expect({ checked, groups }).toEqual({
        checked: { files: 1, gone: 0, changed: 0, unreadable: 0, offline: 1 },
        groups: [{ keptBy: "reachable", files: [`keep ${online.path}`, "/Volumes/USB/1.wav"] }],
      });
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a report of many pages says every group once, in order", async () => {
  await withCatalog(async (session) => {
    await session.sql(
      `INSERT INTO assets (file_path, file_hash, size_bytes, mtime_ns)
       SELECT '/samples/' || n || '.wav', encode(sha256((n % 1200)::text::bytea), 'hex'), 10 + n % 1200, 1
       FROM generate_series(1, 12000) n`,
    );
    const { totals, groups } = await groupsOf(session);
    expect(totals).toEqual({
      groups: 1200,
      files: 12_000,
      redundantFiles: 10_800,
      redundantBytes: 6_582_600,
      removableFiles: 10_800,
      removableBytes: 6_582_600,
    });
    expect(groups.length).toBe(1200);
    expect(new Set(groups.flatMap(({ files }) => files)).size).toBe(12_000);
  });
});
