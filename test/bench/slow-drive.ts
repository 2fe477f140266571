import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { clusterBinaries, startCluster } from "../world/cluster.ts";
import { runCli } from "../world/run-cli.ts";
import { withSlowDrive } from "../world/slow-drive.ts";

/**
 * How long passes over a drive with 20 ms a look take: `tsx test/bench/slow-drive.ts [files]`, as root, after a build. Says what
 * its looks alone would take, sixteen at once.
 */

const LOOK_MS = 20;
const FILES_A_FOLDER = 100;
const AT_ONCE = 16;
/** Of 10,000 files 1,600 go. */
const GONE = 0.16;

function skip(reason?: unknown): never {
  throw new Error(String(reason));
}

async function main(count: number): Promise<void> {
  const cluster = startCluster("bench", clusterBinaries()[0]?.binFolder ?? "");
  const folders = Math.ceil(count / FILES_A_FOLDER);
  const files = Object.fromEntries(
    Array.from({ length: folders * FILES_A_FOLDER }, (_, n) => [
      `pack ${n % folders}/${n}.wav`,
      `take ${n + 100_000}`,
    ]),
  );
  try {
    await withSlowDrive({ skip }, { files, lookMs: LOOK_MS }, async ({ place, behind, mostAtOnce }) => {
      const scan = async (what: string): Promise<void> => {
        const since = performance.now();
        const { code, stdout } = await runCli(["scan", place, "--json"], { url: cluster.url("postgres") });
        const { status, seen, added, unchanged, missing } = JSON.parse(stdout) as Record<string, unknown>;
        const seconds = ((performance.now() - since) / 1_000).toFixed(1);
        process.stdout.write(
          `${what}: ${seconds} s (exit code ${code}, ${JSON.stringify({ status, seen, added, unchanged, missing })})\n`,
        );
      };
      const looks = ((folders * FILES_A_FOLDER * LOOK_MS) / AT_ONCE / 1_000).toFixed(1);
      process.stdout.write(
        `${folders * FILES_A_FOLDER} files, ${LOOK_MS} ms a look; one look at each, ${AT_ONCE} at once: ${looks} s\n`,
      );
      await scan("first pass");
      await scan("unchanged pass");
      const gone = readdirSync(behind).slice(0, Math.ceil(folders * GONE));
      for (const folder of gone) rmSync(join(behind, folder), { recursive: true });
      await scan(`${gone.length * FILES_A_FOLDER} files gone`);
      process.stdout.write(`looks that ever waited at one time: ${mostAtOnce()}\n`);
    });
  } finally {
    cluster.stop();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(Number(process.argv[2] ?? 10_000));
