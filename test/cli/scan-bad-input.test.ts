import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { wav } from "../world/audio/wav.ts";
import { query } from "../world/catalog.ts";
import { withDatabase, type TestDatabase } from "../world/database.ts";
import { runCli, type CliResult } from "../world/run-cli.ts";
import { makeTree, withFolder } from "../world/tree.ts";

const NOBODY = 65_534;

async function inWorld(use: (folder: string, database: TestDatabase) => Promise<void>): Promise<void> {
  await withDatabase((database) => withFolder((folder) => use(folder, database)));
}

/** What a person sees on stderr, without the line that names the database. */
function said({ stderr }: CliResult): string {
  return stderr.replace(/^database: .*\n/m, "");
}

async function libraries(database: TestDatabase): Promise<string[]> {
  return (await query<{ path: string }>(database, "SELECT path FROM libraries ORDER BY path")).map(
    ({ path }) => path,
  );
}

describe("a folder", () => {
  test("that doesn't exist and never was known ends with 2 and makes no library", async () => {
    await inWorld(async (folder, database) => {
      const result = await runCli(["scan", join(folder, "nowhere"), "--json"], { url: database.url });
      expect({ ...result, stderr: said(result) }).toEqual({
        code: 2,
        stdout: "",
        stderr: `musaic-catalog: ${folder}/nowhere does not exist, and the catalog never knew it: check the path\n`,
      });
      expect(await libraries(database)).toEqual([]);
    });
  });

  test("that watch alone is told to follow, and that never was known, ends it with 2 in one line", async () => {
    await inWorld(async (folder, database) => {
      const [nowhere, other] = [join(folder, "nowhere"), join(folder, "other")];
      const { code, stdout, stderr } = await runCli(["watch", nowhere, other], { url: database.url });
      expect({ code, stdout, stderr }).toEqual({
        code: 2,
        stdout: "",
        stderr: `musaic-catalog: ${nowhere} does not exist, and the catalog never knew it: check the path\n`,
      });
    });
  });

  test("whose ~ reached us unexpanded is said to be that", async () => {
    await inWorld(async (folder, database) => {
      const result = await runCli(["scan", "~/Samples"], { url: database.url, cwd: folder });
      expect({ code: result.code, said: said(result) }).toEqual({
        code: 2,
        said: `musaic-catalog: ${folder}/~/Samples does not exist, and the catalog never knew it: the shell did not expand the ~ (write it without quotes); check the path\n`,
      });
    });
  });

  test("that holds the system itself ends with 2, for a look as well, and a link to it too", async (context) => {
    if (process.platform === "win32") context.skip("a drive's root may be a drive of samples on Windows");
    await inWorld(async (folder, database) => {
      symlinkSync("/", join(folder, "all"));
      const why = "holds the system's own files and devices: name the folders that your samples lie in";
      for (const [command, named] of [
        ["scan", "/"],
        ["scan", join(folder, "all")],
        ["check", "/dev"],
      ] as const) {
        const result = await runCli([command, named], { url: database.url });
        expect({ code: result.code, said: said(result) }).toEqual({
          code: 2,
          said: `musaic-catalog: ${named} ${why}\n`,
        });
      }
      expect(await libraries(database)).toEqual([]);
    });
  });

  test("that is a file ends with 2", async () => {
    await inWorld(async (folder, database) => {
      writeFileSync(join(folder, "a.wav"), wav({ seconds: 0.1 }));
      const result = await runCli(["scan", join(folder, "a.wav")], { url: database.url });
      expect({ code: result.code, said: said(result) }).toEqual({
        code: 2,
        said: `musaic-catalog: ${folder}/a.wav is a file: name the folder it lies in\n`,
      });
    });
  });

  test("that can't be listed is offline, ends with 4 and makes no library", async (context) => {
    if (process.getuid?.() !== 0)
      context.skip("only root can make a folder that the program, as another user, may not list");
    await inWorld(async (folder, database) => {
      chmodSync(folder, 0o755);
      mkdirSync(join(folder, "closed"), { mode: 0o700 });
      const result = await runCli(["scan", join(folder, "closed")], { url: database.url, uid: NOBODY });
      expect(result).toMatchObject({ code: 4, stdout: expect.stringMatching(/closed: offline: .*EACCES/) });
      expect(await libraries(database)).toEqual([]);
    });
  });

  test("that is missing from the command line and the config ends with 2", async () => {
    await inWorld(async (folder, database) => {
      const result = await runCli(["scan"], { url: database.url, cwd: folder });
      expect({ code: result.code, said: said(result) }).toEqual({
        code: 2,
        said: expect.stringMatching(/^musaic-catalog: no folder to scan: /),
      });
    });
  });

  test("given twice, with / at its end, relative, through a link, or inside another is scanned once and said in a line", async () => {
    await inWorld(async (folder, database) => {
      makeTree(folder, {
        "lib/a.wav": wav({ seconds: 0.1, seed: 1 }),
        "lib/sub/b.wav": wav({ seconds: 0.1, seed: 2 }),
      });
      symlinkSync(join(folder, "lib"), join(folder, "link"));
      const args = [
        "scan",
        "lib",
        join(folder, "lib/"),
        join(folder, "link"),
        join(folder, "lib/sub"),
        "--json",
      ];
      const result = await runCli(args, { url: database.url, cwd: folder });
      expect(result.code).toBe(0);
      expect(JSON.parse(result.stdout)).toMatchObject({
        seen: 2,
        added: 2,
        libraries: [{ path: join(folder, "lib") }],
      });
      expect(said(result).trim().split("\n").sort()).toEqual([
        `${folder}/lib is ${folder}/lib: scanned once`,
        `${folder}/lib/sub lies inside ${folder}/lib: scanned with it`,
        `${folder}/link is ${folder}/lib: scanned once`,
      ]);
      const again = await runCli(["scan", join(folder, "link/sub"), "--json"], { url: database.url });
      expect(JSON.parse(again.stdout)).toMatchObject({ seen: 1, unchanged: 1, added: 0 });
      expect(await libraries(database)).toEqual([join(folder, "lib")]);
    });
  });
});

describe("a config", () => {
  test.each([
    ["with a wrong key", { catalog: { librarys: [] } }, /catalog\.librarys.*libraries/],
    ["with a wrong type", { catalog: { readers: "many" } }, /catalog\.readers/],
    ["with a database nobody knows", { dbConnectionString: "mysql://root:secret@host/db" }, /postgres/],
  ])("%s ends with 2 and one line, without secrets", async (_, content, message) => {
    await inWorld(async (folder) => {
      writeFileSync(join(folder, "musaic.config.json"), JSON.stringify(content));
      const result = await runCli(["scan", folder], { cwd: folder });
      expect(result).toEqual({ code: 2, stdout: "", stderr: expect.stringMatching(message) });
      expect(result.stderr.trim().split("\n")).toHaveLength(1);
      expect(result.stderr).not.toContain("secret");
    });
  });

  test("that is no JSON ends with 2 and the place of the fault", async () => {
    await inWorld(async (folder) => {
      writeFileSync(join(folder, "musaic.config.json"), '{\n  "catalog": {\n    "readers": 2,,\n  }\n}');
      const result = await runCli(["scan", folder], { cwd: folder });
      expect(result).toEqual({
        code: 2,
        stdout: "",
        stderr: expect.stringMatching(/musaic\.config\.json.*3/),
      });
    });
  });
});

describe("a database", () => {
  test("that nobody serves ends with 1", async () => {
    await inWorld(async (folder) => {
      const result = await runCli(["scan", folder], { url: "postgres://musaic:secret@127.0.0.1:9/db" });
      expect(result).toMatchObject({ code: 1, stdout: "" });
      expect(result.stderr).toMatch(/no PostgreSQL answers at 127\.0\.0\.1:9\/db \(ECONNREFUSED\)/);
      expect(result.stderr).not.toContain("secret");
    });
  });

  test("that doesn't exist ends with 1 and says how to make it", async () => {
    await inWorld(async (folder, database) => {
      const result = await runCli(["scan", folder], {
        url: database.url.replace(/test_\w+/, "no_such_database"),
      });
      expect(result).toMatchObject({ code: 1, stderr: expect.stringMatching(/createdb/) });
    });
  });

  test("that holds another program's tables, or isn't UTF-8, ends with 1 and is left alone", async () => {
    await withFolder(async (folder) => {
      await withDatabase(
        async (database) => {
          await query(database, "CREATE TABLE invoices (id int)");
          expect(await runCli(["scan", folder], { url: database.url })).toMatchObject({
            code: 1,
            stderr: expect.stringMatching(/invoices/),
          });
          expect(
            await query(database, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"),
          ).toEqual([{ relname: "invoices" }]);
        },
        { empty: true },
      );
      await withDatabase(
        async (database) => {
          expect(await runCli(["scan", folder], { url: database.url })).toMatchObject({
            code: 1,
            stderr: expect.stringMatching(/UTF8/),
          });
        },
        { empty: true, encoding: "LATIN1" },
      );
    });
  });
});

test("unreadable files and folders are problems; everything else is taken in, and the exit code is 3", async (context) => {
  if (process.getuid?.() !== 0)
    context.skip("only root can make files that the program, as another user, may not read");
  await inWorld(async (folder, database) => {
    chmodSync(folder, 0o755);
    makeTree(folder, {
      "lib/open.wav": wav({ seconds: 0.1, seed: 1 }),
      "lib/closed.wav": wav({ seconds: 0.1, seed: 2 }),
      "lib/vault/inside.wav": wav({ seconds: 0.1, seed: 3 }),
    });
    chmodSync(join(folder, "lib/closed.wav"), 0o600);
    chmodSync(join(folder, "lib/vault"), 0o700);
    const result = await runCli(["scan", join(folder, "lib"), "--json"], { url: database.url, uid: NOBODY });
    expect(result.code).toBe(3);
    expect(JSON.parse(result.stdout)).toMatchObject({
      status: "complete-with-problems",
      added: 1,
      problems: 2,
    });
    expect(await query(database, "SELECT file_path, code FROM scan_problems ORDER BY file_path")).toEqual([
      { file_path: join(folder, "lib/closed.wav"), code: "no-permission" },
      { file_path: join(folder, "lib/vault"), code: "folder-unreadable" },
    ]);
    // Readable again, both are taken in and no problem is left.
    chmodSync(join(folder, "lib/closed.wav"), 0o644);
    chmodSync(join(folder, "lib/vault"), 0o755);
    chownSync(join(folder, "lib/vault"), NOBODY, NOBODY);
    const again = await runCli(["scan", join(folder, "lib"), "--json"], { url: database.url, uid: NOBODY });
    expect(JSON.parse(again.stdout)).toMatchObject({ status: "complete", added: 2, problems: 0 });
    expect(await query(database, "SELECT * FROM scan_problems")).toEqual([]);
  });
});
