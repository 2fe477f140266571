import { lstat, stat } from "node:fs/promises";

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
