import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCli } from "../world/run-cli.ts";
import { withFolder } from "../world/tree.ts";

test.for(["bash", "zsh", "fish"])(
  "%s completes commands, options, their values, and a library's path",
  async (shell, context) => {
    context.skip(spawnSync(shell, ["-c", "true"]).status !== 0, `no ${shell} on this machine`);
    context.skip(spawnSync("python3", ["-c", "import pty"]).status !== 0, "no python3 to make a terminal");
    await withFolder(async (folder) => {
      const script = join(folder, "completion");
      writeFileSync(script, (await runCli(["completion", shell])).stdout);
      mkdirSync(join(folder, "libraries/My Samples"), { recursive: true });
      writeFileSync(join(folder, "libraries/My notes.txt"), "");
      const given = [
        ["du", "duplicates "],
        ["scan --ver", "scan --verify "],
        ["db stat", "db status "],
        ["service unin", "service uninstall "],
        ["find --format nd", "find --format ndjson "],
        [`scan ${folder}/libraries/My`, `scan ${folder}/libraries/My\\ Samples/`],
        [`duplicates --under ${folder}/lib`, `duplicates --under ${folder}/libraries/`],
        [`--config ${folder}/libraries/My\\ n`, `--config ${folder}/libraries/My\\ notes.txt `],
      ] as const;
      const driver = join(import.meta.dirname, "completing-shell.py");
      const lines = given.map(([typed]) => `musaic-catalog ${typed}`);
      const found: unknown = JSON.parse(
        execFileSync("python3", [driver, shell, script, ...lines], { encoding: "utf8" }),
      );
      expect(found).toEqual(given.map(([, completed]) => `musaic-catalog ${completed}`));
    });
  },
);

test("PowerShell's script has all commands, options and values; a shell that nobody knows is refused", async () => {
  const { stdout } = await runCli(["completion", "powershell"]);
  expect(stdout).toContain("Register-ArgumentCompleter -Native -CommandName musaic-catalog");
  expect(stdout).toMatch(/^ {4}'service' = @\('install', 'uninstall', 'status', 'print'\)$/m);
  expect(stdout).toContain("    'find:--format' = @('table', 'json', 'ndjson', 'csv', 'paths', 'm3u8')");
  expect(stdout).not.toContain("--as-service");
  expect(await runCli(["completion", "tcsh"])).toMatchObject({ code: 2, stdout: "" });
});
