import { closeSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { ByteSource } from "../../src/reader/byte-source.ts";
import { DescriptorSource } from "../../src/reader/descriptor-source.ts";
import { MemorySource } from "../../src/reader/memory-source.ts";
import { ReaderProgress } from "../../src/reader/reader-progress.ts";
import { plainWav } from "./plain-wav.ts";
import { scratchFolder } from "./scratch-folder.ts";
import { seededRandom } from "./seeded-random.ts";

const BYTES = plainWav({ frames: 150_000 });

function sources(): Record<string, ByteSource> {
  const path = join(scratchFolder(), "a.wav");
  writeFileSync(path, BYTES);
  const descriptor = openSync(path, "r");
  onTestFinished(() => closeSync(descriptor));
  return {
    memory: new MemorySource(BYTES),
    disk: new DescriptorSource(descriptor, BYTES.length, new ReaderProgress()),
  };
}

test.each(["memory", "disk"])("any part read from %s is that part of the file, and stays so", (kind) => {
  const source = sources()[kind] ?? new MemorySource(new Uint8Array(0));
  const random = seededRandom(7);
  const longest = [4, 100, 70_000, BYTES.length];
  const parts = Array.from({ length: 200 }, (_, index) => {
    const start = random(BYTES.length);
    const length = random(longest[index % longest.length] ?? 4);
    return { expected: BYTES.subarray(start, start + length), part: source.read(start, length) };
  });
  expect(parts.filter(({ expected, part }) => Buffer.compare(expected, part) !== 0)).toEqual([]);
});

test.each(["memory", "disk"])("nothing lies before or behind the file in %s", (kind) => {
  const source = sources()[kind] ?? new MemorySource(new Uint8Array(0));
  const size = BYTES.length;
  const lengths = [
    source.read(size, 10),
    source.read(size + 1000, 10),
    source.read(size - 3, 2 ** 40),
    source.read(-5, 4),
    source.read(0, -1),
    source.read(0, 0),
  ].map((part) => part.length);
  expect([source.sizeBytes, ...lengths]).toEqual([size, 0, 0, 3, 4, 0, 0]);
});
