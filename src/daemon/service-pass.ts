import { listLibraries, type Library } from "../catalog/libraries.ts";
import type { WalkedFolder, WalkScope } from "../filesystem/walk.ts";
import type { PassResult, ScanContext, ScanEvents } from "../scan/pass.ts";
import { RunningPass } from "../scan/run-pass.ts";
import type { AnsweringDatabase } from "./database-link.ts";
import type { FollowedFolder } from "./followed-folder.ts";
import { monotonicMs, passSignal, type ServiceParts } from "./service-parts.ts";
import { watchFolders } from "./watch-folders.ts";

/** What a pass is made over: a followed folder, its library as the catalog knows it now, and the rest of the service. */
export interface PassTarget {
  readonly followed: FollowedFolder;
  readonly library: Library;
  readonly database: AnsweringDatabase;
  readonly parts: ServiceParts;
}

/** The followed folder's library, asked for anew: its state and its mounts change with every pass. */
export async function targetOf(
  followed: FollowedFolder,
  database: AnsweringDatabase,
  parts: ServiceParts,
): Promise<PassTarget> {
  const libraries = await listLibraries(database.session);
  const library = libraries.find(({ id }) => id === followed.plan.library.id);
  if (library === undefined) throw new Error(`the catalog has forgotten ${followed.folder}`);
  followed.haveMounts(library.mounts);
  return { followed, library, database, parts };
}

/** A slice of reading: a folder in which something was saved waits no longer than this, and what is in hand. */
const SLICE_MS = 1_000;

/** An ordinary pass in the service's way: what is being written is left out, and every folder that it lists is watched. */
export class ServicePass {
  readonly target: PassTarget;
  readonly #pass: RunningPass;
  readonly #watching: Promise<void>[];

  private constructor(target: PassTarget, pass: RunningPass, watching: Promise<void>[]) {
    this.target = target;
    this.#pass = pass;
    this.#watching = watching;
  }

  /** `scopes`: null is the whole library. */
  static async open(
    target: PassTarget,
    { scopes, events }: { scopes: readonly WalkScope[] | null; events: ScanEvents },
  ): Promise<ServicePass> {
    const { followed, library, parts } = target;
    const { settings } = parts;
    const watching: Promise<void>[] = [];
    const options = {
      command: "watch" as const,
      rules: settings.rules,
      readers: settings.readers,
      scopes,
      verify: false,
      reparse: false,
      acceptMissing: false,
      wait: false,
      sliceMs: SLICE_MS,
      settleMs: settings.settleMs,
      nested: followed.plan.nested,
    };
    const onFolders = (folders: readonly WalkedFolder[]): void =>
      void watching.push(watchNewcomers(followed, folders, parts));
    const context = contextOf(target, { scopes, events: { ...events, onFolders } });
    return new ServicePass(target, await RunningPass.open(library, options, context), watching);
  }

  get isRead(): boolean {
    return this.#pass.isRead;
  }

  /** As RunningPass; what was listed is watched when it comes back. */
  async advance(): Promise<PassResult | null> {
    const result = await this.#pass.advance();
    await Promise.all(this.#watching.splice(0));
    return result;
  }

  async close(): Promise<void> {
    await this.#pass.close();
  }
}

function contextOf(
  { followed, database, parts }: PassTarget,
  { scopes, events }: { scopes: readonly WalkScope[] | null; events: ScanEvents },
): ScanContext {
  const { surroundings, pool, walker, sessions } = parts;
  return {
    address: database.address,
    process: surroundings.process,
    pool,
    walker,
    // The connection of a pass over everything has grown, and goes with it.
    ...(scopes?.every(({ deep }) => !deep) === true ? { sessions } : {}),
    signal: passSignal(parts),
    events: {
      ...events,
      onNote: (line) => surroundings.log.info({ event: "note", folder: followed.folder }, line),
    },
  };
}

/** Folders that came after we watched: the pass listed them before we did, so they are looked at once more. */
async function watchNewcomers(
  followed: FollowedFolder,
  folders: readonly WalkedFolder[],
  parts: ServiceParts,
): Promise<void> {
  const dueAt = monotonicMs() + parts.settings.settleMs;
  for (const folder of await watchFolders(followed, folders)) {
    if (followed.unwatched.has(folder)) continue;
    parts.queue.markDirty(followed.folder, { folder, deep: false, dueAt });
  }
}
