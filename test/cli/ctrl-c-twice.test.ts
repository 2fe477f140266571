import { spawn, spawnSync } from "node:child_process";
import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { withDatabase } from "../world/database.ts";
import { MAIN } from "../world/run-cli.ts";
import { withFolder } from "../world/tree.ts";

/** Seconds of hashing, and no space on the drive. */
const SPARSE_BYTES = 3 * 2 ** 30;

test("a second Ctrl-C on a terminal leaves it with its cursor and its line wrap", async (context) => {
  if (spawnSync("python3", ["-c", "import pty"]).status !== 0)
    context.skip("no python3 with its pty module here to make a terminal");
  await withDatabase(async ({ url }) =>
    withFolder(async (library) => {
      for (const name of ["a", "b", "c", "d"]) {
        writeFileSync(join(library, `${name}.wav`), "");
        truncateSync(join(library, `${name}.wav`), SPARSE_BYTES);
      }
      const script = join(import.meta.dirname, "ctrl-c-twice.py");
      const { stdout } = spawn("python3", [script, process.execPath, MAIN, "scan", library], {
        env: { ...process.env, MUSAIC_DB_CONNECTION_STRING: url, TERM: "xterm" },
        stdio: ["ignore", "pipe", "inherit"],
      });
      const { code, first, second } = JSON.parse(await text(stdout)) as Record<string, unknown>;
      expect({ code, first, second }).toEqual({
        code: 130,
        first: expect.stringContaining("finishing the files in hand; Ctrl-C again leaves now"),
        second: expect.toSatisfy((said: string) => said.endsWith("\u001b[?25h\u001b[?7h\r\n")),
      });
    }),
  );
});
