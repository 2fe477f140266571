import { lstat, stat } from "node:fs/promises";

/** What the catalog says of a file. */
export interface Recorded {
  readonly filePath: string;
  readonly sizeBytes: number;
  readonly mtimeNs: bigint | null;
}

/** `unreadable`: there may be a file, but it can't be looked at (permission, I/O error). */
export type Sight = "sound" | "gone" | "changed" | "unreadable";

/** Is the file still what the catalog says? Looks at size and time only; nothing is opened. */
export async function lookAt(file: Recorded): Promise<Sight> {
  try {
    const seen = await lstat(file.filePath, { bigint: true });
    // A library that follows links keeps the marks of what they lead to.
    const mark = seen.isSymbolicLink() ? await stat(file.filePath, { bigint: true }) : seen;
    const same = mark.isFile() && Number(mark.size) === file.sizeBytes && mark.mtimeNs === file.mtimeNs;
    return same ? "sound" : "changed";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return code === "ENOENT" || code === "ENOTDIR" ? "gone" : "unreadable";
  }
}
