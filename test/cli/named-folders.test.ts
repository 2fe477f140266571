import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withDatabase } from "../world/database.ts";
import { runCli } from "../world/run-cli.ts";
import { scan } from "../world/scan.ts";
import { duplicates } from "../../src/index.ts";
import { makeTree, withFolder } from "../world/tree.ts";

type Run = (...args: string[]) => Promise<{ code: number | null; stdout: string; stderr: string }>;

/** A library `Samples` with two equal files and a problem, and a link to it: `Link`. */
async function withLinked(use: (run: Run, folder: string, url: string) => Promise<void>): Promise<void> {
  await withFolder((folder) =>
    withDatabase(async (database) => {
      makeTree(join(folder, "Samples"), { "a/1.wav": "kick!", "b/1.wav": "kick!" });
      // A name that is no UTF-8: a problem.
      writeFileSync(Buffer.from(`${folder}/Samples/a/\xff.wav`, "latin1"), "snare");
      mkdirSync(join(folder, "Elsewhere"));
      symlinkSync(join(folder, "Samples"), join(folder, "Link"), "dir");
      await scan(database, join(folder, "Samples"));
      await use((...args) => runCli(args, { url: database.url, cwd: folder }), folder, database.url);
    }),
  );
}

test("a link to a library is that library, in duplicates and in forget", async () => {
  await withLinked(async (run, folder) => {
    const one = await run("duplicates", "--under", "Link", "--json");
    expect(JSON.parse(one.stdout)).toMatchObject({
      scope: { under: [join(folder, "Samples")] },
      totals: { groups: 1 },
    });
    const across = await run("duplicates", "--across", "Link/a", "Samples/b", "--json");
    expect(JSON.parse(across.stdout)).toMatchObject({ totals: { groups: 1 } });
    const forgotten = await run("forget", "Link/a", "--json");
    expect(JSON.parse(forgotten.stdout)).toMatchObject({ folder: join(folder, "Samples/a"), forgotten: 1 });
  });
});

test("a link to a library is that library, in problems and for programs", async () => {
  await withLinked(async (run, folder, url) => {
    const all = JSON.parse((await run("problems", "--json")).stdout) as { problems: unknown[] };
    // One that can't be read, and two that are not audio.
    expect(all.problems).toHaveLength(3);
    const below = JSON.parse((await run("problems", "--under", "Link/a", "--json")).stdout) as {
      problems: unknown[];
    };
    expect(all.problems).toEqual(expect.arrayContaining(below.problems));
    expect(below.problems.length).toBeGreaterThan(0);
    const groups = [];
    for await (const group of duplicates({ database: url, under: [join(folder, "Link")] }))
      groups.push(group);
    expect(groups).toHaveLength(1);
  });
});

test("a folder the catalog knows nothing below is refused in a line that says how to scan it", async () => {
  await withLinked(async (run, folder) => {
    const place = join(folder, "Elsewhere");
    for (const command of ["duplicates", "problems"]) {
      const { code, stdout, stderr } = await run(command, "--under", "Elsewhere");
      expect([code, stdout, stderr.trimEnd().split("\n").at(-1)]).toEqual([
        2,
        "",
        `musaic-catalog: the catalog knows nothing below ${place}: check the path, or scan it first: musaic-catalog scan '${place}'`,
      ]);
    }
  });
});

test("a folder with nothing but problems is known", async () => {
  await withLinked(async (run, folder) => {
    const place = join(folder, "Samples/only");
    mkdirSync(place);
    writeFileSync(Buffer.from(`${place}/\xff.wav`, "latin1"), "snare");
    await run("scan", "Samples", "--quiet");
    const below = JSON.parse((await run("problems", "--under", "Samples/only", "--json")).stdout) as {
      problems: unknown[];
    };
    expect(below.problems).toHaveLength(1);
    expect((await run("duplicates", "--under", "Samples/only")).code).toBe(0);
  });
});

test("where nothing has been scanned, duplicates points to scan", async () => {
  await withFolder((folder) =>
    withDatabase(async ({ url }) => {
      const under = await runCli(["duplicates", "--under", folder], { url, cwd: folder });
      const line = `musaic-catalog: nothing has been scanned yet: musaic-catalog scan '${folder}'\n`;
      expect([under.code, under.stdout, under.stderr]).toEqual([2, "", expect.stringContaining(line)]);
      const all = await runCli(["duplicates"], { url, cwd: folder });
      const hint = "nothing has been scanned yet: musaic-catalog scan <folder>\n";
      expect([all.code, all.stderr]).toEqual([0, expect.stringContaining(hint)]);
    }),
  );
});

test("check says that a folder is catalogued, and compares it with what lies outside", async () => {
  await withLinked(async (run, folder) => {
    const { stdout, stderr } = await run("check", "Link/a", "--json");
    expect(stderr).toContain("Link/a is catalogued already, wholly or in part");
    expect(JSON.parse(stdout)).toMatchObject({
      totals: { owned: 1 },
      files: [{ places: [{ filePath: join(folder, "Samples/b/1.wav") }] }],
    });
    const whole = await run("check", "Samples", "--json");
    expect(JSON.parse(whole.stdout)).toMatchObject({ totals: { files: 2, owned: 0, new: 2 } });
  });
});

const REFUSED: [string[], string][] = [
  [["--folders", "--unused", "--sort", "size"], "--folders does not go with --unused, --sort"],
  [["--folders", "--format", "fdupes"], "--folders does not go with --format fdupes"],
  [["--json", "--format", "csv"], "--json and --format csv exclude each other"],
  [["--json", "--format", "table"], "--json and --format table exclude each other"],
];

test.each(REFUSED)("duplicates %j is wrong usage", async (flags, said) => {
  expect(await runCli(["duplicates", ...flags], { url: "postgresql://127.0.0.1:1/none" })).toEqual({
    code: 2,
    stdout: "",
    stderr: `musaic-catalog: ${said}\n`,
  });
});
