import { expect, test } from "vitest";
import { localTime } from "../../src/report/local-time.ts";
import { scanText } from "../../src/report/scan-result.ts";
import { nothingPassedBy } from "../../src/domain/passed-by.ts";
import { noCounts, type PassResult } from "../../src/scan/pass.ts";

test("a time is the same in every language", () => {
  expect(localTime(new Date(2026, 2, 9, 21, 5, 3))).toMatch(/^2026-03-09 21:05:03 (UTC|[+-]\d\d:\d\d)$/);
});

test("one is one file", () => {
  const counts = { ...noCounts(), seen: 1, added: 1, filesRead: 1, bytesRead: 10 };
  const total = { ...counts, elapsedMs: 100, passedBy: nothingPassedBy() };
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

test("a scan says what is no audio, and what it passed by and why", () => {
  const passedBy = {
    otherKinds: 1_212,
    hidden: 1,
    leftOut: 2,
    links: 3,
    folders: 1,
    endings: { pdf: 1_000, txt: 200, "": 10, nki: 2 },
  };
  const total = { ...noCounts(), seen: 4, unchanged: 4, notAudio: 3, damaged: 1, elapsedMs: 100, passedBy };
  const library: PassResult = {
    ...total,
    path: "/a",
    folders: null,
    status: "complete",
    reason: null,
    offline: [],
    unsettled: [],
  };
  expect(
    scanText({ ...total, status: "complete", libraries: [library] }, { isDryRun: false }).split("\n"),
  ).toEqual([
    "/a: complete, 4 files in 0.1 s",
    "  4 unchanged; nothing read",
    "  3 files are not audio, 1 is damaged: musaic-catalog problems",
    "  passed by: 1,212 files of other kinds (1,000 pdf, 200 txt, 10 without an ending, …), 2 files that the config leaves out, 1 hidden file, 3 links, 1 folder that is hidden or left out",
    "",
  ]);
});
