// Scans three real sample libraries of Debian and holds the catalog against other tools' word:
//   npm run -s build && npx tsx test/bench/real-libraries.ts
// Needs apt-get, dpkg and sha256sum; jdupes where it is installed.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_EXTENSIONS } from "../../src/config/catalog-defaults.ts";
import { withSession } from "../../src/catalog/session.ts";
import { withDatabase } from "../../src/scan/with-database.ts";
import { MAIN } from "../world/run-cli.ts";

const PACKAGES = ["sonic-pi-samples", "hydrogen-drumkits", "lmms-common"];
let passed = 0;
let failed = 0;

function check(what: string, ok: boolean): void {
  console.log(`${ok ? "ok    " : "FAILED"} ${what}`);
  if (ok) passed++;
  else failed++;
}

function run(program: string, args: readonly string[], cwd: string): string {
  return execFileSync(program, args, {
    cwd,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "ignore"],
  });
}

interface Duplicates {
  groups: { fileHash: string; files: { filePath: string }[] }[];
}

const work = mkdtempSync(join(tmpdir(), "musaic-real-"));
const library = join(work, "library");
const environment = { ...process.env, MUSAIC_DB_CONNECTION_STRING: `embedded:${join(work, "pg")}` };
const catalog = (...args: string[]): string =>
  execFileSync(process.execPath, [MAIN, ...args], {
    env: environment,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "ignore"],
  });
const scan = (): Record<string, number | string> =>
  JSON.parse(catalog("scan", library, "--json")) as Record<string, number | string>;

try {
  for (const name of PACKAGES) run("apt-get", ["download", name], work);
  for (const file of readdirSync(work).filter((name) => name.endsWith(".deb")))
    run("dpkg", ["-x", file, library], work);
  await killHalfWay();
  const first = scan();
  const audio = audioFiles();
  check(
    `every audio file is a row: ${audio.length}`,
    first["status"] === "complete" && first["seen"] === audio.length,
  );
  const second = scan();
  check("a second pass reads 0 files", second["filesRead"] === 0 && second["unchanged"] === audio.length);
  const duplicates = JSON.parse(catalog("duplicates", "--json", "--no-check")) as Duplicates;
  const sums = checksums(audio);
  const expected = groupsBy(sums);
  const found = duplicates.groups
    .map(({ files }) =>
      files
        .map(({ filePath }) => filePath)
        .sort()
        .join("\n"),
    )
    .sort();
  check(
    `the duplicate groups equal those of sha256sum: ${expected.length}`,
    JSON.stringify(found) === JSON.stringify(expected),
  );
  compareWithJdupes(audio, found);
  const rows = await hashes();
  check(
    "every hash equals sha256sum's",
    rows.length === sums.size && rows.every(({ path, hash }) => sums.get(path) === hash),
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** A first scan that is killed while it reads: the next one goes on from there. */
async function killHalfWay(): Promise<void> {
  const child = spawn(process.execPath, [MAIN, "scan", library, "--quiet"], {
    env: environment,
    stdio: "ignore",
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  // Server and walk take about a second and a half; the reading one or two more.
  setTimeout(() => child.kill("SIGKILL"), 2_000);
  await ended;
}

async function hashes(): Promise<{ path: string; hash: string }[]> {
  return withDatabase({ kind: "embedded", folder: join(work, "pg") }, {}, ({ address }) =>
    withSession(address, (session) => session.sql("SELECT file_path AS path, file_hash AS hash FROM assets")),
  );
}

function audioFiles(): string[] {
  return readdirSync(library, { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && DEFAULT_EXTENSIONS.includes(entry.name.split(".").at(-1)?.toLowerCase() ?? ""),
    )
    .map((entry) => join(entry.parentPath, entry.name));
}

function checksums(paths: readonly string[]): Map<string, string> {
  const lines = run("sha256sum", ["--zero", ...paths], "/")
    .split("\0")
    .filter((line) => line !== "");
  return new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
}

function groupsBy(sums: ReadonlyMap<string, string>): string[] {
  const groups = new Map<string, string[]>();
  for (const [path, sum] of sums) groups.set(sum, [...(groups.get(sum) ?? []), path]);
  return [...groups.values()]
    .filter((paths) => paths.length > 1)
    .map((paths) => paths.sort().join("\n"))
    .sort();
}

function compareWithJdupes(audio: readonly string[], found: readonly string[]): void {
  if (spawnSync("jdupes", ["-v"]).status !== 0) {
    console.log("skipped jdupes: it is not installed (apt-get install jdupes)");
    return;
  }
  const wanted = new Set(audio);
  const groups = run("jdupes", ["-r", "-q", library], work)
    .split("\n\n")
    .map((group) =>
      group
        .split("\n")
        .filter((path) => wanted.has(path))
        .sort(),
    )
    .filter((group) => group.length > 1)
    .map((group) => group.join("\n"))
    .sort();
  check(
    `the duplicate groups equal those of jdupes -r: ${groups.length}`,
    JSON.stringify(groups) === JSON.stringify(found),
  );
}
