import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "vitest";
import { withFuseDrive } from "./fuse-drive.ts";
import { withFolder } from "./tree.ts";

/** A drive whose names answer to any letters and any form of accents, as those of APFS and SMB do, for the length of `use`: an empty one. */
export async function withFoldingDrive(
  context: Pick<TestContext, "skip">,
  use: (place: string) => Promise<void>,
): Promise<void> {
  await withFolder(async (root) => {
    const [behind, place] = [join(root, "behind"), join(root, "drive")];
    mkdirSync(behind);
    mkdirSync(place);
    const drive = { script: "folding-drive.py", place, args: [behind, place] };
    await withFuseDrive(context, drive, () => use(place));
  });
}
