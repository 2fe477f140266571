import { expect, test, type TestContext } from "vitest";
import { clusterBinaries, startCluster } from "../world/cluster.ts";
import { firstHour } from "../world/first-hour.ts";
import { binariesOf } from "../world/server-versions.ts";

/** `npm run bench -- servers` does the same with 20,000 files, on every version from 13 on. */
const FILES = 2_000;

/** What a shared machine may add to any step. A copy took 532 s for 10,000 files, and so some 21 s for these, when it was quadratic. */
const NOISE_SECONDS = 10;

/** The oldest, one between, and the newest. */
test.for([13, 15, 18] as const)(
  "on PostgreSQL %i, where no table was ever analysed, nothing takes longer than four first scans",
  { timeout: 600_000 },
  async (major, context: TestContext) => {
    const binaries = major === 18 ? (clusterBinaries()[0]?.binFolder ?? null) : binariesOf(major);
    if (binaries === null) context.skip(`no PostgreSQL ${major} to be had`);
    const cluster = startCluster(`${major}`, binaries, ["autovacuum=off"]);
    try {
      const steps = await firstHour(cluster.url("postgres"), FILES);
      const first = steps[0]?.seconds ?? 0;
      expect(steps.filter(({ seconds }) => seconds > first * 4 + NOISE_SECONDS)).toEqual([]);
      expect(
        steps.map(({ name, counts }) => [name, counts["added"], counts["moved"], counts["missing"]]),
      ).toEqual([
        ["first scan", FILES, 0, 0],
        ["again", 0, 0, 0],
        ["a copy", FILES, 0, 0],
        ["the copy again", 0, 0, 0],
        ["half renamed", 0, FILES / 2, 0],
        ["a fifth lost", 0, 0, FILES / 5],
        ["relink", undefined, undefined, undefined],
        ["verify", 0, 0, 0],
      ]);
    } finally {
      cluster.stop();
    }
  },
);
