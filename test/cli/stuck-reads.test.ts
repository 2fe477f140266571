import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { withDatabase } from "../world/database.ts";
import { takes } from "../world/library.ts";
import { type CliOptions, type CliResult, IMPATIENT, runCli } from "../world/run-cli.ts";
import { makeTree, withFolder } from "../world/tree.ts";

const onUnix = process.platform !== "win32";
if (!onUnix) console.warn("skipped: there is no pipe that blocks a read on Windows");

const PRELOAD = join(import.meta.dirname, "../world/stuck-reads.cjs");

/** Scans a library one of whose files hangs whoever reads it; `act` is told when it does. */
async function scanStuck(
  act: (pid: number) => void,
  name = "stuck.wav",
): Promise<CliResult & { seconds: number }> {
  return withDatabase((database) =>
    withFolder((folder) =>
      withFolder(async (library) => {
        const pipe = join(folder, "pipe");
        execFileSync("mkfifo", [pipe]);
        makeTree(library, { ...takes(20, "a"), [name]: "never read" });
        const env = { ...IMPATIENT, NODE_OPTIONS: `--require ${PRELOAD}`, STUCK_PIPE: pipe };
        let hungAt = 0;
        const onStart: CliOptions["onStart"] = (child) =>
          void (async () => {
            while (!existsSync(`${pipe}.asked`) && child.exitCode === null) await sleep(20);
            hungAt = performance.now();
            if (child.pid !== undefined) act(child.pid);
          })();
        const result = await runCli(["scan", library, "--quiet"], { url: database.url, env, onStart });
        return { ...result, seconds: (performance.now() - hungAt) / 1000 };
      }),
    ),
  );
}

describe.runIf(onUnix).concurrent("a read that never returns", { timeout: 400_000 }, () => {
  test("costs its file, and the scan ends with the code for that", async () => {
    const { code, stdout } = await scanStuck(() => undefined);
    expect(code).toBe(3);
    expect(stdout).toMatch(/20 added/);
  });

  test("a walk that never comes on makes the library offline, and the process ends all the same", async () => {
    const { code, stdout, seconds } = await scanStuck(() => undefined, "away.wav");
    expect(stdout).toMatch(/offline.*did not answer for 10 s/);
    // Node would wait for the thread for ever: nothing but SIGKILL ends such a process.
    expect(code).toBe(null);
    expect(seconds).toBeLessThan(30);
  });

  test("does not hold up who interrupts the scan twice, and the code says that it was interrupted", async () => {
    const { code, seconds } = await scanStuck((pid) => {
      process.kill(pid, "SIGINT");
      setTimeout(() => process.kill(pid, "SIGINT"), 1_000);
    });
    expect(code).toBe(130);
    expect(seconds).toBeLessThan(15);
  });
});
