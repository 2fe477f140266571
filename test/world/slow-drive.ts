import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestContext } from "vitest";
import { makeTree, withFolder, type TreeLiteral } from "./tree.ts";

export interface SlowDrive {
  /** Where it is mounted. */
  readonly place: string;
  /** What it shows, at once. */
  readonly behind: string;
  /** How many looks ever waited at one time. */
  mostAtOnce(): number;
}

/** The package installs for Debian's own Python. */
const PYTHON = "/usr/bin/python3";

/** A drive on which every look takes so long, for the length of `use`; skipped, with a word, where it can't be had. */
export async function withSlowDrive(
  context: Pick<TestContext, "skip">,
  { files, lookMs }: { readonly files: TreeLiteral; readonly lookMs: number },
  use: (drive: SlowDrive) => Promise<void>,
): Promise<void> {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    context.skip("only root on Linux mounts a FUSE file system here");
  if (spawnSync(PYTHON, ["-c", "import fusepy"]).status !== 0)
    context.skip("needs Debian's python3-fusepy and libfuse2");
  await withFolder(async (root) => {
    const [behind, place, told] = [join(root, "behind"), join(root, "slow"), join(root, "most")];
    makeTree(behind, files);
    mkdirSync(place);
    writeFileSync(told, "0");
    const before = statSync(place).dev;
    const server = spawn(
      PYTHON,
      [join(import.meta.dirname, "slow-drive.py"), behind, place, String(lookMs), told],
      {
        stdio: "ignore",
      },
    );
    const ended = once(server, "exit");
    try {
      for (let tries = 0; statSync(place).dev === before; tries += 1) {
        if (server.exitCode !== null || tries > 200) context.skip("this machine has no /dev/fuse for us");
        await sleep(50);
      }
      await use({ place, behind, mostAtOnce: () => Number(readFileSync(told, "utf8")) });
    } finally {
      spawnSync("umount", ["-l", place]);
      server.kill();
      await ended;
    }
  });
}
