import { createHash } from "node:crypto";
import { lstatSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Worker } from "node:worker_threads";
import { expect, onTestFinished, test } from "vitest";
import type { ReadOutcome } from "../../src/domain/reading.ts";
import { fileMarkOf } from "../../src/domain/entry.ts";
import { openHostilePool, openTestPool } from "./open-test-pool.ts";
import { plainWav } from "./plain-wav.ts";
import { scratchFolder } from "./scratch-folder.ts";

/** Larger than the read buffer: such files are parsed from the disk, where they can still change. */
const LARGE = plainWav({ frames: 1024 * 1024 });

test("a file that changes in every try is a problem, and its neighbours are read", async () => {
  const folder = scratchFolder();
  process.env["HOSTILE_FOLDER"] = folder;
  const paths = ["first.wav", "grow.wav", "shrink.wav", "last.wav"].map((name) => join(folder, name));
  for (const path of paths) writeFileSync(path, LARGE);
  const outcomes = await openHostilePool({ stallMs: 5000 }).read(paths, {});
  const words = outcomes.map((outcome) => [
    basename(outcome.path),
    outcome.kind === "problem" ? `${outcome.code}: ${outcome.message}` : outcome.kind,
  ]);
  expect(Object.fromEntries(words)).toEqual({
    "first.wav": "reading",
    "grow.wav": "changing: its size or time changed while it was read",
    "shrink.wav": "changing: its size or time changed while it was read",
    "last.wav": "reading",
  });
  // One try and three more, ten bytes each.
  expect(lstatSync(join(folder, "shrink.wav")).size).toBe(LARGE.length - 40);
});

test("a file of this second is to be read again, an old one and one from the future are not", async () => {
  const folder = scratchFolder();
  const path = (name: string): string => join(folder, name);
  const pool = openTestPool({ threads: 1 });
  // A thread takes a while to start, and the file is fresh for two seconds only.
  await pool.read([path("none.wav")], {});
  const names = ["second.wav", "old.wav", "future.wav"];
  for (const name of names) writeFileSync(path(name), plainWav({ frames: 10 }));
  const seconds = Math.floor(Date.now() / 1000);
  utimesSync(path("old.wav"), seconds - 100.5, seconds - 100.5);
  utimesSync(path("future.wav"), seconds + 3600.5, seconds + 3600.5);
  utimesSync(path("second.wav"), seconds, seconds);
  const outcomes = await pool.read(names.map(path), { hashOnly: true });
  const again = outcomes.map((each) => [basename(each.path), each.kind === "reading" && each.readAgain]);
  expect(Object.fromEntries(again)).toEqual({ "second.wav": true, "old.wav": false, "future.wav": false });
});

test("whatever a writer does meanwhile, a reading is the whole file at the size of its mark", async () => {
  const folder = scratchFolder();
  const paths = Array.from({ length: 24 }, (_, index) => join(folder, `${index}.wav`));
  for (const path of paths) writeFileSync(path, LARGE);
  const writer = new Worker(new URL("restless-writer.mjs", import.meta.url), {
    workerData: { paths, content: LARGE },
  });
  onTestFinished(async () => void (await writer.terminate()));
  const pool = openTestPool();
  const seen = new Set<string>();
  const wrong: ReadOutcome[] = [];
  const endMs = performance.now() + 6000;
  while (performance.now() < endMs) {
    const batches = [paths.slice(0, 12), paths.slice(12)];
    const outcomes = (await Promise.all(batches.map((batch) => pool.read(batch, {})))).flat();
    for (const outcome of outcomes) {
      seen.add(outcome.kind === "problem" ? outcome.code : "reading");
      if (outcome.kind === "reading" && outcome.hash !== hashUpTo(outcome.mark.sizeBytes))
        wrong.push(outcome);
    }
  }
  expect(wrong).toEqual([]);
  const allowed = ["changing", "not-a-file", "reading", "vanished"];
  expect([...seen].filter((each) => !allowed.includes(each))).toEqual([]);
  // The writer was there: without it there would be readings only.
  expect(seen.size).toBeGreaterThan(1);
});

test("a file that is truncated before the read has the hash of what is left", async () => {
  const path = join(scratchFolder(), "a.wav");
  writeFileSync(path, LARGE);
  truncateSync(path, 1_500_000);
  const [reading] = await openTestPool().read([path], {});
  const mark = fileMarkOf(lstatSync(path, { bigint: true }));
  expect(reading).toMatchObject({ kind: "reading", mark, hash: hashUpTo(1_500_000n) });
});

function hashUpTo(sizeBytes: bigint): string {
  return createHash("sha256")
    .update(LARGE.subarray(0, Number(sizeBytes)))
    .digest("hex");
}
