import { isDatabaseFault } from "../catalog/database-error.ts";
import { prunePasses } from "../catalog/running-passes.ts";
import type { Elsewhere, PassResult } from "../scan/pass.ts";
import { isAbort } from "../scan/run-pass.ts";
import { APART_MS } from "../scan/decide/decide.ts";
import { afterFolders, afterWhole } from "./after-pass.ts";
import type { AnsweringDatabase } from "./database-link.ts";
import { findScopes } from "./find-scopes.ts";
import type { FollowedFolder } from "./followed-folder.ts";
import type { FoldersJob, Job, WholeJob } from "./pass-queue.ts";
import { ServicePass, targetOf } from "./service-pass.ts";
import { monotonicMs, type ServiceParts } from "./service-parts.ts";
import { watchAnew, watchBelow } from "./watch-folders.ts";

/** So many folders at once are a quarter of a large library: looking at all of it is quicker than asking folder by folder. */
const MANY_FOLDERS = 3_000;
/** Another pass decides over the library, which takes seconds: asked again this often. */
const BUSY_MS = 500;
/** The decision over everything waits for folders that are dirty, but no longer than for so many settle times: some always are. */
const PATIENCE = 3;

/** Does the queue's jobs, and says to the queue what is left to do. Keeps the pass over everything that has begun. */
export class PassRunner {
  readonly #parts: ServiceParts;
  #begun: { readonly pass: ServicePass; readAt: number | null } | null = null;

  constructor(parts: ServiceParts) {
    this.#parts = parts;
  }

  /** Never throws: what failed is tried again later. */
  async run(job: Job): Promise<void> {
    const { queue, link, followed } = this.#parts;
    try {
      const folder = followed.get(job.root);
      const { database } = link;
      if (folder === undefined || database === null) {
        if (job.kind === "whole") await this.#leave();
        queue.giveBack(job, monotonicMs());
      } else if (job.kind === "folders") await this.#runFolders(job, folder, database);
      else await this.#runWhole(job, folder, database);
    } finally {
      queue.ended();
    }
  }

  async close(): Promise<void> {
    await this.#leave();
  }

  /** From its beginning to its end: it is short, or nothing else is to be done first. */
  async #runFolders(job: FoldersJob, followed: FollowedFolder, database: AnsweringDatabase): Promise<void> {
    let asked = job;
    try {
      const target = await targetOf(followed, database, this.#parts);
      // What is new below the dirty folders is watched now, and so is news only once: a second try must ask for it by name.
      asked = await this.#inFull(job, followed, database);
      if (asked.folders.length > 0) {
        await watchBelow(followed, asked.folders, this.#parts);
        const pass = await ServicePass.open(target, {
          scopes: asked.folders,
          events: this.#elsewhere(asked),
        });
        const result = await toItsEnd(pass);
        afterFolders(asked, result, { followed, parts: this.#parts });
      }
      this.#worked(followed);
    } catch (error) {
      this.#failed(asked, followed, error);
    }
  }

  /** One step: it begins, or reads a slice, or decides. */
  async #runWhole(job: WholeJob, followed: FollowedFolder, database: AnsweringDatabase): Promise<void> {
    try {
      this.#begun ??= { pass: await this.#begin(job, followed, database), readAt: null };
      const begun = this.#begun;
      const result = await begun.pass.advance();
      if (result === null) return this.#parts.queue.goOn(job, this.#nextStepAt(begun, followed));
      if (result.status === "busy") return this.#parts.queue.goOn(job, monotonicMs() + BUSY_MS);
      await this.#leave();
      afterWhole(job, result, { followed, parts: this.#parts });
      await prunePasses(database.session);
      this.#worked(followed);
    } catch (error) {
      await this.#leave();
      this.#failed(job, followed, error);
    }
  }

  /** Watches all there is, before all of it is looked at. */
  async #begin(job: WholeJob, followed: FollowedFolder, database: AnsweringDatabase): Promise<ServicePass> {
    const target = await targetOf(followed, database, this.#parts);
    if (job.reason === "root-changed" || job.reason === "watcher-error")
      await watchAnew(followed, this.#parts);
    await watchBelow(followed, [{ folder: followed.folder, deep: true }], this.#parts);
    return ServicePass.open(target, {
      scopes: followed.plan.scopes,
      events: this.#elsewhere({ root: job.root, isTogether: false }),
    });
  }

  /** Folders of its own that are dirty go before the decision: what is found then, nobody else would have found. */
  #nextStepAt(
    begun: { readonly pass: ServicePass; readAt: number | null },
    { folder }: FollowedFolder,
  ): number {
    const now = monotonicMs();
    if (!begun.pass.isRead) return now;
    begun.readAt ??= now;
    const { queue, settings } = this.#parts;
    const latest = begun.readAt + PATIENCE * settings.settleMs;
    const dirty = queue.dirtyOf(folder).filter(({ dueAt }) => dueAt <= latest);
    return Math.max(now, ...dirty.map(({ dueAt }) => dueAt));
  }

  /** What of a pass's files may have gone to folders that wait, and what happens to those that may. */
  #elsewhere({ root, isTogether }: Pick<FoldersJob, "root" | "isTogether">): {
    mayBeElsewhere(): Elsewhere;
    onDeferred(folders: readonly string[]): void;
  } {
    const { queue, settings } = this.#parts;
    const horizon = (): number => monotonicMs() + settings.settleMs;
    return {
      mayBeElsewhere: () => {
        if (isTogether) return "nothing";
        if (queue.hasFoldersUntil(monotonicMs() + APART_MS, root)) return "anything";
        return queue.hasFoldersUntil(horizon()) ? "latest" : "nothing";
      },
      onDeferred: (folders) => queue.wantTogether(root, folders, { now: monotonicMs(), horizon: horizon() }),
    };
  }

  /** The job with all that a pass over these folders has to walk; nothing when there are so many that everything is looked at. */
  async #inFull(job: FoldersJob, followed: FollowedFolder, database: AnsweringDatabase): Promise<FoldersJob> {
    if (job.folders.length > MANY_FOLDERS) {
      this.#parts.queue.wantWhole(followed.folder, "many-folders", monotonicMs());
      return { ...job, folders: [] };
    }
    const where = { followed, parts: this.#parts, session: database.session };
    const scopes = await findScopes(job.folders, where);
    return { ...job, folders: scopes.map((scope) => ({ ...scope, dueAt: monotonicMs() })) };
  }

  async #leave(): Promise<void> {
    const begun = this.#begun;
    this.#begun = null;
    await begun?.pass.close();
  }

  #worked(followed: FollowedFolder): void {
    this.#parts.link.works();
    followed.succeeded();
    this.#parts.faults.over(`failing ${followed.folder}`, `passes over ${followed.folder} succeed again`);
  }

  #failed(job: Job, followed: FollowedFolder, error: unknown): void {
    const { queue, link, faults } = this.#parts;
    if (isAbort(error)) return queue.giveBack(job, monotonicMs());
    if (isDatabaseFault(error)) {
      queue.giveBack(job, monotonicMs());
      return link.lost(error, { byPass: true });
    }
    queue.giveBack(job, monotonicMs() + followed.failed());
    const said = error instanceof Error ? error.message : String(error);
    faults.happened(`failing ${job.root}`, `a pass over ${job.root} failed: ${said}`, { err: error });
  }
}

async function toItsEnd(pass: ServicePass): Promise<PassResult> {
  try {
    for (;;) {
      const result = await pass.advance();
      if (result !== null) return result;
    }
  } finally {
    await pass.close();
  }
}
