import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, inject, test } from "vitest";
import { withSession } from "../../src/catalog/session.ts";
import { buildProgram } from "../../src/cli/program.ts";
import { packageFile } from "../../src/package-file.ts";
import { withDatabase } from "../world/database.ts";
import { cliSection } from "./cli-section.ts";
import { erDiagram } from "./er-diagram.ts";
import { exitCodeSection } from "./exit-code-section.ts";
import { withSection } from "./marked-section.ts";

// `npx vitest run test/docs --update` writes the sections anew.

function formatted(file: string, text: string): string {
  return execFileSync("npx", ["oxfmt", `--stdin-filepath=${file}`], { encoding: "utf8", input: text });
}

test("README: the commands, the exit codes and the example are those of the program", async () => {
  const file = packageFile("README.md");
  const withCommands = withSection(readFileSync(file, "utf8"), "cli", cliSection(buildProgram()));
  const withCodes = withSection(withCommands, "exit-codes", exitCodeSection());
  const example = readFileSync(packageFile("test/example.ts"), "utf8");
  const text = withSection(withCodes, "example", `\`\`\`ts\n${example}\`\`\``);
  await expect(formatted(file, text)).toMatchFileSnapshot(file);
});

describe.each(inject("clusters").map(({ name }) => name))("on PostgreSQL %s", (cluster) => {
  test("docs/database.md: the picture of the database is that of the schema", async () => {
    const file = packageFile("docs/database.md");
    const diagram = await withDatabase(({ address }) => withSession(address, erDiagram), { cluster });
    const text = withSection(readFileSync(file, "utf8"), "er", diagram);
    await expect(formatted(file, text)).toMatchFileSnapshot(file);
  });
});
