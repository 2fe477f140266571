import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { expect, test } from "vitest";
import { withDatabase } from "../world/database.ts";
import { MAIN } from "../world/run-cli.ts";

test("results that go to a full disk end with 1 and one line", async (context) => {
  if (!existsSync("/dev/full")) context.skip("only Linux has a disk that is always full");
  await withDatabase(async ({ url }) => {
    const full = openSync("/dev/full", "w");
    const { status, stderr } = spawnSync(process.execPath, [MAIN, "status", "--json"], {
      stdio: ["ignore", full, "pipe"],
      env: { MUSAIC_DB_CONNECTION_STRING: url, HOME: "/nonexistent" },
      encoding: "utf8",
    });
    closeSync(full);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: "musaic-catalog: what was found can't be written to stdout (ENOSPC)\n",
    });
  });
});
