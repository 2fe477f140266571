// 100 scans in a row, each of a changed library, killed with SIGKILL at random moments (or as many as the argument says):
//   npm run -s build && npx tsx test/bench/killed-scans.ts [count] [seed]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addressOfUrl } from "../../src/catalog/database-address.ts";
import { withSession } from "../../src/catalog/session.ts";
import { killScans, type Target } from "../cli/killed-scans.ts";
import { clusterBinaries, startCluster } from "../world/cluster.ts";

const [count = 100, seed = Date.now()] = process.argv.slice(2).map(Number);
const [binaries] = clusterBinaries();
if (binaries === undefined) throw new Error("no PostgreSQL: npm ci installs the embedded one");
const cluster = startCluster("killed-scans", binaries.binFolder);
const library = mkdtempSync(join(tmpdir(), "musaic-killed-"));
const target = (name: string): Target => ({
  url: cluster.url(name),
  address: addressOfUrl(cluster.url(name)),
});
try {
  await withSession(target("postgres").address, (session) => session.sql("CREATE DATABASE clean"));
  const result = await killScans(count, {
    library,
    target: target("postgres"),
    clean: target("clean"),
    seed,
  });
  console.log(JSON.stringify({ count, seed, ...result }, null, 2));
  process.exitCode = result.lost.length + result.differences.length === 0 ? 0 : 1;
} finally {
  cluster.stop();
  rmSync(library, { recursive: true, force: true });
}
