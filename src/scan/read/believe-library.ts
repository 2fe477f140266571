import { forgetMounts, recordMounts, recordSeen } from "../../catalog/libraries.ts";
import { checkHealth, type Health } from "../../filesystem/health.ts";
import type { Pass } from "../pass.ts";

/** The library can't be seen: none of its assets changes, and it comes back by itself. */
export class LibraryOfflineError extends Error {
  override readonly name = "LibraryOfflineError";
}

export type Healthy = Extract<Health, { kind: "healthy" }>;

/**
 * Looks whether the library can be believed, and the second time whether it is still the one that was walked. Throws
 * LibraryOfflineError.
 */
export async function believeLibrary(pass: Pass, before?: Healthy): Promise<Healthy> {
  const { library, session, options } = pass;
  const accepted = options.acceptMissing;
  if (accepted && before === undefined) await forgetMounts(session, library.id);
  const known = accepted
    ? { isMountPoint: false, mounts: [] }
    : { isMountPoint: library.isMountPoint, mounts: library.mounts };
  const health = await checkHealth(library.path, known);
  if (health.kind === "offline") throw new LibraryOfflineError(health.reason);
  if (before !== undefined) refuseOther(before, health);
  else {
    await recordMounts(session, library.id, { mounted: [], offline: health.offlineMounts });
    await recordSeen(session, library.id, {
      ...health.mark,
      isMountPoint: health.isMountPoint,
      realPath: health.realPath,
    });
  }
  return health;
}

/** A drive that went away or came while we walked: the walk saw two worlds. */
function refuseOther(before: Healthy, now: Healthy): void {
  if (before.mark.inode !== now.mark.inode || before.mark.device !== now.mark.device) {
    throw new LibraryOfflineError("another folder took its place during the pass");
  }
  const lost = now.offlineMounts.find((mount) => !before.offlineMounts.includes(mount));
  if (lost !== undefined)
    throw new LibraryOfflineError(`the drive mounted at ${lost} went away during the pass`);
}
