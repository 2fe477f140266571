import { errnoOf } from "../domain/error-code.ts";
import { inTime } from "./in-time.ts";
import { fileMarkOf, type FileMark } from "../domain/entry.ts";
import { lstat, stat } from "node:fs/promises";

/** What stands at a path: the errno says why nothing could be learnt. */
export type PathState =
  | { readonly kind: "file"; readonly mark: FileMark }
  | { readonly kind: "folder"; readonly device: bigint; readonly inode: bigint }
  | { readonly kind: "other" }
  | { readonly kind: "gone" }
  | { readonly kind: "unknown"; readonly errno: string };

/** Looks at one path, not through links. ENOENT and ENOTDIR alone mean "gone"; no answer in time is "unknown". */
export async function lookAt(path: string): Promise<PathState> {
  try {
    const stats = await inTime(() => lstat(path, { bigint: true }));
    if (stats.isFile()) return { kind: "file", mark: fileMarkOf(stats) };
    if (stats.isDirectory())
      return { kind: "folder", device: BigInt.asIntN(64, stats.dev), inode: BigInt.asIntN(64, stats.ino) };
    return { kind: "other" };
  } catch (error) {
    const errno = errnoOf(error);
    return errno === "ENOENT" || errno === "ENOTDIR" ? { kind: "gone" } : { kind: "unknown", errno };
  }
}

/** Looks out at one time: a drive with 20 ms a look is asked as fast as it answers, and one that is dead leaves the system's other threads free. */
const AT_ONCE = 12;

/** Looks at many paths, a few at a time. After one that did not answer in time the others are not asked. */
export async function lookAtAll(paths: readonly string[]): Promise<PathState[]> {
  const states: PathState[] = [];
  const queue = paths.entries();
  let isAway = false;
  const askOn = async (): Promise<void> => {
    for (const [index, path] of queue) {
      const state: PathState = isAway ? { kind: "unknown", errno: "ETIMEDOUT" } : await lookAt(path);
      isAway ||= state.kind === "unknown" && state.errno === "ETIMEDOUT";
      states[index] = state;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askOn));
  return states;
}

/** Whether the folder with this (signed) inode is still at this path; a link to it may be meant by its own inode. */
export async function isSameFolder(path: string, inode: bigint): Promise<boolean> {
  try {
    const folder = await stat(path, { bigint: true });
    if (!folder.isDirectory()) return false;
    if (BigInt.asIntN(64, folder.ino) === inode) return true;
    const itself = await lstat(path, { bigint: true });
    return BigInt.asIntN(64, itself.ino) === inode;
  } catch {
    return false;
  }
}
