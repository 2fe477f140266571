import { lstat, stat } from "node:fs/promises";
import { fileMarkOf } from "../domain/entry.ts";
import { inTime } from "../filesystem/in-time.ts";

/** What the catalog says of a file. */
export interface Recorded {
  readonly filePath: string;
  readonly sizeBytes: number;
  readonly mtimeNs: bigint | null;
}

/** `unreadable`: there may be a file, but it can't be looked at (permission, I/O error). */
export type Sight = "sound" | "gone" | "changed" | "unreadable";

/** A drive that does not answer by then is as good as away: the report goes on. */
const PATIENCE_MS = 5_000;

/** As lookAt; `unreadable` where there is no answer in time. */
export async function lookInTime(file: Recorded): Promise<Sight> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Sight>((resolve) => {
    timer = setTimeout(() => resolve("unreadable"), PATIENCE_MS);
  });
  try {
    return await Promise.race([lookAt(file), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Is the file still what the catalog says? Looks at size and time only; nothing is opened. */
export async function lookAt(file: Recorded): Promise<Sight> {
  return (await examine(file)).sight;
}

/** What a look said, and which file it met: paths with equal identities at one moment are one file (hard links). */
export interface Examined {
  readonly sight: Sight;
  readonly identity: string | null;
}

/** As lookAt. A drive that does not answer in time is `unreadable`. */
export async function examine(file: Recorded): Promise<Examined> {
  try {
    const seen = await inTime(() => lstat(file.filePath, { bigint: true }));
    // A library that follows links keeps the marks of what they lead to.
    const mark = seen.isSymbolicLink() ? await inTime(() => stat(file.filePath, { bigint: true })) : seen;
    const { sizeBytes, mtimeNs } = fileMarkOf(mark);
    const same = mark.isFile() && Number(sizeBytes) === file.sizeBytes && mtimeNs === file.mtimeNs;
    return { sight: same ? "sound" : "changed", identity: `${mark.dev}:${mark.ino}` };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return { sight: code === "ENOENT" || code === "ENOTDIR" ? "gone" : "unreadable", identity: null };
  }
}
