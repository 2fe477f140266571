import { lstat, stat } from "node:fs/promises";
import { mountsInside } from "../filesystem/health.ts";
import { errnoOf } from "../domain/error-code.ts";

/**
 * Looks from time to time whether a place is still what it was: no event tells of a drive that is plugged in, and not
 * every system of one that is unplugged. A look that does not come back (a network drive that hangs) is waited for, not repeated.
 */
export class RootProbe {
  readonly #seen = new Map<string, string>();
  readonly #looking = new Set<string>();

  /** Takes what is there now for known. Called before the place is passed over: what comes after that is news. */
  async remember(path: string): Promise<void> {
    this.#seen.set(path, await look(path));
  }

  /** True when the place is not what it was at the look before, or what `assumed` says where there was none; without that, the first look only remembers. */
  async hasChanged(path: string, assumed?: string): Promise<boolean> {
    if (this.#looking.has(path)) return false;
    this.#looking.add(path);
    try {
      const now = await look(path);
      const before = this.#seen.get(path) ?? assumed;
      this.#seen.set(path, now);
      return before !== undefined && before !== now;
    } finally {
      this.#looking.delete(path);
    }
  }
}

/** A mount changes the device, a rename the inode, and who may list it the mode. A drive that is mounted deeper is in the system's table only. */
async function look(path: string): Promise<string> {
  try {
    const [target, itself] = [await stat(path, { bigint: true }), await lstat(path, { bigint: true })];
    const mounts = await mountsInside(path, []);
    return [`${target.dev}:${target.ino}:${target.mode}:${itself.ino}`, ...mounts.toSorted()].join("\n");
  } catch (error) {
    return errnoOf(error);
  }
}
