import { execFileSync } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { ReadOutcome } from "../../src/domain/reading.ts";
import { fileMarkOf } from "../../src/domain/entry.ts";
import { openTestPool, openThreadPool } from "./open-test-pool.ts";
import { plainWav } from "./plain-wav.ts";
import { scratchFolder } from "./scratch-folder.ts";

const onUnix = process.platform !== "win32";
if (!onUnix) console.warn("skipped: pipes, sockets, devices and users are those of Unix");

const codeOf = (outcome: ReadOutcome): string => (outcome.kind === "problem" ? outcome.code : "read");

test.runIf(onUnix)("pipes, sockets, devices, folders and links are refused without waiting", async () => {
  const folder = scratchFolder();
  const path = (name: string): string => join(folder, name);
  execFileSync("mkfifo", [path("pipe.wav")]);
  const server = createServer().listen(path("socket.wav"));
  onTestFinished(() => void server.close());
  mkdirSync(path("folder.wav"));
  writeFileSync(path("real.wav"), plainWav({ frames: 10 }));
  symlinkSync(path("real.wav"), path("link.wav"));
  symlinkSync(path("nowhere"), path("dangling.wav"));
  const names = ["pipe.wav", "socket.wav", "folder.wav", "link.wav", "dangling.wav"];
  const refused = [...names.map(path), "/dev/zero"];
  expect(await openTestPool().read(refused, {})).toEqual(
    refused.map((each) => ({
      kind: "problem",
      path: each,
      code: "not-a-file",
      message: "it is no regular file",
      mark: null,
    })),
  );
});

test.runIf(onUnix)(
  "where links are followed, a link to a file is read with the marks of that file",
  async () => {
    const folder = scratchFolder();
    const [real, link] = [join(folder, "real.wav"), join(folder, "link.wav")];
    const [pipe, toPipe] = [join(folder, "pipe"), join(folder, "to-pipe.wav")];
    writeFileSync(real, plainWav({ frames: 10 }));
    symlinkSync(real, link);
    execFileSync("mkfifo", [pipe]);
    symlinkSync(pipe, toPipe);
    const [reading, refused] = await openTestPool({ followSymlinks: true }).read([link, toPipe], {});
    expect(reading).toMatchObject({ kind: "reading", mark: fileMarkOf(lstatSync(real, { bigint: true })) });
    expect(refused).toMatchObject({ kind: "problem", code: "not-a-file" });
  },
);

test.runIf(onUnix)("a file without read permission is a problem of access", async () => {
  const folder = scratchFolder();
  const path = join(folder, "locked.wav");
  writeFileSync(path, plainWav({ frames: 10 }));
  // In this process, as the rights that are dropped are those of this process.
  const pool = openThreadPool();
  await pool.read([path], {});
  chmodSync(folder, 0o755);
  chmodSync(path, 0o000);
  asNobody();
  const [outcome] = await pool.read([path], {});
  expect(outcome).toEqual({
    kind: "problem",
    path,
    code: "no-permission",
    message: "open: permission denied (EACCES)",
    mark: null,
  });
});

test("what is gone, what lies below a file, and a name that no system takes are problems", async () => {
  const folder = scratchFolder();
  const file = join(folder, "a.wav");
  writeFileSync(file, plainWav({ frames: 10 }));
  const paths = [
    join(folder, "gone.wav"),
    join(file, "below.wav"),
    join(folder, "x".repeat(300)),
    "a\0b",
    file,
  ];
  const outcomes = await openTestPool().read(paths, {});
  expect(outcomes.map(codeOf)).toEqual(["vanished", "vanished", "path-too-long", "io-error", "read"]);
});

/** Root may read everything: for the rest of the test, this process is nobody. */
function asNobody(): void {
  if (process.geteuid?.() !== 0) return;
  const nobody = 65_534;
  process.seteuid?.(nobody);
  onTestFinished(() => process.seteuid?.(0));
}
