import { expect, test } from "vitest";
import { fitParts, progressParts, stageKey } from "../../src/cli/progress-text.ts";

const READ = {
  stage: "read",
  files: 123_456,
  totalFiles: 1_234_567,
  bytes: 310e9,
  totalBytes: 999e9,
} as const;
const PACE = { elapsedMs: 100_000, filesBefore: 0 };

test("what is left of a narrow line is what a person looks for first", () => {
  const parts = progressParts(READ, PACE);
  expect(parts).toEqual([
    "3 min left",
    "123,456 of 1,234,567 files",
    "310 GB of 999 GB",
    "3.1 GB/s",
    "1,235 files/s",
  ]);
  expect(fitParts(parts, 200)).toBe(parts.join(", "));
  expect(fitParts(parts, 43)).toBe("3 min left, 123,456 of 1,234,567 files");
  expect(fitParts(parts, 12)).toBe("3 min left");
  expect(fitParts(parts, 5)).toBe("");
});

test("nothing is promised before anything was read", () => {
  expect(progressParts({ ...READ, files: 0, bytes: 0 }, PACE)[0]).toBe("0 of 1,234,567 files");
});

test("what is done and what there is agree while the last files are read but not counted yet", () => {
  const one = { stage: "read", files: 0, totalFiles: 1, bytes: 5, totalBytes: 5 } as const;
  expect(progressParts(one, PACE)).toEqual(["finishing the last 1 file", "5 B read"]);
  expect(progressParts({ ...one, files: 1 }, PACE).slice(0, 3)).toEqual([
    "0 s left",
    "1 of 1 file",
    "5 B of 5 B",
  ]);
  expect(progressParts({ ...one, bytes: 3 }, PACE)).toContain("0 of 1 file");
  expect(progressParts({ ...one, bytes: 3 }, PACE).join()).not.toContain("files/s");
});

test("a rate is that of its own stage: what was walked, or waited for, before it began does not count", () => {
  const walk = { stage: "walk", files: 21_000 } as const;
  expect(progressParts(walk, { elapsedMs: 2_000, filesBefore: 20_000 })).toEqual([
    "looking: 21,000 files",
    "500/s",
  ]);
  expect(stageKey(walk)).toBe(stageKey({ stage: "walk", files: 1 }));
  expect(stageKey({ ...READ, bytes: 0 })).toBe(stageKey(READ));
  expect(stageKey({ ...READ, totalFiles: 5 })).not.toBe(stageKey(READ));
});
