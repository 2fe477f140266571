import { createHash, randomBytes } from "node:crypto";
import { lstatSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { ReadOutcome } from "../../src/domain/reading.ts";
import { fileMarkOf } from "../../src/domain/entry.ts";
import { READER_VERSION } from "../../src/reader/reader-version.ts";
import { openTestPool, openThreadPool } from "./open-test-pool.ts";
import { plainWav } from "./plain-wav.ts";
import { scratchFolder } from "./scratch-folder.ts";

const LONG_AGO = new Date("2020-05-01T10:00:00.123Z");

function write(path: string, bytes: Uint8Array): string {
  writeFileSync(path, bytes);
  utimesSync(path, LONG_AGO, LONG_AGO);
  return path;
}

/** What must come of a file whose audio is not looked at. */
function hashed(path: string, bytes: Uint8Array): ReadOutcome {
  return {
    kind: "reading",
    path,
    mark: fileMarkOf(lstatSync(path, { bigint: true })),
    hash: createHash("sha256").update(bytes).digest("hex"),
    readerVersion: READER_VERSION,
    readAgain: false,
    durationSeconds: null,
    sampleRateHz: null,
    channels: null,
    metadata: {},
  };
}

test("a reading holds the hash, the mark and what the audio says", async () => {
  const path = write(join(scratchFolder(), "a.wav"), plainWav({ frames: 22_050 }));
  const [reading] = await openTestPool().read([path], {});
  expect(reading).toEqual({
    ...hashed(path, plainWav({ frames: 22_050 })),
    durationSeconds: 0.5,
    sampleRateHz: 44_100,
    channels: 1,
    metadata: {
      container: "RIFF",
      codec: "PCM",
      frames: 22_050,
      bitsPerSample: 16,
      bitrate: 705_600,
      lossless: true,
    },
  });
});

test("every size around the read buffer gets its hash, in the order of the paths", async () => {
  const folder = scratchFolder();
  const mib = 1024 * 1024;
  const files = [0, 1, 4095, mib - 1, mib, mib + 1, 2 * mib, 2 * mib + 1, 5 * mib + 7].map((size) => {
    const bytes = randomBytes(size);
    return { path: write(join(folder, `${size}.wav`), bytes), bytes };
  });
  const outcomes = await openTestPool().read(
    files.map(({ path }) => path),
    { hashOnly: true },
  );
  expect(outcomes).toEqual(files.map(({ path, bytes }) => hashed(path, bytes)));
});

test("more batches than threads are all answered, and onBytes adds up to the bytes of the files", async () => {
  const folder = scratchFolder();
  const files = Array.from({ length: 60 }, (_, seed) => {
    const bytes = plainWav({ frames: 1000 + seed });
    return { path: write(join(folder, `${seed}.wav`), bytes), bytes };
  });
  const pool = openTestPool();
  let counted = 0;
  const onBytes = (count: number): void => {
    counted += count;
  };
  const batches = Array.from({ length: 12 }, (_, index) => files.slice(index * 5, index * 5 + 5));
  const outcomes = await Promise.all(
    batches.map((batch) =>
      pool.read(
        batch.map(({ path }) => path),
        { hashOnly: true, onBytes },
      ),
    ),
  );
  expect(outcomes.flat()).toEqual(files.map(({ path, bytes }) => hashed(path, bytes)));
  expect(counted).toBe(files.reduce((sum, { bytes }) => sum + bytes.length, 0));
});

// Three seconds alone, and ten times that on a machine with other work.
test("a sparse file of more than 4 GiB is hashed in flat memory", { timeout: 400_000 }, async () => {
  const path = join(scratchFolder(), "huge.wav");
  writeFileSync(path, plainWav({ frames: 100 }));
  const size = 4 * 1024 ** 3 + 1024;
  truncateSync(path, size);
  const before = process.memoryUsage().rss;
  let highest = before;
  const timer = setInterval(() => (highest = Math.max(highest, process.memoryUsage().rss)), 50);
  onTestFinished(() => clearInterval(timer));
  const [reading] = await openThreadPool().read([path], {});
  expect(reading).toMatchObject({
    kind: "reading",
    hash: "e217dd57c3950185c829ccf7b96cc97c2c177627b9a64c8fdfe451ea91edbcb4",
    mark: { sizeBytes: BigInt(size) },
    channels: 1,
  });
  // A thread takes some 40 MB when it starts.
  expect((highest - before) / 2 ** 20).toBeLessThan(120);
});
