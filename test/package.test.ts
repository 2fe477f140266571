import { execFile } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packageFile } from "../src/package-file.ts";
import { wav } from "./world/audio/wav.ts";
import { makeTree } from "./world/tree.ts";

const run = promisify(execFile);

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

let folder: string;
let packed: Packed;
/** A folder with the package in it, once there is one. */
let installed: string | null = null;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "musaic-package-"));
  // The embedded server of root runs as another user, who must get at its programs and its cluster.
  chmodSync(folder, 0o755);
  // Without scripts: the tests run what was built before them.
  const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
  const { stdout } = await run("npm", args, { cwd: packageFile(".") });
  [packed] = JSON.parse(stdout) as [Packed];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function filesBelow(name: string): string[] {
  const entries = readdirSync(packageFile(name), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(packageFile("."), join(entry.parentPath, entry.name)));
}

test("the tarball holds what is needed and nothing else", () => {
  const built = filesBelow("dist");
  // What is started or imported by its name; the rest of the bundle has names that change with their content.
  for (const entry of ["start.cjs", "main.js", "index.js", "LICENSES.txt"])
    expect(built).toContain(`dist/${entry}`);
  const documents = [
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "package.json",
    "tools/db.ps1",
    "tools/duplicates.ps1",
    "tools/duplicates.sh",
  ];
  const others = ["sql", "config", "docs", "man", "service"].flatMap((name) => filesBelow(name));
  expect(packed.files.map(({ path }) => path).sort()).toEqual([...built, ...documents, ...others].sort());
});

test("only the program itself is executable", () => {
  expect(packed.files.filter(({ mode }) => (mode & 0o111) !== 0).map(({ path }) => path)).toEqual([
    "dist/start.cjs",
  ]);
});

test("installed for everybody, the command and its manual page are where the shell and man look", async (context) => {
  context.skip(process.platform === "win32", "npm installs no manual pages on Windows");
  const prefix = mkdtempSync(join(folder, "global-"));
  const flags = ["--global", "--prefix", prefix, "--ignore-scripts", "--omit=optional"];
  const refusal = await install(prefix, flags);
  if (refusal !== null) context.skip(`the registry can't be reached: ${refusal}`);
  expect((await run(join(prefix, "bin/musaic-catalog"), ["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  // npm links a list of manual pages, and leaves a single name alone without a word.
  expect(readFileSync(join(prefix, "share/man/man1/musaic-catalog.1"), "utf8")).toMatch(/^\.TH /m);
}, 200_000);

describe.each([
  { how: "as npm does it", flags: [] },
  { how: "without scripts", flags: ["--ignore-scripts"] },
])("installed into an empty folder, $how", ({ flags }) => {
  // Installs 60 MB and makes a database: 5 s on two idle cores, 30 s on busy ones.
  test("it scans on the embedded server", { timeout: 400_000 }, async (context) => {
    const project = mkdtempSync(join(folder, "project-"));
    chmodSync(project, 0o755);
    const refusal = await install(project, flags);
    if (refusal !== null) context.skip(`the registry can't be reached: ${refusal}`);
    writeFileSync(
      join(project, "musaic.config.json"),
      JSON.stringify({ catalog: { libraries: ["Samples"] } }),
    );
    const [one, two] = [wav({ seed: 1 }), wav({ seed: 2 })];
    makeTree(join(project, "Samples"), { "a.wav": one, "b.wav": two, "c.wav": one });
    const { stdout, stderr } = await npx(project, ["scan", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ status: "complete", seen: 3, added: 3 });
    expect(stderr).toContain(`database: embedded, in ${project}/data/pg`);
    const { version } = JSON.parse(readFileSync(packageFile("package.json"), "utf8")) as { version: string };
    expect((await npx(project, ["--version"])).stdout).toBe(`${version}\n`);
    for (const script of ["out.sh", "out.ps1"]) {
      await npx(project, ["duplicates", "--script", script]);
      expect(readFileSync(join(project, script), "utf8")).toContain("Samples/c.wav");
    }
    installed = project;
  });
});

test("a program that uses it type-checks, our declarations included", async (context) => {
  if (installed === null) context.skip("nothing was installed above");
  expect(await typeErrors(installed ?? "")).toBe("");
});

/** Null, or why the registry did not answer. Whatever else fails is thrown. */
async function install(project: string, flags: readonly string[]): Promise<string | null> {
  const tarball = join(folder, packed.filename);
  // One retry: npm's own patience with a registry that is not there is minutes.
  const patience = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000"];
  const quiet = ["--prefer-offline", "--no-audit", "--no-fund"];
  try {
    await npm(project, ["install", tarball, ...quiet, ...patience, ...flags]);
    return null;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const code = /\b(?:ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|ENETUNREACH)\b/.exec(text);
    if (code === null) throw error;
    return code[0];
  }
}

function npm(cwd: string, args: readonly string[]) {
  return run("npm", args, { cwd });
}

/** What TypeScript says of docs/scripting.md's example there, our declarations included, with no types but Node's. */
async function typeErrors(project: string): Promise<string> {
  mkdirSync(join(project, "node_modules/@types"));
  symlinkSync(packageFile("node_modules/@types/node"), join(project, "node_modules/@types/node"));
  copyFileSync(packageFile("test/example.ts"), join(project, "example.mts"));
  const options = ["--noEmit", "--strict", "--target", "es2023", "--module", "nodenext", "--types", "node"];
  const compiler = packageFile("node_modules/typescript/bin/tsc");
  return run(process.execPath, [compiler, ...options, "example.mts"], { cwd: project }).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
}

/** `--no`: what is not installed is not fetched. */
function npx(cwd: string, args: readonly string[]) {
  const { MUSAIC_CONFIG: _, MUSAIC_DB_CONNECTION_STRING: __, DATABASE_URL: ___, ...env } = process.env;
  return run("npx", ["--no", "--", "musaic-catalog", ...args], { cwd, env });
}
