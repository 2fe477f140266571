import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withSession } from "../../src/catalog/session.ts";
import { withDatabase, type TestDatabase } from "../world/database.ts";
import { MAIN, runCli } from "../world/run-cli.ts";
import { scan } from "../world/scan.ts";
import { makeTree, withFolder } from "../world/tree.ts";

/** A scanned library with three equal files, one of which a song uses. */
async function withScanned(use: (database: TestDatabase, folder: string) => Promise<void>): Promise<void> {
  await withFolder((folder) =>
    withDatabase(async (database) => {
      const library = join(folder, "samples");
      makeTree(library, {
        "a/kick.wav": "kick!",
        "b/kick.wav": "kick!",
        "c/kick.wav": "kick!",
        "c/hat.wav": "hat",
      });
      expect((await scan(database, library)).status).toBe("complete");
      await withSession(database.address, async (session) => {
        await session.sql("INSERT INTO projects (name) VALUES ('Song')");
        await session.sql(
          "INSERT INTO tracks (project_id, name, type) SELECT id, 'T', 'AUDIO' FROM projects",
        );
        await session.sql(
          "INSERT INTO clips (track_id, asset_id) SELECT t.id, a.id FROM tracks t, assets a WHERE a.file_path LIKE '%/b/kick.wav'",
        );
      });
      await use(database, folder);
    }),
  );
}

test("duplicates: the copy that a song uses is kept, and --exit-code ends with 5", async () => {
  await withScanned(async ({ url }, folder) => {
    const { code, stdout } = await runCli(["duplicates", "--json", "--exit-code"], { url, cwd: folder });
    expect(code).toBe(5);
    const report: {
      totals: object;
      checked: object;
      groups: { files: { filePath: string; keep: boolean }[] }[];
    } = JSON.parse(stdout);
    expect([report.totals, report.checked]).toEqual([
      { groups: 1, files: 3, redundantFiles: 2, redundantBytes: 10, removableFiles: 2, removableBytes: 10 },
      { files: 3, gone: 0, changed: 0, unreadable: 0, offline: 0 },
    ]);
    expect(report.groups[0]?.files.find(({ keep }) => keep)?.filePath).toBe(
      join(folder, "samples/b/kick.wav"),
    );
    const small = await runCli(["duplicates", "--min-size", "1k", "--exit-code"], { url, cwd: folder });
    expect([small.code, small.stdout.split("\n")[1]]).toEqual([0, "No duplicates."]);
  });
});

test("duplicates --output appears whole, beside nothing, and never over an audio file", async () => {
  await withScanned(async ({ url }, folder) => {
    const file = join(folder, "report.txt");
    writeFileSync(file, "old");
    const { code, stdout, stderr } = await runCli(
      ["duplicates", "--format", "fdupes", "--output", file, "--keep", "under:samples/c,oldest"],
      {
        url,
        cwd: folder,
      },
    );
    expect([code, stdout]).toEqual([0, ""]);
    expect(stderr).toMatch(/^.* of duplicates found; the report \(fdupes\) is in .*\/report\.txt\n$/m);
    const at = (name: string): string => join(folder, "samples", name);
    expect(readFileSync(file, "utf8")).toBe(`${at("c/kick.wav")}\n${at("a/kick.wav")}\n\n`); // a song uses b
    expect(readdirSync(folder).toSorted()).toEqual(["report.txt", "samples"]);
    const refused = await runCli(["duplicates", "--output", at("a/kick.wav")], { url, cwd: folder });
    expect([refused.code, readFileSync(at("a/kick.wav"), "utf8")]).toEqual([2, "kick!"]);
    const lost = await runCli(["duplicates", "--output", join(folder, "none/report.txt")], {
      url,
      cwd: folder,
    });
    expect([lost.code, lost.stderr.split("\n").at(-2)]).toEqual([1, expect.stringContaining("can't write")]);
  });
});

test.each([
  [["duplicates", "--keep", "eldest"]],
  [["duplicates", "--across", "/one"]],
  [["duplicates", "--min-size", "much"]],
  [["duplicates", "--limit", "0"]],
  [["duplicates", "--format", "xml"]],
  [["duplicates", "--under", ""]],
  [["check", "/nowhere/at/all"]],
  [["check"]],
  [["missing", "--project", "Nobody's"]],
  [["problems", "--code", "nonsense"]],
])("%j ends with exit code 2, one line and nothing on stdout", async (args) => {
  await withDatabase(async ({ url }) => {
    const { code, stdout, stderr } = await runCli(args, { url });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).not.toMatch(/\n {4}at /);
  });
});

test("check says what of a new folder is owned, and writes nothing", async () => {
  await withScanned(async ({ url, address }, folder) => {
    makeTree(join(folder, "inbox"), { "1.wav": "kick!", "2.wav": "fresh", "3.txt": "no sample" });
    const before = await withSession(address, (session) => session.sql("SELECT * FROM assets ORDER BY id"));
    const { code, stdout } = await runCli(["check", join(folder, "inbox"), "--json"], { url, cwd: folder });
    expect(code).toBe(0);
    const { files }: { files: { filePath: string; verdict: string; places: object[] }[] } =
      JSON.parse(stdout);
    expect(files.map(({ filePath, verdict, places }) => [filePath, verdict, places.length])).toEqual([
      [join(folder, "inbox/1.wav"), "owned", 3],
      [join(folder, "inbox/2.wav"), "new", 0],
    ]);
    expect(await withSession(address, (session) => session.sql("SELECT * FROM assets ORDER BY id"))).toEqual(
      before,
    );
  });
});

test("a deleted sample is missing, relink finds its copy, and then nothing is missing in songs", async () => {
  await withScanned(async ({ url }, folder) => {
    const run = (...args: string[]) => runCli(args, { url, cwd: folder });
    rmSync(join(folder, "samples/b/kick.wav"));
    await run("scan", join(folder, "samples"));
    const missing = await run("missing", "--project", "Song");
    expect(missing.stdout).toContain(`the same content: ${join(folder, "samples/a/kick.wav")} and 1 more`);
    expect((await run("relink")).stdout).toContain("Would re-point 1 clip of 1 asset");
    expect((await run("relink", "--yes")).stdout).toContain("Re-pointed 1 clip of 1 asset");
    expect((await run("missing", "--used")).stdout).toBe("Nothing uses a missing asset.\n");
  });
});

test("status and doctor speak of a catalog whose drive is gone", async () => {
  await withScanned(async ({ url }, folder) => {
    const run = (...args: string[]) => runCli(args, { url, cwd: folder });
    renameSync(join(folder, "samples"), join(folder, "away"));
    await run("scan", join(folder, "samples"));
    expect((await run("status")).stdout).toMatch(/samples +offline +4 /);
    expect((await run("doctor")).stdout).toContain("warning: the library");
  });
});

test("doctor says so when no database answers", async () => {
  const { code, stdout } = await runCli(["doctor", "--json"], { url: "postgresql://127.0.0.1:1/none" });
  const { findings }: { findings: { code: string }[] } = JSON.parse(stdout);
  expect([code, findings[0]?.code]).toEqual([1, "database-unreachable"]);
});

test("every report of an empty database is an answer", async () => {
  await withDatabase(
    async ({ url }) => {
      const commands = [
        ["duplicates"],
        ["duplicates", "--folders"],
        ["missing"],
        ["relink"],
        ["problems"],
        ["problems", "--retry"],
        ["status"],
      ];
      for (const args of commands) expect([args, (await runCli(args, { url })).code]).toEqual([args, 0]);
    },
    { empty: true },
  );
});

test("a reader that goes away ends a report quietly", async () => {
  await withDatabase(async ({ url, address }) => {
    await withSession(address, (session) =>
      session.sql(
        `INSERT INTO assets (file_path, file_hash, size_bytes, mtime_ns)
         SELECT '/samples/' || n || '.wav', encode(sha256((n % 50000)::text::bytea), 'hex'), 10, 1 FROM generate_series(1, 100000) n`,
      ),
    );
    const child = spawn(process.execPath, [MAIN, "duplicates", "--no-check", "--json"], {
      env: { PATH: process.env["PATH"], HOME: "/nonexistent", MUSAIC_DB_CONNECTION_STRING: url },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.once("data", () => child.stdout.destroy());
    const [code] = await once(child, "close");
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^(?:database: .*\n)?$/)]);
  });
});

test("check looks at each copy: one that is gone or another file now does not make a file owned", async () => {
  await withScanned(async ({ url }, folder) => {
    makeTree(folder, { "inbox/hat.wav": "hat", "inbox/kick.wav": "kick!" });
    rmSync(join(folder, "samples/c/hat.wav"));
    rmSync(join(folder, "samples/a/kick.wav"));
    writeFileSync(join(folder, "samples/c/kick.wav"), "other!");
    const check = (...args: string[]): ReturnType<typeof runCli> =>
      runCli(["check", join(folder, "inbox"), ...args], { url, cwd: folder });
    const { files } = JSON.parse((await check("--json")).stdout) as {
      files: { verdict: string; places: { filePath: string; state: string }[] }[];
    };
    const place = (name: string, state: string): object => ({
      filePath: join(folder, "samples", name),
      state,
    });
    expect(files).toMatchObject([
      { verdict: "new", places: [place("c/hat.wav", "gone")] },
      {
        verdict: "owned",
        places: [place("b/kick.wav", "present"), place("a/kick.wav", "gone"), place("c/kick.wav", "changed")],
      },
    ]);
    expect((await check()).stdout).toContain(`was at ${join(folder, "samples/c/hat.wav")}, which is gone`);
  });
});
