import { lstat } from "node:fs/promises";

/** Whether anything lies at `path`, a dangling link too. False also where we may not look. */
export async function pathExists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch {
    return false;
  }
}
