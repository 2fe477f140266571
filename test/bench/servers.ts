import { clusterBinaries, startCluster } from "../world/cluster.ts";
import { firstHour, type Step } from "../world/first-hour.ts";
import { binariesOf, VERSIONS } from "../world/server-versions.ts";
import { told, type BenchRow } from "./measure.ts";

/** As the issue has it; fewer for a try. */
const FILES = Number(process.env["MUSAIC_BENCH_FILES"] ?? 20_000);

/** The same work on every version of PostgreSQL that is served, none of which ever analyses a table by itself. */
export async function servers(): Promise<BenchRow[]> {
  const newest = await hourOn(clusterBinaries()[0]?.binFolder ?? "");
  const rows = [told(`PostgreSQL 18, ${FILES} files`, shown(newest, newest))];
  for (const major of [17, 16, 15, 14, 13] as const satisfies readonly (keyof typeof VERSIONS)[]) {
    const binaries = binariesOf(major);
    if (binaries !== null)
      rows.push(told(`PostgreSQL ${major}, ${FILES} files`, shown(await hourOn(binaries), newest)));
  }
  return rows;
}

async function hourOn(binaries: string): Promise<Step[]> {
  const cluster = startCluster("bench", binaries, ["autovacuum=off"]);
  try {
    return await firstHour(cluster.url("postgres"), FILES);
  } finally {
    cluster.stop();
  }
}

/** Seconds of each step, and the worst of them held against the same step on the newest version. */
function shown(steps: readonly Step[], newest: readonly Step[]): string {
  const seconds = steps.map((step) => `${step.name} ${step.seconds.toFixed(2)}`).join(", ");
  const ratios = steps.map((step, index) => step.seconds / (newest[index]?.seconds ?? step.seconds));
  return `${seconds} s; at worst ${Math.max(...ratios).toFixed(2)} × that of 18`;
}
