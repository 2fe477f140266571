import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { beforeAll, expect, test } from "vitest";
import { Language, Parser, type Node } from "web-tree-sitter";
import { packageFile } from "../../src/package-file.ts";

// There is no PowerShell on every machine that runs the tests, but there is its grammar.
const GRAMMAR = "@vscode/tree-sitter-wasm/wasm/tree-sitter-powershell.wasm";
const text = readFileSync(packageFile("tools/db.ps1"), "utf8");

let parser: Parser;
let script: Node;
beforeAll(async () => {
  await Parser.init();
  parser = new Parser();
  parser.setLanguage(await Language.load(createRequire(import.meta.url).resolve(GRAMMAR)));
  script = parse(text);
});

function parse(source: string): Node {
  const tree = parser.parse(source);
  if (tree === null) throw new Error("the parser gave up");
  return tree.rootNode;
}

test("the script parses, and the parser would tell if it didn't", () => {
  expect([script.hasError, parse("param([switch] $Init").hasError, parse("$a ?? 1").hasError]).toEqual([
    false,
    true,
    true,
  ]);
});

test("it uses nothing that Windows PowerShell 5.1 does not know", () => {
  expect(parse("a && b").descendantsOfType("pipeline_chain_tail")).toHaveLength(1);
  expect(script.descendantsOfType("pipeline_chain_tail")).toEqual([]);
  expect(text).toMatch(/^#Requires -Version 5\.1$/m);
});

test("it is plain ASCII, which Windows PowerShell reads alike in every code page", () => {
  expect(text.replaceAll(/[\n -~]/g, "")).toBe("");
});

test("its parameters", () => {
  const block = script.descendantsOfType("param_block")[0];
  const parameters = block?.descendantsOfType("script_parameter") ?? [];
  expect(parameters.map((parameter) => parameter.text.replaceAll(/\s+/g, " "))).toEqual([
    "[Parameter(Mandatory = $true, ParameterSetName = 'Init')] [switch] $Init",
    "[Parameter(Mandatory = $true, ParameterSetName = 'Migrate')] [switch] $Migrate",
    "[Parameter(ParameterSetName = 'Status')] [switch] $Status",
    "[Parameter(Mandatory = $true, ParameterSetName = 'Reset')] [switch] $Reset",
    "[Parameter(ParameterSetName = 'Reset')] [switch] $Force",
    "[ValidateNotNullOrEmpty()] [string] $Config",
  ]);
});

test("every parameter is explained in its help", () => {
  const explained = [...text.matchAll(/^\.PARAMETER (\w+)$/gm)].map(([, name]) => name);
  expect(explained).toEqual(["Init", "Migrate", "Status", "Reset", "Force", "Config"]);
});

test("all it runs is our own command, and no path of the user's is on its command line", () => {
  const run = script
    .descendantsOfType("command")
    .flatMap(({ text: line }) => (line.startsWith("&") ? [line] : []));
  expect(run).toEqual([
    "& $node.Path $main db $action",
    "& $node.Path $main db reset",
    "& $node.Path $main db reset --yes",
  ]);
});

test("each run of our command is followed by passing its exit code on, or by a question", () => {
  const lines = text.split("\n").map((line) => line.trim());
  const after = lines.flatMap((line, index) => (line.startsWith("& $node.Path") ? [lines[index + 1]] : []));
  expect(after).toEqual([
    "exit $LASTEXITCODE",
    "if ($LASTEXITCODE -ne 2) { exit $LASTEXITCODE }",
    "exit $LASTEXITCODE",
  ]);
  expect(text).toContain(
    "if (-not (Confirm-Reset)) { exit 2 }\n    }\n    & $node.Path $main db reset --yes",
  );
});
