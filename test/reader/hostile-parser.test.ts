import { lstatSync, truncateSync } from "node:fs";
import { expect, test } from "vitest";
import { fileMarkOf } from "../../src/domain/entry.ts";
import { PROBLEMS } from "../../src/domain/problem.ts";
import { hostileBatch, outcomeWords } from "./hostile-batch.ts";
import { openHostilePool } from "./open-test-pool.ts";
import { plainWav } from "./plain-wav.ts";

test("a parser that throws or recurses leaves its error in the reading", async () => {
  const outcomes = await openHostilePool().read(
    hostileBatch(
      "throw.wav",
      "throw-a-string.wav",
      "recurse.wav",
      "reject-aside.wav",
      "circles.wav",
      "read-nothing.wav",
    ),
    {},
  );
  expect(outcomeWords(outcomes)).toEqual({
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
  const outcomes = await openHostilePool().read(hostileBatch("drive-fails.wav"), {});
  expect(outcomeWords(outcomes)).toEqual({
    "first.wav": "read",
    "drive-fails.wav": "io-error",
    "last.wav": "read",
  });
});

test("a parser that can't be loaded is no fault of the file: a problem of access, and the next thread tries anew", async () => {
  const pool = openHostilePool();
  const outcomes = await pool.read(hostileBatch("not-loaded.wav", "half-written.wav"), {});
  expect(outcomeWords(outcomes)).toEqual({
    "first.wav": "read",
    "not-loaded.wav": "parser-not-loaded",
    "half-written.wav": "parser-not-loaded",
    "last.wav": "read",
  });
  expect(PROBLEMS["parser-not-loaded"].nature).toBe("access");
  const again = await pool.read(hostileBatch("throw.wav"), {});
  expect(outcomeWords(again)).toEqual({
    "first.wav": "read",
    "throw.wav": "RangeError:  broken \ufffd",
    "last.wav": "read",
  });
});

test.each([
  ["loop.wav", "parser-hung", "the parser made no progress for 1 s"],
  ["loop-in-promises.wav", "parser-hung", "the parser made no progress for 1 s"],
  ["wait.wav", "parser-hung", "the parser made no progress for 1 s"],
  ["crash-later.wav", "parser-crashed", "from a timer"],
  ["exit.wav", "parser-crashed", "the parser ended its thread"],
  ["heap.wav", "parser-out-of-memory", "the parser needed more than 512 MB"],
] as const)("%s costs itself, and the rest of its batch is read", async (name, code, message) => {
  const paths = hostileBatch(name);
  const path = paths[1] ?? "";
  let counted = 0;
  // The heap is filled in more than a second.
  const pool = openHostilePool({ stallMs: name === "heap.wav" ? 60_000 : 1000 });
  const outcomes = await pool.read(paths, { onBytes: (count) => (counted += count) });
  expect(outcomeWords(outcomes)).toEqual({ "first.wav": "read", [name]: code, "last.wav": "read" });
  const mark = fileMarkOf(lstatSync(path, { bigint: true }));
  expect(outcomes[1]).toEqual({ kind: "problem", path, code, message, mark });
  expect(counted).toBe(2 * plainWav({ frames: 100 }).length);
});

test("several bad files in one batch cost only themselves, while other batches go on", async () => {
  const pool = openHostilePool({ threads: 2 });
  const bad = hostileBatch("loop.wav", "exit.wav", "loop.2.wav");
  const good = hostileBatch("throw.wav");
  const [first, second, third] = await Promise.all([
    pool.read(bad, {}),
    pool.read(good, {}),
    pool.read(good, {}),
  ]);
  expect(outcomeWords(first)).toEqual({
    "first.wav": "read",
    "loop.wav": "parser-hung",
    "exit.wav": "parser-crashed",
    "loop.2.wav": "parser-hung",
    "last.wav": "read",
  });
  expect([outcomeWords(second), outcomeWords(third)]).toEqual([
    { "first.wav": "read", "throw.wav": "RangeError:  broken \ufffd", "last.wav": "read" },
    { "first.wav": "read", "throw.wav": "RangeError:  broken \ufffd", "last.wav": "read" },
  ]);
});

test("no parser gets more than 32 MiB at once, however long the file is", async () => {
  const paths = hostileBatch("ask-for-all.wav");
  truncateSync(paths[1] ?? "", 33 * 1024 * 1024);
  expect(outcomeWords(await openHostilePool().read(paths, {}))).toMatchObject({
    "ask-for-all.wav": "RangeError: a length field asks for 34603008 bytes at once",
  });
});
