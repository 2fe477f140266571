import { execFile } from "node:child_process";
import { rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { withDatabase } from "../world/database.ts";
import { RULES, scan } from "../world/scan.ts";
import { listTree, makeTree, withFolder } from "../world/tree.ts";

const ERRNOS = ["ENOENT", "EACCES", "EIO", "ESTALE"];

interface Outcome {
  readonly errno: number;
  readonly onwards: number;
  /** How many questions a pass asks of this tree: each of them failed once. */
  readonly asked: number;
  readonly lost: readonly number[];
  readonly statuses: Readonly<Record<string, number>>;
  readonly after: string;
  readonly recovered: boolean;
}

test(
  "whichever readdir, stat, open or read of a pass fails, no row goes missing that is there",
  { timeout: 600_000 },
  async () => {
    await withDatabase((database) =>
      withFolder(async (library) => {
        makeTree(library, {
          "a.wav": "a",
          "b.wav": "b",
          "Kicks/c.wav": "c",
          "Kicks/Deep/d.wav": "d",
          "gone.wav": "gone",
        });
        for (const name of listTree(library)) utimesSync(join(library, name), 1_000_000, 1_000_000);
        await scan(database, library);
        rmSync(join(library, "gone.wav"));
        const outcomes = await scanWithFaults(database.url, library);
        for (const { errno, onwards, asked, statuses } of outcomes)
          console.log(
            `${ERRNOS[errno]}${onwards ? " from then on" : ""}, ${asked} times:`,
            JSON.stringify(statuses),
          );
        expect(outcomes.map(({ lost, recovered, after }) => ({ lost, recovered, after }))).toEqual(
          outcomes.map(() => ({ lost: [], recovered: true, after: "complete" })),
        );
        expect(outcomes).toHaveLength(6);
        // Walk, reads and three looks at the library's health: fewer would mean that the faults don't reach the threads.
        expect(Math.min(...outcomes.map(({ asked }) => asked))).toBeGreaterThan(35);
      }),
    );
  },
);

/** In a process of its own, whose threads all have the failing `fs`. */
async function scanWithFaults(url: string, library: string): Promise<Outcome[]> {
  const preload = join(import.meta.dirname, "../world/failing-fs.cjs");
  const script = join(import.meta.dirname, "scan-with-faults.mjs");
  const args = ["--require", preload, script, url, library, join(library, "gone.wav"), JSON.stringify(RULES)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return stdout
    .trim()
    .split("\n")
    .map((line): Outcome => JSON.parse(line));
}
