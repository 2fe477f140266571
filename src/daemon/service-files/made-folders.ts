import { mkdir, rmdir } from "node:fs/promises";
import path from "node:path";

/** The folders that were not there, the deepest first. */
export async function makeFolders(folders: readonly string[]): Promise<string[]> {
  const made: string[] = [];
  for (const folder of folders) {
    const first = await mkdir(folder, { recursive: true });
    if (first === undefined) continue;
    for (let at = folder; at.length >= first.length; at = path.dirname(at)) made.push(at);
  }
  return made.sort((a, b) => b.length - a.length);
}

/** What somebody else put into one of them meanwhile stays. */
export async function removeEmpty(folders: readonly string[]): Promise<void> {
  for (const folder of folders) await rmdir(folder).catch(() => undefined);
}
