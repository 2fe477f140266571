import { spawn } from "node:child_process";
import { chmod, chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import { readPostmaster } from "../../src/postgres/postmaster-file.ts";

export interface TestUser {
  readonly name: string;
  readonly uid?: number;
  readonly gid?: number;
}

/** Ourselves, and where we are root also an ordinary user. */
export function testUsers(): TestUser[] {
  const own = { name: process.getuid?.() === 0 ? "root" : "an ordinary user" };
  if (process.getuid?.() !== 0) {
    console.warn("not run as root: what root does is left out");
    return [own];
  }
  return [own, { name: "an ordinary user", uid: 65_534, gid: 65_534 }];
}

/** A new folder that belongs to the user and goes away, with the server in `<folder>/pg`, after `use`. */
export async function withFolder<T>(user: TestUser, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "musaic-embedded-"));
  // Root's server runs as another user, who must get here.
  await chmod(folder, 0o755);
  if (user.uid !== undefined) await chown(folder, user.uid, user.gid ?? user.uid);
  try {
    return await use(folder);
  } finally {
    // Only a test that failed leaves a server.
    const postmaster = await readPostmaster(join(folder, "pg")).catch(() => undefined);
    if (postmaster) killHard(postmaster.pid);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

interface OpenedLine {
  readonly event: string;
  readonly connection: { host: string; port: number; user: string; database: string; ssl: false };
  readonly url: string;
  readonly folder: string;
  readonly code?: string;
  readonly message?: string;
}

export const openServerScript = fileURLToPath(new URL("./open-server.mjs", import.meta.url));

/** A process of its own that has the server open. */
export interface Opener {
  readonly pid: number;
  /** The next line it says. */
  next(): Promise<OpenedLine>;
  /** Leaves in order; the events that it said on the way. */
  close(): Promise<string[]>;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
}

export function opener(folder: string, user: TestUser, env: NodeJS.ProcessEnv = {}): Opener {
  const child = spawn(process.execPath, [openServerScript, folder], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...env },
    cwd: "/",
    ...(user.uid !== undefined && { uid: user.uid, gid: user.gid ?? user.uid }),
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const next = async () => {
    const { value, done } = await lines.next();
    const line: OpenedLine = JSON.parse(done === true ? '{"event":"ended"}' : value);
    return line;
  };
  return {
    pid: child.pid ?? 0,
    next,
    async close() {
      child.stdin.end("close\n");
      const events: string[] = [];
      for (let line = await next(); line.event !== "ended"; line = await next()) events.push(line.event);
      await gone;
      return events;
    },
    async kill() {
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/** Never 0 or less: that would be our own process group. */
export function killHard(pid: number | undefined, signal: NodeJS.Signals = "SIGKILL"): void {
  if (pid === undefined || pid <= 1) throw new Error("no process to kill");
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}

/** The pid of the server in `<folder>/pg`; undefined where none runs. */
export async function pidOf(folder: string): Promise<number | undefined> {
  return (await readPostmaster(join(folder, "pg")))?.pid;
}

/** The first row of an answer. */
export async function ask(url: string, sql: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows[0];
  } finally {
    await client.end();
  }
}
