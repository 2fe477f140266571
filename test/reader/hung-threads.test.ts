import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { hostileBatch, outcomeWords } from "./hostile-batch.ts";
import { openHostilePool, openTestPoolOf } from "./open-test-pool.ts";
import { scratchFolder } from "./scratch-folder.ts";

const onUnix = process.platform !== "win32";
if (!onUnix) console.warn("skipped: there is no pipe that blocks a thread on Windows");

test.runIf(onUnix)(
  "a thread that hangs in a system call is left behind, and close does not wait for it",
  async () => {
    const paths = hostileBatch("block.wav");
    execFileSync("mkfifo", [join(process.env["HOSTILE_FOLDER"] ?? "", "pipe")]);
    const pool = openHostilePool();
    const startedMs = performance.now();
    expect(outcomeWords(await pool.read(paths, {}))).toEqual({
      "first.wav": "read",
      "block.wav": "parser-hung",
      "last.wav": "read",
    });
    await pool.close();
    expect(performance.now() - startedMs).toBeLessThan(6000);
  },
);

test.runIf(onUnix)(
  "two reads that hang are taken for the drive, and the rest of the batch is not tried",
  async () => {
    const folder = scratchFolder();
    process.env["HOSTILE_FOLDER"] = folder;
    execFileSync("mkfifo", [join(folder, "pipe")]);
    const pool = openTestPoolOf("stuck-worker.mjs", { stallMs: 500 });
    const one = await pool.read(["a", "stuck.1", "b"], {});
    expect(one.map((each) => each.kind === "problem" && each.code)).toEqual([
      "vanished",
      "read-hung",
      "vanished",
    ]);
    const two = await pool.read(["a", "stuck.1", "b", "stuck.2", "c", "stuck.3"], {});
    const unread = "not read, as reading other files beside it made no progress";
    expect(two.map((each) => each.kind === "problem" && `${each.code}: ${each.message}`)).toEqual([
      `read-hung: ${unread}`,
      "read-hung: reading made no progress for 0.5 s",
      `read-hung: ${unread}`,
      "read-hung: reading made no progress for 0.5 s",
      `read-hung: ${unread}`,
      `read-hung: ${unread}`,
    ]);
  },
);

test.runIf(onUnix)("the process ends although a thread hangs in a system call", () => {
  const paths = hostileBatch("block.wav");
  execFileSync("mkfifo", [join(process.env["HOSTILE_FOLDER"] ?? "", "pipe")]);
  const script = fileURLToPath(new URL("end-with-a-hung-thread.mjs", import.meta.url));
  const ended = spawnSync(process.execPath, [script, ...paths], { encoding: "utf8", timeout: 60_000 });
  const { status, stdout, stderr } = ended;
  expect({ status, stdout, stderr }).toEqual({
    status: 0,
    stdout: "reading parser-hung reading\n",
    stderr: "",
  });
});
