import { execFileSync } from "node:child_process";
import { lstatSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fileMarkOf } from "../../src/domain/entry.ts";
import { hostileBatch, outcomeWords } from "./hostile-batch.ts";
import { openHostilePool, openTestPool, openTestPoolOf } from "./open-test-pool.ts";
import { plainWav } from "./plain-wav.ts";
import { readerProcesses } from "./reader-processes.ts";
import { scratchFolder } from "./scratch-folder.ts";

const WAV_BYTES = plainWav({ frames: 100 }).length;

test.each([
  ["huge-array.wav", "parser-out-of-memory", "the parser asked for too much memory at once"],
  ["segfault.wav", "parser-crashed", "the parser ended its process (SIGSEGV)"],
  ["kill.wav", "parser-crashed", "the parser ended its process (SIGKILL)"],
] as const)(
  "%s ends its whole process and costs only itself",
  { timeout: 400_000 },
  async (name, code, message) => {
    const bad = hostileBatch(name);
    const path = bad[1] ?? "";
    const good = [hostileBatch("throw.wav"), hostileBatch("1.wav", "2.wav", "3.wav"), hostileBatch()];
    let counted = 0;
    const onBytes = (count: number): void => void (counted += count);
    const pool = openHostilePool({ threads: 2, stallMs: 120_000 });
    const [first, ...others] = await Promise.all(
      [bad, ...good].map((batch) => pool.read(batch, { onBytes })),
    );
    expect(outcomeWords(first ?? [])).toEqual({ "first.wav": "read", [name]: code, "last.wav": "read" });
    const mark = fileMarkOf(lstatSync(path, { bigint: true }));
    expect(first?.[1]).toEqual({ kind: "problem", path, code, message, mark });
    expect(others.map(outcomeWords)).toEqual([
      { "first.wav": "read", "throw.wav": "RangeError:  broken \ufffd", "last.wav": "read" },
      { "first.wav": "read", "1.wav": "read", "2.wav": "read", "3.wav": "read", "last.wav": "read" },
      { "first.wav": "read", "last.wav": "read" },
    ]);
    expect(counted).toBe(12 * WAV_BYTES);
  },
);

test("several files of several batches that end the process cost only themselves", async () => {
  const batches = [
    hostileBatch("kill.1.wav", "ok.wav", "segfault.wav"),
    hostileBatch("kill.wav", "exit.wav"),
  ];
  const pool = openHostilePool({ threads: 2 });
  const read = await Promise.all(batches.map((batch) => pool.read(batch, {})));
  expect(read.map(outcomeWords)).toEqual([
    {
      "first.wav": "read",
      "kill.1.wav": "parser-crashed",
      "ok.wav": "read",
      "segfault.wav": "parser-crashed",
      "last.wav": "read",
    },
    { "first.wav": "read", "kill.wav": "parser-crashed", "exit.wav": "parser-crashed", "last.wav": "read" },
  ]);
  await expect.poll(() => readerProcesses()).toEqual([]);
});

test("a process that somebody kills costs no file", async () => {
  const path = join(scratchFolder(), "large.wav");
  writeFileSync(path, "");
  truncateSync(path, 1024 ** 3);
  const pool = openTestPool({ threads: 1 });
  let counted = 0;
  const reading = pool.read([path], { hashOnly: true, onBytes: (count) => (counted += count) });
  await expect.poll(() => counted, { timeout: 60_000 }).toBeGreaterThan(0);
  for (const pid of readerProcesses()) process.kill(pid, "SIGKILL");
  expect(await reading).toEqual([expect.objectContaining({ kind: "reading", path })]);
  expect(counted).toBe(1024 ** 3);
  // One that dies between two batches is only started again.
  for (const pid of readerProcesses()) process.kill(pid, "SIGKILL");
  await expect.poll(() => readerProcesses()).toEqual([]);
  expect(await pool.read([path], { hashOnly: true })).toEqual([expect.objectContaining({ kind: "reading" })]);
});

test("a drive that hangs while a batch is read file by file is not asked more than twice", async () => {
  const folder = scratchFolder();
  process.env["HOSTILE_FOLDER"] = folder;
  execFileSync("mkfifo", [join(folder, "pipe")]);
  const pool = openTestPoolOf("stuck-worker.mjs", { stallMs: 500 });
  const outcomes = await pool.read(["a", "stuck.1", "kill", "stuck.2", "stuck.3", "b"], {});
  expect(outcomes.map((each) => each.kind === "problem" && `${each.code}: ${each.message}`)).toEqual([
    "vanished: there is no such file",
    "read-hung: reading made no progress for 0.5 s",
    "parser-crashed: the parser ended its process (SIGKILL)",
    "read-hung: reading made no progress for 0.5 s",
    "read-hung: not read, as reading other files beside it made no progress",
    "read-hung: not read, as reading other files beside it made no progress",
  ]);
});

test("a process that can't start is nobody's problem but the caller's", async () => {
  const { execPath } = process;
  process.execPath = join(scratchFolder(), "no-node");
  onTestFinished(() => void (process.execPath = execPath));
  const pool = openTestPool();
  await expect(pool.read(["a.wav"], {})).rejects.toThrow(
    /^the reader process failed to start: spawn .* ENOENT$/,
  );
  process.execPath = execPath;
  expect(await pool.read(["a.wav"], {})).toEqual([expect.objectContaining({ code: "vanished" })]);
});
