import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chownSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { addressOfUrl } from "../../src/catalog/database-address.ts";
import { withSession } from "../../src/catalog/session.ts";
import { readCatalog } from "../world/catalog.ts";
import { serverUser } from "../world/cluster.ts";
import { takes } from "../world/library.ts";
import { runCli, type CliResult } from "../world/run-cli.ts";
import { makeTree, withFolder } from "../world/tree.ts";

test("a full disk under the database ends the scan with 1 and one line, and with room again the next one goes on", async (context) => {
  const isPossible = process.platform === "linux" && process.getuid?.() === 0;
  if (!isPossible) context.skip("only root on Linux can make a small disk");
  const [cluster] = inject("clusters");
  const admin = addressOfUrl(cluster?.url ?? "");
  await withFolder(async (folder) => {
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=24m,mode=0755", "tmpfs", folder]);
    if (mounted.status !== 0) context.skip(`no small disk can be mounted here: ${mounted.stderr.toString()}`);
    const name = `test_${randomUUID().replaceAll("-", "")}`;
    try {
      const user = serverUser();
      if (user !== null) chownSync(folder, user.uid, user.gid);
      await withSession(admin, async (session) => {
        await session.sql(`CREATE TABLESPACE ${name} LOCATION '${folder}'`);
        await session.sql(`CREATE DATABASE ${name} TEMPLATE musaic_template TABLESPACE ${name}`);
      });
      const url = (cluster?.url ?? "").replace("/postgres?", `/${name}?`);
      const { full, whole, rows } = await scanOnFullDisk(folder, url);
      expect({ code: full.code, said: full.stderr.split("\n").slice(1) }).toEqual({
        code: 1,
        said: [
          expect.stringMatching(/^musaic-catalog: the disk of .* is full \(could not .*\): make room/),
          "",
        ],
      });
      expect({ code: whole.code, rows }).toEqual({ code: 0, rows: 2_000 });
    } finally {
      await withSession(admin, async (session) => {
        await session.sql(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
        await session.sql(`DROP TABLESPACE IF EXISTS ${name}`);
      });
      spawnSync("umount", [folder]);
    }
  });
});

interface Scans {
  readonly full: CliResult;
  readonly whole: CliResult;
  readonly rows: number;
}

async function scanOnFullDisk(disk: string, url: string): Promise<Scans> {
  return withFolder(async (library) => {
    const database = { url, address: addressOfUrl(url) };
    makeTree(library, takes(2_000, "a"));
    const filler = join(disk, "filler");
    fill(filler);
    const full = await runCli(["scan", library, "--json", "--quiet"], { url });
    rmSync(filler);
    const whole = await runCli(["scan", library, "--quiet"], { url });
    return { full, whole, rows: (await readCatalog(database, library)).length };
  });
}

/** Room for the server to open sessions and to begin. */
const LEFT_BYTES = 512 << 10;

/** Writes until the disk takes no more, and gives a little back. */
function fill(path: string): void {
  const bytes = Buffer.alloc(1 << 16);
  try {
    for (;;) writeFileSync(path, bytes, { flag: "a" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
  }
  truncateSync(path, statSync(path).size - LEFT_BYTES);
}
