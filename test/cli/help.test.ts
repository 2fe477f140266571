import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { buildProgram } from "../../src/cli/program.ts";
import { packageFile } from "../../src/package-file.ts";
import { runCli } from "../world/run-cli.ts";
import { withFolder } from "../world/tree.ts";

function commandsOf(
  command: Command,
  words: readonly string[] = [],
): { words: string[]; command: Command }[] {
  const children = command.commands.flatMap((child) => commandsOf(child, [...words, child.name()]));
  return [{ words: [...words], command }, ...children];
}

function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text;
}

test("every command has a description, and examples that begin with its own name", () => {
  const wanting = commandsOf(buildProgram())
    .filter(({ words, command }) => {
      const help = helpOf(command);
      const examples = help
        .slice(help.indexOf("\nExamples:\n") + 1)
        .split("\n")
        .slice(1);
      const own = ["musaic-catalog", ...words].join(" ");
      return (
        command.description() === "" ||
        !help.includes("\nExamples:\n") ||
        !examples.some((line) => line.replace(/--config \S+ /, "").includes(own))
      );
    })
    .map(({ words }) => words.join(" "));
  expect(wanting).toEqual([]);
});

test("--help and --version answer on stdout and end with 0; wrong usage ends with 2", async () => {
  const { version } = JSON.parse(readFileSync(packageFile("package.json"), "utf8")) as { version: string };
  expect(await runCli(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  for (const short of ["-v", "-V"])
    expect(await runCli([short])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  const help = await runCli(["scan", "--help"]);
  expect(help).toMatchObject({ code: 0, stderr: "" });
  expect(help.stdout).toMatch(/^Usage: musaic-catalog scan /);
  expect(await runCli(["scann"])).toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringMatching(
      /unknown command 'scann'[^]*Did you mean scan\?[^]*--help shows what there is/,
    ),
  });
});

test.each([
  ["db", "init, migrate, status, reset, url, serve, backup, restore"],
  ["service", "install, uninstall, status, print"],
])("an unknown word after %s leads to that command's own words and help", async (command, words) => {
  expect(await runCli([command, "foo"])).toMatchObject({
    code: 2,
    stdout: "",
    stderr: `musaic-catalog: unknown command 'foo'\n(the commands are ${words})\n(musaic-catalog ${command} --help shows what there is)\n`,
  });
});

test("--help loads none of the packages that only work needs", async () => {
  await withFolder(async (folder) => {
    const list = join(folder, "loaded");
    const hook = join(import.meta.dirname, "loaded-modules.mjs");
    const env = { NODE_OPTIONS: `--import ${hook}`, LOADED_MODULES: list };
    expect((await runCli(["--help"], { env })).code).toBe(0);
    const loaded = readFileSync(list, "utf8");
    expect(loaded).toContain("/dist/main.js\n");
    const bundled = loaded
      .split("\n")
      .filter((url) => url.startsWith("file:") && !url.includes("loaded-modules"))
      .map((url) => readFileSync(new URL(url), "utf8"))
      .join("\n");
    // The bundle says where each of its modules is from.
    const packages = [...bundled.matchAll(/^\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)/gm)].map(
      ([, name]) => name,
    );
    expect(loaded).not.toContain("node_modules");
    expect([...new Set(packages)]).toEqual(["commander"]);
  });
});
