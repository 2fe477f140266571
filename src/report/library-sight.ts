import { listLibraries, type Library } from "../catalog/libraries.ts";
import type { Session } from "../catalog/session.ts";
import { checkHealth } from "../filesystem/health.ts";
import { inTime } from "../filesystem/in-time.ts";
import { mayHang } from "../filesystem/mount-table.ts";

/** A library as it was when somebody looked just now. */
export interface LibrarySight {
  readonly libraryId: number;
  readonly path: string;
  readonly state: "online" | "offline";
  readonly reason: string | null;
  /** Drives mounted inside it that are away. */
  readonly offlineMounts: readonly string[];
}

/** A person waits for the report: a disk that sleeps longer is not waited for. */
const PATIENCE_MS = 3_000;

/**
 * One look at each library of this machine, all at once. Left out are those on drives whose answer may never come (networks,
 * FUSE: a process that waits for one can't even end), and those that did not answer in time: of them the catalog knows what the last pass saw.
 */
export async function lookAtLibraries(session: Session, machineId: string): Promise<LibrarySight[]> {
  const libraries = await listLibraries(session);
  const own = libraries.filter((library) => library.machineId === machineId && !mayHang(library.path));
  return (await Promise.all(own.map(lookAtOne))).flatMap((sight) => sight ?? []);
}

async function lookAtOne(library: Library): Promise<LibrarySight | null> {
  const { id, path, mounts } = library;
  try {
    const known = { ...library, mounts: mounts.filter((mount) => !mayHang(mount)) };
    const health = await inTime(() => checkHealth(path, known), PATIENCE_MS);
    const seen = { libraryId: Number(id), path };
    if (health.kind === "offline")
      return { ...seen, state: "offline", reason: health.reason, offlineMounts: [] };
    return { ...seen, state: "online", reason: null, offlineMounts: health.offlineMounts };
  } catch {
    return null;
  }
}
