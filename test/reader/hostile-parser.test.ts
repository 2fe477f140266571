import { execFileSync, spawnSync } from "node:child_process";
import { lstatSync, truncateSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import type { ReadOutcome } from "../../src/asset/reading.ts";
import { markOf } from "../../src/reader/file-mark.ts";
import { openHostilePool } from "./open-test-pool.ts";
import { plainWav } from "./plain-wav.ts";
import { scratchFolder } from "./scratch-folder.ts";

/** Files that do what their name says, in a batch between two innocent ones. */
function batch(...names: string[]): string[] {
  const folder = scratchFolder();
  process.env["HOSTILE_FOLDER"] = folder;
  return ["first.wav", ...names, "last.wav"].map((name) => {
    const path = join(folder, name);
    writeFileSync(path, plainWav({ frames: 100 }));
    return path;
  });
}

/** A word for each outcome: the problem, the message of the parser's error, or "read". */
function words(outcomes: readonly ReadOutcome[]): Record<string, string> {
  return Object.fromEntries(
    outcomes.map((outcome) => {
      const word = outcome.kind === "problem" ? outcome.code : (outcome.metadata.error?.message ?? "read");
      return [basename(outcome.path), word];
    }),
  );
}

test("a parser that throws or recurses leaves its error in the reading", async () => {
  const outcomes = await openHostilePool().read(
    batch(
      "throw.wav",
      "throw-a-string.wav",
      "recurse.wav",
      "reject-aside.wav",
      "circles.wav",
      "read-nothing.wav",
    ),
    {},
  );
  expect(words(outcomes)).toEqual({
    "first.wav": "read",
    "throw.wav": "RangeError:  broken \ufffd",
    "throw-a-string.wav": "the parser threw no error",
    "recurse.wav": "RangeError: Maximum call stack size exceeded",
    "reject-aside.wav": "read",
    "circles.wav": "RangeError: the parser read the file over and over",
    "read-nothing.wav": "RangeError: the parser read the file over and over",
    "last.wav": "read",
  });
  expect(outcomes[1]).toMatchObject({
    durationSeconds: null,
    sampleRateHz: null,
    channels: null,
    metadata: { error: { code: "damaged" } },
  });
});

test("a drive that fails under the parser is a problem of access, not of content", async () => {
  const outcomes = await openHostilePool().read(batch("drive-fails.wav"), {});
  expect(words(outcomes)).toEqual({ "first.wav": "read", "drive-fails.wav": "io-error", "last.wav": "read" });
});

test.each([
  ["loop.wav", "parser-hung", "the parser made no progress for 1 s"],
  ["loop-in-promises.wav", "parser-hung", "the parser made no progress for 1 s"],
  ["wait.wav", "parser-hung", "the parser made no progress for 1 s"],
  ["crash-later.wav", "parser-crashed", "from a timer"],
  ["exit.wav", "parser-crashed", "the parser ended its thread"],
  ["heap.wav", "parser-out-of-memory", "the parser needed more than 512 MB"],
] as const)("%s costs itself, and the rest of its batch is read", async (name, code, message) => {
  const paths = batch(name);
  const path = paths[1] ?? "";
  let counted = 0;
  // The heap is filled in more than a second.
  const pool = openHostilePool({ stallMs: name === "heap.wav" ? 60_000 : 1000 });
  const outcomes = await pool.read(paths, { onBytes: (count) => (counted += count) });
  expect(words(outcomes)).toEqual({ "first.wav": "read", [name]: code, "last.wav": "read" });
  const mark = markOf(lstatSync(path, { bigint: true }));
  expect(outcomes[1]).toEqual({ kind: "problem", path, code, message, mark });
  expect(counted).toBe(2 * plainWav({ frames: 100 }).length);
});

test("several bad files in one batch cost only themselves, while other batches go on", async () => {
  const pool = openHostilePool({ threads: 2 });
  const bad = batch("loop.wav", "exit.wav", "loop.2.wav");
  const good = batch("throw.wav");
  const [first, second, third] = await Promise.all([
    pool.read(bad, {}),
    pool.read(good, {}),
    pool.read(good, {}),
  ]);
  expect(words(first)).toEqual({
    "first.wav": "read",
    "loop.wav": "parser-hung",
    "exit.wav": "parser-crashed",
    "loop.2.wav": "parser-hung",
    "last.wav": "read",
  });
  expect([words(second), words(third)]).toEqual([
    { "first.wav": "read", "throw.wav": "RangeError:  broken \ufffd", "last.wav": "read" },
    { "first.wav": "read", "throw.wav": "RangeError:  broken \ufffd", "last.wav": "read" },
  ]);
});

test("no parser gets more than 32 MiB at once, however long the file is", async () => {
  const paths = batch("ask-for-all.wav");
  truncateSync(paths[1] ?? "", 33 * 1024 * 1024);
  expect(words(await openHostilePool().read(paths, {}))).toMatchObject({
    "ask-for-all.wav": "RangeError: a length field asks for 34603008 bytes at once",
  });
});

const onUnix = process.platform !== "win32";
if (!onUnix) console.warn("skipped: there is no pipe that blocks a thread on Windows");

test.runIf(onUnix)(
  "a thread that hangs in a system call is left behind, and close does not wait for it",
  async () => {
    const paths = batch("block.wav");
    const pipe = join(process.env["HOSTILE_FOLDER"] ?? "", "pipe");
    execFileSync("mkfifo", [pipe]);
    // Lets the thread go, so that this process can end in its ordinary way.
    onTestFinished(() => void execFileSync("sh", ["-c", ': > "$1"', "-", pipe], { timeout: 2000 }));
    const pool = openHostilePool();
    const startedMs = performance.now();
    expect(words(await pool.read(paths, {}))).toEqual({
      "first.wav": "read",
      "block.wav": "parser-hung",
      "last.wav": "read",
    });
    await pool.close();
    expect(performance.now() - startedMs).toBeLessThan(6000);
  },
);

test.runIf(onUnix)("the process ends although a thread hangs in a system call", () => {
  const paths = batch("block.wav");
  execFileSync("mkfifo", [join(process.env["HOSTILE_FOLDER"] ?? "", "pipe")]);
  const script = fileURLToPath(new URL("end-with-a-hung-thread.mjs", import.meta.url));
  const ended = spawnSync(process.execPath, [script, ...paths], { encoding: "utf8", timeout: 20_000 });
  expect({ signal: ended.signal, stdout: ended.stdout, stderr: ended.stderr }).toEqual({
    signal: "SIGKILL",
    stdout: "reading parser-hung reading\n",
    stderr: "",
  });
});
