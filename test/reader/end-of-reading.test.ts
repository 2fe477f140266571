import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openReaderPool } from "../../src/reader/reader-pool.ts";
import { openTestPool } from "./open-test-pool.ts";
import { readerProcesses } from "./reader-processes.ts";
import { plainWav } from "./plain-wav.ts";
import { scratchFolder } from "./scratch-folder.ts";

test("an aborted read rejects with the reason at once, and the thread reads the next batch", async () => {
  const folder = scratchFolder();
  const huge = join(folder, "huge.wav");
  writeFileSync(huge, "");
  truncateSync(huge, 64 * 1024 ** 3);
  const small = join(folder, "small.wav");
  writeFileSync(small, plainWav({ frames: 10 }));
  const pool = openTestPool({ threads: 1 });
  const controller = new AbortController();
  const reading = pool.read([huge], { hashOnly: true, signal: controller.signal });
  const queued = pool.read([huge], { hashOnly: true, signal: controller.signal });
  setTimeout(() => controller.abort(new Error("enough")), 300);
  const startedMs = performance.now();
  await expect(reading).rejects.toThrow("enough");
  await expect(queued).rejects.toThrow("enough");
  expect(await pool.read([small], { hashOnly: true })).toEqual([
    expect.objectContaining({ kind: "reading", path: small }),
  ]);
  expect(performance.now() - startedMs).toBeLessThan(5000);
});

test("a read that is aborted before it begins starts no process", async () => {
  const pool = openTestPool();
  const signal = AbortSignal.abort(new Error("too late"));
  await expect(pool.read(["x"], { signal })).rejects.toThrow("too late");
  expect(await pool.read([], {})).toEqual([]);
  expect(readerProcesses()).toEqual([]);
});

test("a closed pool leaves no process, and what it was reading rejects", async () => {
  const folder = scratchFolder();
  const huge = join(folder, "huge.wav");
  writeFileSync(huge, "");
  truncateSync(huge, 64 * 1024 ** 3);
  const pool = openReaderPool({ threads: 2 });
  const readings = [pool.read([huge], {}), pool.read([huge], {}), pool.read([huge], {})];
  const ends = Promise.allSettled(readings);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(readerProcesses()).toHaveLength(1);
  await pool.close();
  expect(await ends).toEqual(
    readings.map(() => ({ status: "rejected", reason: new Error("the reader pool was closed") })),
  );
  expect(readerProcesses()).toEqual([]);
  await expect(pool.read([huge], {})).rejects.toThrow("the reader pool was closed");
});
