import { constants } from "node:fs";
import { chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, extname, join, relative } from "node:path";
import { makeLibraryLinks } from "./library-links.ts";
import { pathExists } from "./path-exists.ts";

/** Where root keeps what its server's user must reach. */
export const ROOT_STATE_FOLDER = "/var/lib/musaic-catalog";

/** A folder of ours for copies of the binaries: for root one that every user can enter. */
export function copiesFolder(root: boolean, env: NodeJS.ProcessEnv = process.env): string {
  if (root) return ROOT_STATE_FOLDER;
  return join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "musaic-catalog");
}

/**
 * Copies `native` (60 MB less the static libraries; 0.2 s) with its library links to `into`, readable by everyone whatever
 * the umask. It appears under its name only when it is whole; a copy that is there already is left alone.
 */
export async function copyBinaries(native: string, into: string): Promise<void> {
  if (await pathExists(into)) return;
  await mkdir(dirname(into), { recursive: true });
  const fresh = await mkdtemp(`${into}.new-`);
  try {
    // Links are relative to the folder above `native`, as the package lists them.
    await copyTree(native, join(fresh, "native"));
    if ((await makeLibraryLinks(join(fresh, "native"))) !== "complete")
      throw new Error(`no links can be made in ${dirname(into)}`);
    await chmod(fresh, 0o755);
    await rename(fresh, into);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    // Another process was faster.
    if (!(await pathExists(into))) throw error;
  }
}

async function copyTree(from: string, to: string): Promise<void> {
  await makeOpenFolder(to);
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    const source = join(entry.parentPath, entry.name);
    const target = join(to, relative(from, source));
    if (entry.isDirectory()) await makeOpenFolder(target);
    else if (entry.isFile() && extname(entry.name) !== ".a") {
      await copyFile(source, target, constants.COPYFILE_FICLONE);
      await chmod(target, entry.parentPath === join(from, "bin") ? 0o755 : 0o644);
    }
  }
}

async function makeOpenFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
}
