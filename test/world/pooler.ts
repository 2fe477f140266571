import { spawn } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { serverUser } from "./cluster.ts";

/** Debian's. */
const PGBOUNCER = "/usr/sbin/pgbouncer";

export const hasPgbouncer = existsSync(PGBOUNCER);
if (!hasPgbouncer) console.warn(`no ${PGBOUNCER}: what is told of poolers is not tested`);

export interface PoolerOptions {
  readonly mode: "session" | "transaction" | "statement";
  readonly poolSize: number;
  /** Further lines of its [pgbouncer] section. */
  readonly settings?: readonly string[];
}

/** A real PgBouncer before the database of `url`, on a Unix socket of its own. `use` is given the URL through it. */
export async function withPooler<T>(
  url: string,
  { mode, poolSize, settings = [] }: PoolerOptions,
  use: (url: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "musaic-pool-"));
  chmodSync(folder, 0o755);
  const user = serverUser();
  const server = new URL(url).searchParams.get("host") ?? "";
  const file = join(folder, "pgbouncer.ini");
  const lines = [
    "[databases]",
    `* = host=${server}`,
    "[pgbouncer]",
    "listen_addr=",
    "listen_port=6432",
    `unix_socket_dir=${folder}`,
    "auth_type=any",
    `pool_mode=${mode}`,
    `default_pool_size=${poolSize}`,
    ...settings,
  ];
  writeFileSync(file, `${lines.join("\n").replace("host=", "user=tester host=")}\n`);
  if (user !== null) chownSync(folder, user.uid, user.gid);
  const child = spawn(PGBOUNCER, [file], { stdio: "ignore", ...user });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  try {
    while (!existsSync(join(folder, ".s.PGSQL.6432"))) {
      if (child.exitCode !== null) throw new Error(`pgbouncer ended with ${child.exitCode}`);
      await sleep(20);
    }
    return await use(url.replace(/host=.*/, `host=${encodeURIComponent(folder)}&port=6432`));
  } finally {
    child.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}
