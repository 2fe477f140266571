import { existsSync } from "node:fs";
import { join } from "node:path";
import { addressOfUrl } from "../../src/catalog/database-address.ts";
import { withSession } from "../../src/catalog/session.ts";
import { MAIN } from "../world/run-cli.ts";
import { withBenchServer, type BenchServer } from "./bench-catalog.ts";
import { benchFolder } from "./bench-folder.ts";
import { SIZES } from "./growth.ts";
import {
  atLeast,
  atMost,
  measure,
  medianRatio,
  medianSeconds,
  peakMb,
  told,
  type BenchRow,
  type Run,
} from "./measure.ts";
import { makeShelves, renameShelf } from "./shelves.ts";

/** An even number: the library is as it was afterwards. */
const ROUNDS = 4;
/** The folder of another build of this program, which is measured in turn: `git worktree add`, `npm ci`. */
const OTHER = process.env["MUSAIC_BENCH_OTHER"];

interface Build {
  readonly url: string;
  readonly first: Run;
  readonly unchanged: Run[];
  readonly renamed: Run[];
  readonly filesRead: number[];
  scan(): Promise<Run>;
}

/** Half of the library gets another name, again and again: against the unchanged pass, and against another build. */
export async function renamed(): Promise<BenchRow[]> {
  const [, , size] = SIZES;
  const library = benchFolder(`small-${size}`);
  makeShelves(library, size);
  return withBenchServer(async (server) => {
    const ours = await openBuild(server, library, MAIN);
    const other = OTHER === undefined ? null : await openBuild(server, library, mainOf(OTHER));
    const builds = other === null ? [ours] : [ours, other];
    for (let round = 0; round < ROUNDS; round++) {
      for (const build of builds) build.unchanged.push(await build.scan());
      renameShelf(library);
      for (const build of builds) {
        build.renamed.push(await build.scan());
        build.filesRead.push(await lastRead(build.url));
      }
    }
    return [...rowsOf(size, ours), ...(other === null ? [] : against(ours, other))];
  });
}

function rowsOf(size: number, { first, unchanged, renamed: passes, filesRead }: Build): BenchRow[] {
  const seconds = [first.seconds, medianSeconds(unchanged), medianSeconds(passes)];
  return [
    told(
      `${size.toLocaleString("en-US")} files: first pass, unchanged, half of them renamed`,
      `${seconds.map((one) => one.toFixed(2)).join(", ")} s; ${Math.round(peakMb(passes))} MB`,
    ),
    atMost("files read for the rename", Math.max(...filesRead), { of: 0, unit: "files" }),
    atMost("half of them renamed, against unchanged", medianRatio(passes, unchanged), {
      of: 2,
      unit: "× its time",
    }),
  ];
}

function against(ours: Build, other: Build): BenchRow[] {
  const ratio = (of: "unchanged" | "renamed"): number => medianRatio(other[of], ours[of]);
  return [
    told(
      "the other build: first pass, unchanged, half of them renamed",
      `${other.first.seconds.toFixed(2)}, ${medianSeconds(other.unchanged).toFixed(2)}, ${medianSeconds(other.renamed).toFixed(2)} s`,
    ),
    atLeast("half of them renamed, the other build against ours", ratio("renamed"), {
      of: 6,
      unit: "× our time",
    }),
    told("unchanged, the other build against ours", `${ratio("unchanged").toFixed(2)} × our time`),
  ];
}

async function openBuild(server: BenchServer, library: string, main: string): Promise<Build> {
  const url = await server.newDatabase();
  const env = { MUSAIC_DB_CONNECTION_STRING: url };
  const run = (args: readonly string[]): Promise<Run> =>
    measure({ program: process.execPath, args: [main, ...args], env });
  await run(["db", "migrate"]);
  const scan = (): Promise<Run> => run(["scan", library, "--quiet"]);
  return { url, first: await scan(), unchanged: [], renamed: [], filesRead: [], scan };
}

/** Builds of commit dea300e and before have no start.cjs. */
function mainOf(folder: string): string {
  const start = join(folder, "dist/start.cjs");
  return existsSync(start) ? start : join(folder, "dist/main.js");
}

async function lastRead(url: string): Promise<number> {
  const [pass] = await withSession(addressOfUrl(url), (session) =>
    session.sql<{ files: number }>(
      "SELECT (counts ->> 'filesRead')::int AS files FROM passes ORDER BY id DESC LIMIT 1",
    ),
  );
  return pass?.files ?? Number.NaN;
}
