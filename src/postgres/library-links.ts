import { readFile, symlink } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { pathExists } from "./path-exists.ts";
import { errorCode } from "../domain/error-code.ts";

/**
 * Makes the links between shared libraries (`libpq.so.5` → `libpq.so.5.18`) that an npm package can't hold. The package's
 * install script makes them, unless npm was told to run no scripts.
 *
 * Says `not-writable` where a link is missing and the folder doesn't take it.
 */
export async function makeLibraryLinks(native: string): Promise<"complete" | "not-writable"> {
  for (const { source, target } of await listedLinks(native)) {
    const link = join(native, "..", target);
    if (await pathExists(link)) continue;
    try {
      await symlink(relative(dirname(target), source), link);
    } catch (error) {
      // EEXIST: another process made it just now.
      if (errorCode(error) !== "EEXIST") return "not-writable";
    }
  }
  return "complete";
}

/** Paths of both begin with `native/`. Windows builds list none. */
async function listedLinks(native: string): Promise<readonly { source: string; target: string }[]> {
  const path = join(native, "pg-symlinks.json");
  if (!(await pathExists(path))) return [];
  const list: { source: string; target: string }[] = JSON.parse(await readFile(path, "utf8"));
  return list;
}
