import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chownSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inject, type TestContext } from "vitest";
import { addressOfUrl } from "../../src/catalog/database-address.ts";
import { withSession } from "../../src/catalog/session.ts";
import { serverUser } from "./cluster.ts";
import type { TestDatabase } from "./database.ts";
import { withFolder } from "./tree.ts";

export interface SmallDisk {
  /** A migrated catalog whose tables lie on a disk of 24 MB. */
  readonly database: TestDatabase;
  /** Grows until the disk takes no more, but for what the server needs to open sessions and to begin. */
  readonly filler: string;
}

/** Room for the server to open sessions and to begin. */
const LEFT_BYTES = 512 << 10;

/** Skips the test where no small disk can be made. */
export async function withSmallDisk(
  context: TestContext,
  use: (disk: SmallDisk) => Promise<void>,
): Promise<void> {
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
      await use({ database: { url, address: addressOfUrl(url) }, filler: join(folder, "filler") });
    } finally {
      await withSession(admin, async (session) => {
        await session.sql(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
        await session.sql(`DROP TABLESPACE IF EXISTS ${name}`);
      });
      spawnSync("umount", [folder]);
    }
  });
}

/** Writes until the disk takes no more, and gives a little back. */
export function fillDisk(filler: string): void {
  const bytes = Buffer.alloc(1 << 16);
  try {
    for (;;) writeFileSync(filler, bytes, { flag: "a" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
  }
  truncateSync(filler, statSync(filler).size - LEFT_BYTES);
}
