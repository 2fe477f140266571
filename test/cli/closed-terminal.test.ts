import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test, type TestContext } from "vitest";
import { hangUpEnds } from "../../src/cli/interruption.ts";
import { MAIN } from "../world/run-cli.ts";
import { withFolder } from "../world/tree.ts";

interface Ending {
  readonly code: number | null;
  readonly seconds: number;
}

/** Runs the command with its embedded database below `home`, and closes its terminal when it has said `word`, there or in its log. */
async function closeTerminal(
  args: readonly string[],
  { home, word }: { home: string; word: string },
): Promise<Ending> {
  const script = join(import.meta.dirname, "closed-terminal.py");
  const command = [script, join(home, "service.log"), word, process.execPath, MAIN, ...args];
  const { stdout } = spawn("python3", command, {
    env: {
      PATH: process.env["PATH"],
      HOME: home,
      TERM: "xterm",
      MUSAIC_DB_CONNECTION_STRING: `embedded:${home}/pg`,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(await text(stdout)) as Ending;
}

function needsPty(context: TestContext): void {
  const isThere = spawnSync("python3", ["-c", "import pty"]).status === 0;
  context.skip(!isThere, "no python3 with its pty module here to make a terminal");
}

async function inHome(use: (home: string, library: string) => Promise<void>): Promise<void> {
  await withFolder(async (home) => {
    // Root's server runs as another user, who must get here.
    chmodSync(home, 0o755);
    const library = join(home, "Samples");
    spawnSync("mkdir", [library]);
    writeFileSync(join(library, "a.wav"), "");
    await use(home, library);
  });
}

test.for([
  { where: "on the terminal", flag: [] },
  { where: "in a file", flag: ["--log-file"] },
])(
  "watch ends as by SIGTERM when its terminal is closed, and takes its database along, its log $where",
  async ({ flag }, context) => {
    needsPty(context);
    await inHome(async (home, library) => {
      const log = join(home, "service.log");
      const logFile = flag.flatMap((name) => [name, log]);
      const { code, seconds } = await closeTerminal(["watch", library, ...logFile], {
        home,
        word: '"event":"pass"',
      });
      expect({ code, server: existsSync(join(home, "pg/postmaster.pid")) }).toEqual({
        code: 0,
        server: false,
      });
      expect(seconds).toBeLessThan(20);
      if (logFile.length > 0) {
        const lines = readFileSync(log, "utf8").trim().split("\n");
        const events = lines.map((line) => (JSON.parse(line) as { event: string }).event);
        expect(events).not.toContain("reloads");
        expect(events.at(-1)).toBe("ends");
      }
    });
  },
);

test("a scan whose terminal is closed ends in order, too, and takes its database along", async (context) => {
  needsPty(context);
  await inHome(async (home, library) => {
    // Seconds of hashing, and no space on the drive.
    truncateSync(join(library, "a.wav"), 2 ** 30);
    const { code } = await closeTerminal(["scan", library], { home, word: " of 1 file" });
    expect({ code, server: existsSync(join(home, "pg/postmaster.pid")) }).toEqual({
      code: 143,
      server: false,
    });
  });
});

test("a closed console is all that SIGHUP means on Windows", () => {
  expect(hangUpEnds("win32")).toBe(true);
});
