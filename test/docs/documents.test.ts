import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, inject, test } from "vitest";
import { withSession } from "../../src/catalog/session.ts";
import { buildProgram } from "../../src/cli/program.ts";
import { DEFAULT_EXTENSIONS } from "../../src/config/catalog-defaults.ts";
import { packageFile } from "../../src/package-file.ts";
import { withDatabase } from "../world/database.ts";
import { commandTable, helpSection } from "./cli-section.ts";
import { erDiagram } from "./er-diagram.ts";
import { exitCodeSection } from "./exit-code-section.ts";
import { manPage } from "./man-page.ts";
import { withSection } from "./marked-section.ts";

// `npx vitest run test/docs --update` writes the sections anew.

function formatted(file: string, text: string): string {
  return execFileSync("npx", ["oxfmt", `--stdin-filepath=${file}`], { encoding: "utf8", input: text });
}

function docsPages(): string[] {
  return readdirSync(packageFile("docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`);
}

test("README: the table of commands and the exit codes are those of the program", async () => {
  const file = packageFile("README.md");
  const withCommands = withSection(readFileSync(file, "utf8"), "cli", commandTable(buildProgram()));
  const text = withSection(withCommands, "exit-codes", exitCodeSection());
  await expect(formatted(file, text)).toMatchFileSnapshot(file);
});

test("README: is short enough to be read, and names all file endings that are taken by default", () => {
  const readme = readFileSync(packageFile("README.md"), "utf8");
  expect(readme.split("\n").length).toBeLessThan(300);
  expect(readme.replaceAll(/\s+/g, " ")).toContain(`\`${DEFAULT_EXTENSIONS.join(" ")}\``);
});

test("docs/commands.md: the help texts are those of the program", async () => {
  const file = packageFile("docs/commands.md");
  const text = withSection(readFileSync(file, "utf8"), "help", helpSection(buildProgram()));
  await expect(formatted(file, text)).toMatchFileSnapshot(file);
});

test("the man page is of the program's own definitions, and man finds no fault with it", async (context) => {
  const file = packageFile("man/musaic-catalog.1");
  await expect(manPage(buildProgram())).toMatchFileSnapshot(file);
  const isThere = spawnSync("man", ["--version"]).status === 0;
  context.skip(!isThere, "no man on this machine to read it");
  const env = { ...process.env, MANWIDTH: "80", MANROFFOPT: "", LC_ALL: "C.UTF-8" };
  const read = spawnSync("man", ["--warnings", "-l", file], { encoding: "utf8", env });
  expect([read.status, read.stderr]).toEqual([0, ""]);
  expect(read.stdout).toMatch(/^ +scan \[options\] \[folder\.\.\.\]$/m);
});

test("docs/scripting.md: the example is the one that is compiled and run", async () => {
  const file = packageFile("docs/scripting.md");
  const example = readFileSync(packageFile("test/example.ts"), "utf8");
  const text = withSection(readFileSync(file, "utf8"), "example", `\`\`\`ts\n${example}\`\`\``);
  await expect(formatted(file, text)).toMatchFileSnapshot(file);
});

test("every link of a document to another file of the package leads somewhere", () => {
  const documents = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", ...docsPages()];
  const broken = documents.flatMap((document) => {
    const text = readFileSync(packageFile(document), "utf8");
    const targets = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(([, to = ""]) => to);
    return targets
      .filter((to) => !existsSync(packageFile(path.posix.join(path.posix.dirname(document), to))))
      .map((to) => `${document}: ${to}`);
  });
  expect(broken).toEqual([]);
});

describe.each(inject("clusters").map(({ name }) => name))("on PostgreSQL %s", (cluster) => {
  test("docs/database.md: the picture of the database is that of the schema", async () => {
    const file = packageFile("docs/database.md");
    const diagram = await withDatabase(({ address }) => withSession(address, erDiagram), { cluster });
    const text = withSection(readFileSync(file, "utf8"), "er", diagram);
    await expect(formatted(file, text)).toMatchFileSnapshot(file);
  });
});
