import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addressOfUrl } from "../../src/catalog/database-address.ts";
import { migrate } from "../../src/catalog/schema.ts";
import { withSession } from "../../src/catalog/session.ts";
import { runCli } from "./run-cli.ts";
import { withFolder } from "./tree.ts";

/** A piece of work, and the seconds that it took. */
export interface Step {
  readonly name: string;
  readonly seconds: number;
  /** The counts of what it says as JSON. */
  readonly counts: Readonly<Record<string, number>>;
}

/** A hundred files a folder, as packs of samples have them. */
const PER_FOLDER = 100;

/**
 * What a user does with a library of so many files in their first hour: scan it, scan it again, copy it, rename half of it, point
 * songs to copies, verify. On a server without autovacuum no table is ever analysed but by us.
 */
export async function firstHour(url: string, files: number): Promise<Step[]> {
  await withSession(addressOfUrl(url), migrate);
  return withFolder(async (root) => {
    const [first, copy] = [join(root, "first"), join(root, "copy")];
    makeFiles(first, files);
    const steps: Step[] = [];
    const step = async (name: string, args: readonly string[]): Promise<void> => {
      const started = performance.now();
      const { code, stdout, stderr } = await runCli([...args, "--json"], { url });
      if (code !== 0) throw new Error(`${name}: ${code} ${stderr}`);
      steps.push({ name, seconds: (performance.now() - started) / 1_000, counts: countsOf(stdout) });
    };
    await step("first scan", ["scan", first]);
    await step("again", ["scan", first]);
    cpSync(first, copy, { recursive: true, preserveTimestamps: true });
    await step("a copy", ["scan", copy]);
    await step("the copy again", ["scan", copy]);
    for (let folder = 0; folder < files / PER_FOLDER; folder += 2)
      renameSync(join(copy, `${folder}`), join(copy, `renamed ${folder}`));
    await step("half renamed", ["scan", copy]);
    await useThenLose(url, first);
    await step("a fifth lost", ["scan", first]);
    await step("relink", ["relink", "--yes"]);
    await step("verify", ["scan", copy, "--verify"]);
    return steps;
  });
}

function makeFiles(folder: string, files: number): void {
  for (let n = 0; n < files; n++) {
    const name = join(folder, `${Math.floor(n / PER_FOLDER)}`);
    if (n % PER_FOLDER === 0) mkdirSync(name, { recursive: true });
    writeFileSync(join(name, `take ${n}.wav`), `take ${n}`);
  }
}

/** Every file is in a song; then a fifth of the folders goes. */
async function useThenLose(url: string, library: string): Promise<void> {
  await withSession(addressOfUrl(url), (session) =>
    session.sql(
      `WITH p AS (INSERT INTO projects (name) VALUES ('Song') RETURNING id),
         t AS (INSERT INTO tracks (project_id, name, type) SELECT id, 'Track', 'AUDIO' FROM p RETURNING id)
       INSERT INTO clips (track_id, asset_id)
       SELECT t.id, a.id FROM t, assets a WHERE starts_with(a.file_path, $1)`,
      [library],
    ),
  );

  for (const name of readdirSync(library))
    if (Number(name) % 5 === 0) rmSync(join(library, name), { recursive: true });
}

function countsOf(stdout: string): Record<string, number> {
  const all = JSON.parse(stdout) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, number] => typeof entry[1] === "number"),
  );
}
