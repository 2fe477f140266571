import type { Claim } from "../catalog/claims.ts";
import type { Library } from "../catalog/libraries.ts";
import type { WalkScope } from "../filesystem/walk.ts";
import type { PassResult, ScanContext, ScanEvents } from "../scan/pass.ts";
import { runPass } from "../scan/run-pass.ts";
import type { OpenDatabase } from "./database-link.ts";
import type { Ground } from "./ground.ts";
import { monotonicMs, passSignal, type ServiceParts } from "./service-parts.ts";
import { watchFolders } from "./watch-ground.ts";

/** Where a pass happens: its ground, as the catalog knows it now, and the rest of the service. */
export interface PassPlace {
  readonly ground: Ground;
  readonly library: Library;
  readonly database: OpenDatabase;
  readonly parts: ServiceParts;
}

export interface PassRequest {
  /** Null: the whole library. */
  readonly scopes: readonly WalkScope[] | null;
  readonly events?: ScanEvents;
  readonly within?: Claim | undefined;
}

/** An ordinary pass in the service's way: what is being written is left out, and every folder that it lists is watched. */
export async function onePass(
  { ground, library, database, parts }: PassPlace,
  { scopes, events = {}, within }: PassRequest,
): Promise<PassResult> {
  const { settings, around, pool, walker, sessions } = parts;
  const watching: Promise<void>[] = [];
  const context: ScanContext = {
    address: database.address,
    process: around.process,
    pool,
    walker,
    // The connection of a pass over everything has grown, and goes with it.
    ...(scopes?.every(({ deep }) => !deep) === true ? { sessions } : {}),
    signal: passSignal(parts),
    events: {
      ...events,
      onNote: (line) => around.log.info({ event: "note", folder: ground.folder }, line),
      onFolders: (folders) => watching.push(watchNewcomers(ground, folders, parts)),
    },
  };
  const options = {
    command: "watch" as const,
    rules: settings.rules,
    readers: settings.readers,
    scopes,
    verify: false,
    reparse: false,
    acceptMissing: false,
    wait: false,
    settleMs: settings.settleMs,
    nested: ground.plan.nested,
    ...(within === undefined ? {} : { within }),
  };
  const result = await runPass(library, options, context);
  await Promise.all(watching);
  return result;
}

/** Folders that came after we watched: the pass listed them before we did, so they are looked at once more. */
async function watchNewcomers(
  ground: Ground,
  folders: Parameters<typeof watchFolders>[1],
  parts: ServiceParts,
): Promise<void> {
  const dueAt = monotonicMs() + parts.settings.settleMs;
  for (const folder of await watchFolders(ground, folders)) {
    if (ground.refused.has(folder)) continue;
    parts.queue.markDirty(ground.folder, { folder, deep: false, dueAt });
  }
}
