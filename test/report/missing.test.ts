import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Session } from "../../src/catalog/session.ts";
import { relink, type RelinkOptions } from "../../src/report/relink.ts";
import { writeMissing } from "../../src/report/write-missing.ts";
import { writeRelink } from "../../src/report/write-relink.ts";
import { fillCatalog, memoryOutput, realAsset, withCatalog } from "./catalog-world.ts";
import { schemaFaults } from "./report-schema.ts";

async function fill(session: Session): Promise<void> {
  await fillCatalog(session, [
    {
      path: "",
      lastPath: "/samples/gone.wav",
      content: "kick",
      state: "missing",
      usedBy: ["Song A", "Song B", "Song B"],
    },
    { path: "/samples/unused.wav", content: "hat", state: "missing" },
    { path: "/samples/copy.wav", content: "kick" },
    { path: "/samples/USB/in.wav", content: "tom", usedBy: ["Song B"] },
    { path: "/samples/USB2/out.wav", content: "tom" },
  ]);
  await fillCatalog(session, [{ path: "/drive/snare.wav", content: "snare", usedBy: ["Song A"] }], "/drive");
  await session.sql("UPDATE assets SET state_since = '2026-01-02T03:04:05Z'");
  await session.sql(
    "UPDATE libraries SET state = 'offline', state_since = '2026-02-03T00:00:00Z' WHERE path = '/drive'",
  );
  await session.sql(
    "INSERT INTO library_mounts SELECT id, '/samples/USB', '2026-03-04T00:00:00Z' FROM libraries WHERE path = '/samples'",
  );
}

interface MissingJson {
  totals: object;
  assets: {
    filePath: string;
    state: string;
    since: string;
    clips: number;
    projects: string[];
    copies: { filePath: string }[];
  }[];
}

async function missingOf(session: Session, options: { project?: string; used?: boolean } = {}) {
  const output = memoryOutput();
  await writeMissing(session, { ...options, format: "json" }, output);
  expect(schemaFaults("missing", output.text())).toEqual([]);
  const { totals, assets }: MissingJson = JSON.parse(output.text());
  return {
    totals,
    assets: assets.map(({ filePath, state, since, clips, projects, copies }) =>
      [
        filePath,
        state,
        since.slice(0, 10),
        clips,
        projects.join(),
        ...copies.map((copy) => copy.filePath),
      ].join(" "),
    ),
  };
}

test("missing and offline assets are said with their songs and where the same content is", async () => {
  await withCatalog(async (session) => {
    await fill(session);
    expect(await missingOf(session)).toEqual({
      totals: { assets: 4, missing: 2, offline: 2, used: 3 },
      assets: [
        "/samples/gone.wav missing 2026-01-02 3 Song A,Song B /samples/copy.wav",
        "/drive/snare.wav offline 2026-02-03 1 Song A",
        "/samples/USB/in.wav offline 2026-03-04 1 Song B /samples/USB2/out.wav",
        "/samples/unused.wav missing 2026-01-02 0 ",
      ],
    });
  });
});

test("--project says what must be there to open one song", async () => {
  await withCatalog(async (session) => {
    await fill(session);
    expect(await missingOf(session, { project: "Song B" })).toEqual({
      totals: { assets: 2, missing: 1, offline: 1, used: 2 },
      assets: [
        "/samples/gone.wav missing 2026-01-02 2 Song B /samples/copy.wav",
        "/samples/USB/in.wav offline 2026-03-04 1 Song B /samples/USB2/out.wav",
      ],
    });
    await expect(missingOf(session, { project: "Song C" })).rejects.toThrow(
      'there is no project "Song C"; there are Song A, Song B',
    );
  });
});

test("with nothing missing the table says so", async () => {
  await withCatalog(async (session) => {
    const output = memoryOutput();
    await writeMissing(session, { format: "table" }, output);
    expect(output.text()).toBe("Nothing is missing.\n");
  });
});

test("--used says that nothing uses a missing asset, not that nothing is missing", async () => {
  await withCatalog(async (session) => {
    await fillCatalog(session, [
      { path: "/samples/1.wav", lastPath: "/samples/1.wav", content: "1", state: "missing" },
    ]);
    const output = memoryOutput();
    await writeMissing(session, { format: "table", used: true }, output);
    expect(output.text()).toBe("Nothing uses a missing asset.\n");
  });
});

async function withMissingKick(
  use: (session: Session, at: (name: string) => string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "musaic-relink-"));
  const at = (name: string): string => join(folder, name);
  try {
    await withCatalog(async (session) => {
      await fillCatalog(
        session,
        [
          { path: at("gone.wav"), content: "kick", state: "missing", usedBy: ["Song A", "Song B"] },
          { path: at("lost.wav"), content: "lost", state: "missing", usedBy: ["Song A"] },
          { path: at("0 stale.wav"), content: "kick" },
          realAsset(at("copy 1.wav"), "kick"),
          realAsset(at("copy 2.wav"), "kick"),
        ],
        folder,
      );
      await use(session, at);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function clipsOf(session: Session): Promise<unknown> {
  return session.sql(
    `SELECT p.name AS song, a.file_path AS path FROM clips c JOIN assets a ON a.id = c.asset_id
     JOIN tracks t ON t.id = c.track_id JOIN projects p ON p.id = t.project_id ORDER BY 1, 2`,
  );
}

async function stepsOf(session: Session, options: RelinkOptions) {
  const { done, totals, steps } = await relink(session, options);
  return { done, totals, steps: steps.map(({ filePath, to }) => [filePath, to?.filePath, to?.rule]) };
}

test("relink shows what it would do and changes nothing", async () => {
  await withMissingKick(async (session, at) => {
    const before = await clipsOf(session);
    const expected = {
      done: false,
      totals: { missing: 2, assets: 1, clips: 2, unresolved: 1 },
      steps: [
        [at("gone.wav"), at("copy 1.wav"), "oldest"],
        [at("lost.wav"), undefined, undefined],
      ],
    };
    expect(await stepsOf(session, {})).toEqual(expected);
    const output = memoryOutput();
    await writeRelink(session, { format: "json" }, output);
    expect(schemaFaults("relink", output.text())).toEqual([]);
    expect(await clipsOf(session)).toEqual(before);
  });
});

test("relink --yes re-points the clips to the copy that the rules choose, once", async () => {
  await withMissingKick(async (session, at) => {
    const { done, totals } = await stepsOf(session, { yes: true, keep: ["name:copy 2*"] });
    expect({ done, totals }).toEqual({
      done: true,
      totals: { missing: 2, assets: 1, clips: 2, unresolved: 1 },
    });
    expect(await clipsOf(session)).toEqual([
      { song: "Song A", path: at("copy 2.wav") },
      { song: "Song A", path: at("lost.wav") },
      { song: "Song B", path: at("copy 2.wav") },
    ]);
    expect((await stepsOf(session, { yes: true })).totals).toEqual({
      missing: 1,
      assets: 0,
      clips: 0,
      unresolved: 1,
    });
  });
});

test("relink --project leaves the clips of other songs alone", async () => {
  await withMissingKick(async (session, at) => {
    await relink(session, { yes: true, project: "Song B" });
    expect(await clipsOf(session)).toEqual([
      { song: "Song A", path: at("gone.wav") },
      { song: "Song A", path: at("lost.wav") },
      { song: "Song B", path: at("copy 1.wav") },
    ]);
  });
});

test("relink takes no copy whose file is gone, changed or offline", async () => {
  await withMissingKick(async (session, at) => {
    rmSync(at("copy 1.wav"));
    writeFileSync(at("copy 2.wav"), "something else");
    expect((await relink(session, { yes: true })).totals).toEqual({
      missing: 2,
      assets: 0,
      clips: 0,
      unresolved: 2,
    });
  });
});
