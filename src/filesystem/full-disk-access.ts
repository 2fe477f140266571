import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Where macOS notes what each program may see; to list it takes Full Disk Access, also for whose home it is. */
const GUARDED = "Library/Application Support/com.apple.TCC";

/**
 * Whether macOS lets this very process see removable and network drives and the Desktop, Documents and Downloads folders
 * without asking; null where it can't be told (not macOS, no such folder). A program that launchd starts is asked about apart
 * from one in a terminal, which has what the terminal has.
 */
export function hasFullDiskAccess({
  platform,
  homedir,
}: {
  readonly platform: NodeJS.Platform;
  readonly homedir: string;
}): boolean | null {
  if (platform !== "darwin") return null;
  try {
    readdirSync(join(homedir, GUARDED));
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    return code === "EPERM" || code === "EACCES" ? false : null;
  }
}
