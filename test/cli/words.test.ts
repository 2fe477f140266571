import { expect, test } from "vitest";
import { localTime } from "../../src/cli/local-time.ts";
import { scanText } from "../../src/report/scan-result.ts";
import { noCounts } from "../../src/scan/pass.ts";

test("a time is the same in every language", () => {
  expect(localTime(new Date(2026, 2, 9, 21, 5, 3))).toBe("2026-03-09 21:05:03");
});

test("one is one file", () => {
  const counts = { ...noCounts(), seen: 1, added: 1, filesRead: 1, bytesRead: 10 };
  const library = { ...counts, path: "/a", status: "complete", reason: null, elapsedMs: 100 };
  const result = { ...library, libraries: [library] } as unknown as Parameters<typeof scanText>[0];
  expect(scanText(result, { isDryRun: false })).toBe(
    "/a: complete, 1 file in 0.1 s\n  1 added; read 1 file, 10 B\n",
  );
});
