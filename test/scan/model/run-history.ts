import { deepEqual, rejects } from "node:assert/strict";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { CatalogModel, libraryOf } from "./catalog-model.ts";
import { keepsMarks, LIBRARIES, lookAtDisk } from "./disk.ts";
import type { ModelRow } from "./identity-rules.ts";
import { readRows, rowVersions, wipe, type RealRow } from "./real-catalog.ts";
import { scanAsTold, type Stage } from "./scan-as-told.ts";
import type { History, PassStep } from "./steps.ts";
import { takeStep, write } from "./take-step.ts";

const WHOLE: PassStep = {
  over: LIBRARIES,
  acceptMissing: false,
  verify: false,
  killAt: 0,
  kill: "abort",
  again: false,
};

/** Plays a history on disk, in the catalog and in the model, and compares after each pass. Throws with the story told. */
export async function runHistory(history: History, stage: Stage): Promise<void> {
  const story: string[] = [];
  try {
    await play(history, new Play(stage, story));
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new Error(`${story.join("\n")}\n\n${what}`, { cause: error });
  }
}

async function play({ tree, rounds }: History, on: Play): Promise<void> {
  await on.start(tree);
  await on.pass(WHOLE);
  for (const { steps, pass } of rounds) {
    for (const step of steps) on.tell(takeStep(on.stage.world, step));
    await on.pass(pass);
  }
}

class Play {
  readonly stage: Stage;
  readonly #story: string[];
  readonly #model: CatalogModel;
  /** The model's id of each id of the catalog. */
  readonly #ids = new Map<string, string>();

  constructor(stage: Stage, story: string[]) {
    this.stage = stage;
    this.#story = story;
    this.#model = new CatalogModel({ knowsFiles: keepsMarks(stage.world) });
  }

  tell(line: string): void {
    if (line !== "nothing") this.#story.push(line);
  }

  async start(tree: History["tree"]): Promise<void> {
    const { world, session } = this.stage;
    await wipe(session);
    for (const name of [...LIBRARIES, "shelf", ...LIBRARIES.map((library) => `away-${library}`)])
      rmSync(join(world, name), { recursive: true, force: true });
    for (const name of [...LIBRARIES, "shelf"]) mkdirSync(join(world, name));
    for (const file of tree) {
      write(join(world, file.place), file);
      this.tell(`write take ${file.take} to ${file.place}, time ${file.time}`);
    }
  }

  async pass(pass: PassStep): Promise<void> {
    const flags = [pass.acceptMissing ? " --accept-missing" : "", pass.verify ? " --verify" : ""].join("");
    const end = pass.killAt === 0 ? "" : `, ${pass.kill} at event ${pass.killAt}`;
    this.tell(`scan ${pass.over.join(" ")}${flags}${end}`);
    const before = await readRows(this.stage);
    if (this.#isMistyped(pass, before)) return this.#expectRefused(pass, before);
    const result = await scanAsTold(this.stage, pass);
    if (result === null || result.libraries.some(({ status }) => status === "interrupted")) {
      this.#expectNothingLost(before, await readRows(this.stage));
      return this.#restart(before, pass);
    }
    const disk = lookAtDisk(this.stage.world);
    // Aborted at its very end, a pass is complete, and the next one is not begun.
    const statuses = pass.over
      .slice(0, result.libraries.length)
      .map((folder) => this.#model.pass(disk, { ...pass, folder, library: libraryOf(`${folder}/`) }));
    deepEqual(
      result.libraries.map(({ status }) => status),
      statuses,
    );
    await this.#expectEqual();
    if (pass.again) await this.#expectNoChange(pass);
  }

  /** A folder inside a library that isn't there, and below which the catalog knows nothing. */
  #isMistyped({ over }: PassStep, rows: readonly RealRow[]): boolean {
    return over.some(
      (folder) =>
        folder.includes("/") &&
        !existsSync(join(this.stage.world, folder)) &&
        !rows.some(({ path }) => path?.startsWith(`${folder}/`) === true),
    );
  }

  async #expectRefused(pass: PassStep, before: readonly RealRow[]): Promise<void> {
    await rejects(scanAsTold(this.stage, pass), { code: "folder-not-found" });
    deepEqual(await readRows(this.stage), before);
  }

  /** Paths, contents, states, and ids by a bijection that holds through the whole history. */
  async #expectEqual(): Promise<void> {
    const rows = await readRows(this.stage);
    const known = new Set(this.#ids.values());
    for (const { id, path } of rows) {
      const newcomer = this.#model.rows.find(
        (row) => row.path === path && path !== null && !known.has(row.id),
      );
      if (!this.#ids.has(id) && newcomer !== undefined) this.#ids.set(id, newcomer.id);
    }
    const inModelsIds = rows.map((row) => ({
      ...row,
      id: this.#ids.get(row.id) ?? `unknown to the model (${row.id})`,
    }));
    deepEqual(told(inModelsIds), told(this.#model.rows));
  }

  async #expectNoChange(pass: PassStep): Promise<void> {
    this.tell("and again");
    const before = await rowVersions(this.stage.session);
    const result = await scanAsTold(this.stage, { ...pass, verify: false, killAt: 0 });
    deepEqual(result?.filesRead, 0);
    deepEqual(await rowVersions(this.stage.session), before);
  }

  /** What a killed pass may leave behind: every id where it was, and new rows for files that are there. */
  #expectNothingLost(before: readonly RealRow[], after: readonly RealRow[]): void {
    const { files } = lookAtDisk(this.stage.world);
    for (const row of before) {
      const now = after.find(({ id }) => id === row.id);
      const isBack = row.state === "missing" && row.path !== null && files.has(row.path);
      deepEqual(
        { ...now, file: row.file, version: row.version },
        {
          ...row,
          state: isBack ? now?.state : row.state,
        },
      );
    }
    const known = new Set(before.map(({ id }) => id));
    for (const row of after.filter(({ id }) => !known.has(id)))
      deepEqual(files.get(row.path ?? "")?.content, row.content);
  }

  async #restart(before: readonly RealRow[], { over }: PassStep): Promise<void> {
    const rows = await readRows(this.stage);
    for (const { id } of rows) if (!this.#ids.has(id)) this.#ids.set(id, id);
    const versions = new Map(before.map(({ id, version }) => [id, version]));
    const inModelsIds = rows.map((row) => ({ ...row, id: this.#ids.get(row.id) ?? row.id }));
    const written = inModelsIds.filter((row, index) => versions.get(rows[index]?.id ?? "") !== row.version);
    const { roots } = lookAtDisk(this.stage.world);
    const seen = new Map(
      [...roots].filter(([library]) => over.some((folder) => libraryOf(`${folder}/`) === library)),
    );
    this.#model.restart(inModelsIds, new Set(written.map(({ id }) => id)), { roots: seen });
  }
}

function told(rows: readonly ModelRow[]): string[] {
  return rows
    .map(
      ({ id, path, lastPath, content, state }) =>
        `${path ?? `(${lastPath})`} ${content.slice(0, 6)} ${state} ${id}`,
    )
    .sort();
}
