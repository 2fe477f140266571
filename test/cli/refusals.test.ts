import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { query } from "../world/catalog.ts";
import { withDatabase } from "../world/database.ts";
import { runCli } from "../world/run-cli.ts";
import { withFolder } from "../world/tree.ts";

const CLEAR = "\u001b[2J";

test("names that hold terminal escapes are shown and not obeyed, whoever refuses them", async () => {
  await withDatabase(async ({ url }) => {
    const missing = await runCli(["scan", `/nowhere/${CLEAR}`, "--quiet"], { url });
    const unknown = await runCli([`scan${CLEAR}`]);
    const option = await runCli(["scan", `--${CLEAR}`]);
    for (const { code, stderr } of [missing, unknown, option]) {
      expect(code).toBe(2);
      expect(stderr).not.toContain("\u001b");
      expect(stderr).toMatch(/^musaic-catalog: .*\\x1b\[2J/m);
    }
    expect(option.stderr).toBe(`musaic-catalog: unknown option '--\\x1b[2J'\n`);
  });
});

test("help of a command, asked for in either way, is the same", async () => {
  expect(await runCli(["help", "scan"])).toEqual(await runCli(["scan", "--help"]));
});

test("a report that can't be written where it was asked for ends with 1 and one line", async (context) => {
  if (!existsSync("/dev/full")) context.skip("only Linux has a disk that is always full");
  await withDatabase(({ url }) =>
    withFolder(async (folder) => {
      const into = join(folder, "reports");
      mkdirSync(into);
      for (const [file, why] of [
        [into, "EISDIR"],
        [join(folder, "none/report.json"), "ENOENT"],
        ["/dev/full", "ENOSPC"],
      ] as const) {
        const { code, stderr } = await runCli(["duplicates", "--json", "--output", file], { url });
        expect({ code, stderr }).toEqual({
          code: 1,
          stderr: expect.stringMatching(new RegExp(`^musaic-catalog: can't write ${file}: ${why}.*\n$`)),
        });
      }
      expect(readdirSync(folder)).toEqual(["reports"]);
    }),
  );
});

test("a role that may not make tables is told how it may, in one line", async () => {
  await withDatabase(
    async (database) => {
      const role = `${new URL(database.url).pathname.slice(1)}_role`;
      await query(database, "REVOKE CREATE ON SCHEMA public FROM PUBLIC"); // as it is from PostgreSQL 15 on
      await query(database, `CREATE ROLE ${role} LOGIN`);
      try {
        const { code, stderr } = await runCli(["db", "init"], {
          url: database.url.replace("tester@", `${role}@`),
        });
        expect({ code, stderr }).toEqual({
          code: 1,
          stderr: expect.stringMatching(
            new RegExp(
              `^musaic-catalog: .* does not let ${role} make tables: .*GRANT CREATE ON SCHEMA public TO ${role}, .*--owner=${role} .*\n$`,
            ),
          ),
        });
      } finally {
        await query(database, `DROP ROLE ${role}`);
      }
    },
    { empty: true },
  );
});

test("what needs --yes says a command that can be pasted, and that means the same catalog", async () => {
  await withDatabase(({ url }) =>
    withFolder(async (folder) => {
      writeFileSync(join(folder, "my config.json"), "{}");
      const plain = await runCli(["db", "reset"], { url, cwd: folder });
      const named = await runCli(["--config", "my config.json", "db", "reset"], { url, cwd: folder });
      expect([plain.code, named.code]).toEqual([2, 2]);
      expect(plain.stderr).toMatch(/ If you mean it: musaic-catalog db reset --yes\n$/);
      expect(named.stderr).toMatch(
        / If you mean it: musaic-catalog --config 'my config\.json' db reset --yes\n$/,
      );
    }),
  );
});

test("who lists no folder is sent to a config file of their own, never to the package's", async (context) => {
  if (process.platform === "darwin") context.skip("no variable moves the user's config folder on macOS");
  await withFolder(async (home) => {
    const own = join(home, "settings/musaic-catalog/musaic.config.json");
    const env = { XDG_CONFIG_HOME: join(home, "settings"), APPDATA: join(home, "settings"), HOME: home };
    for (const command of ["scan", "watch"]) {
      const { code, stderr } = await runCli([command], { env });
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: `musaic-catalog: no folder to ${command}: name one (musaic-catalog ${command} <folder>), or list catalog.libraries in ${own}\n`,
      });
    }
  });
});

test("what --dry-run can't do is refused before a database is opened", async () => {
  for (const option of ["verify", "reparse"]) {
    expect(await runCli(["scan", "/", "--dry-run", `--${option}`])).toEqual({
      code: 2,
      stdout: "",
      stderr: `musaic-catalog: --dry-run reads no file: it does not go with --${option}\n`,
    });
  }
});

test("an unknown command gets the one that was meant, or the way to a list of all", async () => {
  const near = await runCli(["scna"]);
  const far = await runCli(["frobnicate"]);
  expect(near).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/unknown command 'scna'\n\(Did you mean scan\?\)/),
  });
  expect(far).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("scan, watch, find, duplicates, check"),
  });
});

test("a config with our keys in the wrong place is refused, and makes no second catalog", async () => {
  await withFolder(async (folder) => {
    writeFileSync(join(folder, "musaic.config.json"), JSON.stringify({ libraries: ["Samples"] }));
    const { code, stderr } = await runCli(["scan"], { cwd: folder });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(
        /musaic\.config\.json: no key "libraries" is known here; did you mean catalog\.libraries\?\n$/,
      ),
    });
    expect(readdirSync(folder)).toEqual(["musaic.config.json"]);
  });
});

test("a quiet scan says its result and nothing else, and duplicates takes a folder as it is", async () => {
  await withDatabase(({ url }) =>
    withFolder(async (folder) => {
      for (const name of ["Kits/a.wav", "Kits/b.wav", "Loops/a.wav", "Loops/b.wav"]) {
        mkdirSync(join(folder, name, ".."), { recursive: true });
        writeFileSync(join(folder, name), name.slice(0, 4));
      }
      const scan = await runCli(["scan", folder, "--quiet"], { url });
      expect(scan).toMatchObject({ code: 0, stderr: "" });
      const { stdout } = await runCli(["duplicates", join(folder, "Kits"), "--json"], { url });
      expect(JSON.parse(stdout)).toMatchObject({
        scope: { under: [join(folder, "Kits")] },
        totals: { groups: 1, files: 2 },
      });
    }),
  );
});
