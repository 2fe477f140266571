import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  openSync,
  closeSync,
  readdirSync,
  readlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { hostileBatch } from "./hostile-batch.ts";
import { openTestPool } from "./open-test-pool.ts";
import { readerProcesses } from "./reader-processes.ts";
import { scratchFolder } from "./scratch-folder.ts";

const onUnix = process.platform !== "win32";
if (!onUnix) console.warn("skipped: groups of processes and their signals are those of Unix");

/** Takes some seconds to hash. */
function largeFile(): string {
  const path = join(scratchFolder(), "large.wav");
  writeFileSync(path, "");
  truncateSync(path, 4 * 1024 ** 3);
  return path;
}

const READ = join(import.meta.dirname, "read-and-leave.mjs");

test.runIf(onUnix)(
  "the signals that a service sends to all its processes don't end a batch in hand",
  async () => {
    const path = largeFile();
    const reading = openTestPool().read([path], { hashOnly: true });
    await expect.poll(() => readerProcesses(), { timeout: 60_000 }).toHaveLength(1);
    const [pid = 0] = readerProcesses();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.kill(pid, name);
    expect(await reading).toEqual([expect.objectContaining({ kind: "reading" })]);
    expect(readerProcesses()).toEqual([pid]);
  },
);

test.runIf(onUnix)(
  "Ctrl-C on our terminal does not reach it: it has a process group of its own",
  async () => {
    await openTestPool().read(["a"], {});
    const [pid = 0] = readerProcesses();
    expect(execFileSync("ps", ["-o", "pgid=", "-p", String(pid)], { encoding: "utf8" }).trim()).toBe(
      String(pid),
    );
  },
);

test.runIf(onUnix)("it ends when the process that started it is killed in the middle of a read", async () => {
  const parent = spawn(process.execPath, [READ, "--real", largeFile()], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void parent.kill("SIGKILL"));
  await once(createInterface({ input: parent.stdout }), "line");
  await expect.poll(() => readerProcesses(parent.pid), { timeout: 60_000 }).toHaveLength(1);
  const [pid = 0] = readerProcesses(parent.pid);
  parent.kill("SIGKILL");
  await expect.poll(() => isRunning(pid), { timeout: 60_000 }).toBe(false);
});

test("a program that leaves a pool open ends all the same, and nothing of a parser comes to its output", async () => {
  const ended = spawnSync(process.execPath, [READ, ...hostileBatch("print.wav")], {
    encoding: "utf8",
    timeout: 30_000,
  });
  const { status, stdout, stderr } = ended;
  expect({ status, stdout, stderr }).toEqual({
    status: 0,
    stdout: "reads\nreading reading reading\n",
    stderr: "",
  });
});

const onLinux = existsSync("/proc/self/fd");
if (!onLinux) console.warn("skipped: open descriptors are looked at in /proc");

test.runIf(onLinux)("it has none of the files open that we have", async () => {
  const path = join(scratchFolder(), "ours");
  writeFileSync(path, "");
  const descriptor = openSync(path, "r");
  onTestFinished(() => closeSync(descriptor));
  await openTestPool().read(["a"], {});
  const [pid = 0] = readerProcesses();
  const files = readdirSync(`/proc/${pid}/fd`).map((each) => readlinkSync(`/proc/${pid}/fd/${each}`));
  expect(files.filter((each) => each.startsWith("/") && !each.startsWith("/dev/"))).toEqual([]);
});

function isRunning(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.trim().startsWith("Z");
}
