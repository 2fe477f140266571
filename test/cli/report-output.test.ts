import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { formatOf, limitOf } from "../../src/cli/report-flags.ts";
import { wav } from "../world/audio/wav.ts";
import { withDatabase } from "../world/database.ts";
import { runCli } from "../world/run-cli.ts";
import { makeTree, withFolder } from "../world/tree.ts";

const FORMATS = ["table", "json", "ndjson", "csv"] as const;

test.each([
  [{ output: "a.json" }, "json"],
  [{ output: "A.CSV" }, "csv"],
  [{ output: "a.ndjson" }, "ndjson"],
  [{ output: "a.jsonl" }, "ndjson"],
  [{ output: "report.txt" }, "table"],
  [{ output: "report" }, "table"],
  [{}, "table"],
  [{ output: "a.json", format: "csv" }, "csv"],
  [{ output: "a.csv", json: true }, "json"],
] as const)("%o is written as %s", (flags, format) => {
  expect(formatOf(flags, FORMATS)).toBe(format);
});

test("an ending of a format that the report has not is refused, not written as another", () => {
  expect(() => formatOf({ output: "a.m3u8" }, FORMATS)).toThrow(
    "--output a.m3u8: this report can't be written as m3u8: table, json, ndjson, csv",
  );
});

test("a table on a screen is short, all else is whole unless a limit says otherwise", () => {
  expect([
    limitOf({}, "table", 20),
    limitOf({ output: "a.txt" }, "table", 20),
    limitOf({}, "json", 20),
    limitOf({ limit: 5 }, "json", 20),
    limitOf({ limit: Number.POSITIVE_INFINITY }, "table", 20),
  ]).toEqual([{ limit: 20 }, {}, {}, { limit: 5 }, {}]);
});

/** What each report is asked, and the list in its JSON. */
const REPORTS: readonly (readonly [list: string, ...args: string[]])[] = [
  ["groups", "duplicates"],
  ["assets", "find", "take"],
  ["files", "check", "new"],
  ["problems", "problems"],
  ["samples", "uses"],
  ["assets", "missing"],
];

test("every report takes --output, --format and --limit, and they mean the same", async () => {
  await withDatabase(async ({ url }) =>
    withFolder(async (folder) => {
      const samples = join(folder, "samples");
      makeTree(samples, {
        "a/take 1.wav": wav({ seconds: 1 }),
        "b/take 1.wav": wav({ seconds: 1 }),
        "a/take 2.wav": wav({ seconds: 2 }),
        "b/take 2.wav": wav({ seconds: 2 }),
        "take 3.wav": "no audio",
        "take 4.wav": "none either",
        "kit.sfz": "<region> sample=a/take 1.wav\n<region> sample=a/take 2.wav",
      });
      makeTree(join(folder, "new"), { "one.wav": wav({ seconds: 1 }), "two.wav": wav({ seconds: 3 }) });
      await runCli(["scan", samples, "--quiet"], { url });
      for (const [list, ...args] of REPORTS) {
        const said = await runCli([...args, "--output", "whole.json"], { url, cwd: folder });
        expect(said).toMatchObject({ code: 0, stdout: "" });
        expect(said.stderr).toContain(`the report (json) is in ${join(folder, "whole.json")}`);
        const whole = JSON.parse(readFileSync(join(folder, "whole.json"), "utf8"));
        const limited = await runCli([...args, "--json", "--limit", "1"], { url, cwd: folder });
        const first = JSON.parse(limited.stdout);
        expect([args[0], first[list], first.totals]).toEqual([
          args[0],
          whole[list].slice(0, 1),
          whole.totals,
        ]);
      }
      await runCli(["status", "--output", "status.csv"], { url, cwd: folder });
      expect(readFileSync(join(folder, "status.csv"), "utf8")).toMatch(/^path,state,/);
      const table = await runCli(["problems", "--limit", "1"], { url });
      expect(table.stdout).toMatch(/\n1 of 2 are shown: --limit all shows all\n$/);
    }),
  );
});
