import { CatalogError, type ErrorCode } from "../domain/catalog-error.ts";
import { isBelow } from "../domain/path-rules.ts";
import { followConfig } from "../catalog/libraries.ts";
import { withSession, type Session } from "../catalog/session.ts";
import { asListed } from "../filesystem/listed-path.ts";
import { fileSystemTypeOf } from "../filesystem/file-system-type.ts";
import { planPasses, type PlannedPass } from "../scan/plan/plan-passes.ts";
import type { AnsweringDatabase } from "./database-link.ts";
import { FollowedFolder } from "./followed-folder.ts";
import { monotonicMs, type ServiceParts } from "./service-parts.ts";
import { openWatcher } from "./watch-folders.ts";

/** Failures that concern one folder: the others are followed all the same. */
const OF_ONE_FOLDER: ReadonlySet<ErrorCode> = new Set([
  "folder-not-found",
  "folder-not-a-folder",
  "folder-of-the-system",
  "library-of-another-machine",
]);

/**
 * Makes what is followed what the settings say: folders that are no longer named are let go, and a library that the config
 * no longer names is unfollowed; new ones are followed, each with a pass over all of it first.
 */
export async function followFolders(parts: ServiceParts, database: AnsweringDatabase): Promise<void> {
  await withSession(database.address, async (session) => {
    const planned = await planAll(parts, session);
    const wanted = new Set(planned.map(folderOf));
    for (const one of parts.followed.values()) {
      const isPlanned = wanted.has(one.folder) || parts.unfollowed.has(one.folder);
      if (!isPlanned) await letGo(one, parts);
    }
    for (const plan of planned) await follow(plan, parts);
    await unfollow(parts, session);
  });
}

async function planAll(parts: ServiceParts, session: Session): Promise<PlannedPass[]> {
  const planned: PlannedPass[] = [];
  parts.unfollowed.clear();
  for (const folder of parts.settings.folders) {
    try {
      for (const plan of await planOne(folder, parts, session)) {
        if (plan.offline !== null) refuse(folder, plan.offline, parts);
        else if (!planned.some((one) => covers(one, plan))) planned.push(plan);
      }
      if (!parts.unfollowed.has(folder)) {
        parts.faults.over(`refused ${folder}`, `${folder} can be followed now`);
      }
    } catch (error) {
      if (!(error instanceof CatalogError) || !OF_ONE_FOLDER.has(error.code)) throw error;
      refuse(folder, error.message, parts);
    }
  }
  return planned;
}

async function planOne(folder: string, parts: ServiceParts, session: Session): Promise<PlannedPass[]> {
  const { surroundings, pool } = parts;
  const request = { folders: [folder], dryRun: false, adopt: false, movedFrom: null };
  return planPasses(session, request, {
    address: session.address,
    process: surroundings.process,
    pool,
    signal: surroundings.signal,
    events: { onNote: (line) => surroundings.log.info({ event: "note", folder }, line) },
  });
}

function refuse(folder: string, reason: string, { unfollowed, faults }: ServiceParts): void {
  unfollowed.set(folder, reason);
  faults.happened(`refused ${folder}`, `${folder} is not followed: ${reason}`);
}

function folderOf({ scopes, library }: PlannedPass): string {
  return scopes?.[0]?.folder ?? library.path;
}

function covers(one: PlannedPass, other: PlannedPass): boolean {
  const [folder, inner] = [folderOf(one), folderOf(other)];
  return one.library.id === other.library.id && (folder === inner || isBelow(inner, folder));
}

async function follow(plan: PlannedPass, parts: ServiceParts): Promise<void> {
  const { followed, queue, settings, surroundings, probe } = parts;
  const folder = folderOf(plan);
  if (followed.has(folder)) return;
  // Systems make the folder first and mount the drive on it a moment later, when the first pass may be over.
  await probe.remember(folder);
  const fileSystem = await fileSystemTypeOf(folder);
  const one = new FollowedFolder(plan, { isConfigured: settings.areConfigured, fileSystem });
  followed.set(folder, one);
  queue.add(folder);
  openWatcher(one, parts);
  queue.wantWhole(folder, "start", monotonicMs());
  const how = {
    polled: `polled, as it is on a network (${fileSystem.type})`,
    "watched-and-polled": `watched and polled, as ${fileSystem.type} does not tell of every change`,
    "partly-polled": "watched in part",
    watched: "watched",
  }[one.mode];
  surroundings.log.info({ event: "follows", folder, mode: one.mode }, `${folder} is ${how}`);
}

async function letGo(
  { folder, watcher }: FollowedFolder,
  { followed, queue, surroundings }: ServiceParts,
): Promise<void> {
  followed.delete(folder);
  queue.remove(folder);
  await watcher?.close();
  surroundings.log.info({ event: "lets-go", folder }, `${folder} is no longer followed`);
}

/** A library that the config no longer names: its files are kept, out of the reports, until it is followed again. */
async function unfollow({ settings, surroundings }: ServiceParts, session: Session): Promise<void> {
  if (!settings.areConfigured) return;
  const listed = await Promise.all(settings.folders.map((folder) => asListed(folder)));
  const named = [...settings.folders, ...listed];
  for (const { path, files } of await followConfig(session, surroundings.process.machineId, named)) {
    const facts = { event: "unfollowed", folder: path, files: Number(files) };
    surroundings.log.info(
      facts,
      `${path} is no longer in the config: its ${files} files are kept, and left out of the reports`,
    );
  }
}
