import { expect, test } from "vitest";
import { localTime } from "../../src/report/local-time.ts";
import { scanText } from "../../src/report/scan-result.ts";
import { noCounts, type PassResult } from "../../src/scan/pass.ts";

test("a time is the same in every language", () => {
  expect(localTime(new Date(2026, 2, 9, 21, 5, 3))).toMatch(/^2026-03-09 21:05:03 (UTC|[+-]\d\d:\d\d)$/);
});

test("one is one file", () => {
  const total = { ...noCounts(), seen: 1, added: 1, filesRead: 1, bytesRead: 10, elapsedMs: 100 };
  const library: PassResult = {
    ...total,
    path: "/a",
    folders: null,
    status: "complete",
    reason: null,
    offline: [],
    unsettled: [],
  };
  expect(scanText({ ...total, status: "complete", libraries: [library] }, { isDryRun: false })).toBe(
    "/a: complete, 1 file in 0.1 s\n  1 added; read 1 file, 10 B\n",
  );
});
