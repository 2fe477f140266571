import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestContext } from "vitest";

/** The package installs for Debian's own Python. */
const PYTHON = "/usr/bin/python3";

/** A file system that a Python script of this folder serves at `place`, for the length of `use`; skipped, with a word, where it can't be had. */
export async function withFuseDrive(
  context: Pick<TestContext, "skip">,
  {
    script,
    place,
    args,
  }: { readonly script: string; readonly place: string; readonly args: readonly string[] },
  use: () => Promise<void>,
): Promise<void> {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    context.skip("only root on Linux mounts a FUSE file system here");
  if (spawnSync(PYTHON, ["-c", "import fusepy"]).status !== 0)
    context.skip("needs Debian's python3-fusepy and libfuse2");
  const before = statSync(place).dev;
  const server = spawn(PYTHON, [join(import.meta.dirname, script), ...args], { stdio: "ignore" });
  const ended = once(server, "exit");
  try {
    for (let tries = 0; statSync(place).dev === before; tries += 1) {
      if (server.exitCode !== null || tries > 200) context.skip("this machine has no /dev/fuse for us");
      await sleep(50);
    }
    await use();
  } finally {
    spawnSync("umount", ["-l", place]);
    server.kill();
    await ended;
  }
}
