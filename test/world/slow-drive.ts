import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "vitest";
import { withFuseDrive } from "./fuse-drive.ts";
import { makeTree, withFolder, type TreeLiteral } from "./tree.ts";

export interface SlowDrive {
  /** Where it is mounted. */
  readonly place: string;
  /** What it shows, at once. */
  readonly behind: string;
  /** How many looks ever waited at one time. */
  mostAtOnce(): number;
}

/** A drive on which every look takes so long, for the length of `use`; skipped, with a word, where it can't be had. */
export async function withSlowDrive(
  context: Pick<TestContext, "skip">,
  { files, lookMs }: { readonly files: TreeLiteral; readonly lookMs: number },
  use: (drive: SlowDrive) => Promise<void>,
): Promise<void> {
  await withFolder(async (root) => {
    const [behind, place, told] = [join(root, "behind"), join(root, "slow"), join(root, "most")];
    makeTree(behind, files);
    mkdirSync(place);
    writeFileSync(told, "0");
    const args = [behind, place, String(lookMs), told];
    await withFuseDrive(context, { script: "slow-drive.py", place, args }, () =>
      use({ place, behind, mostAtOnce: () => Number(readFileSync(told, "utf8")) }),
    );
  });
}
