import { isBelow, rangeBelow } from "../domain/path-rules.ts";
import { type Row, type Session } from "./session.ts";

export type LibraryState = "online" | "offline" | "held";

export interface Library {
  readonly id: bigint;
  readonly path: string;
  readonly realPath: string;
  readonly machineId: string;
  readonly machineName: string;
  readonly device: bigint | null;
  readonly inode: bigint | null;
  readonly birthNs: bigint | null;
  readonly isMountPoint: boolean;
  readonly state: LibraryState;
  /** Drives that were mounted inside it when they were last seen. */
  readonly mounts: readonly string[];
  /** False: no whole pass has come to its end yet, so most files are still to be read. */
  readonly wasPassed: boolean;
}

/** All libraries, by path. */
export async function listLibraries(session: Session): Promise<Library[]> {
  return session.sql<Library & Row>(
    `SELECT id, path, real_path AS "realPath", machine_id AS "machineId", machine_name AS "machineName", device, inode,
        birth_ns AS "birthNs", is_mount_point AS "isMountPoint", state,
        last_pass_at IS NOT NULL AS "wasPassed",
        ARRAY(SELECT m.path FROM library_mounts m WHERE m.library_id = l.id ORDER BY m.path) AS mounts
     FROM libraries l ORDER BY path`,
  );
}

export interface NewLibrary {
  readonly path: string;
  readonly realPath: string;
  readonly machineId: string;
  readonly machineName: string;
}

/**
 * Makes a folder a library, if it is none. Assets that lie below it and belonged to the library around it, or to none,
 * are its own from now on.
 */
export async function addLibrary(
  session: Session,
  library: NewLibrary,
  range: { from: string; to: string },
): Promise<bigint> {
  return session.transaction(async () => {
    const [row] = await session.sql<{ id: bigint }>(
      `INSERT INTO libraries (path, real_path, machine_id, machine_name) VALUES ($1, $2, $3, $4)
       ON CONFLICT (path) DO UPDATE SET path = EXCLUDED.path RETURNING id`,
      [library.path, library.realPath, library.machineId, library.machineName],
    );
    if (row === undefined) throw new Error("INSERT … RETURNING gives a row");
    await session.run("take_over_range", [row.id, range.from, range.to]);
    return row.id;
  });
}

/** Makes a library of another machine this machine's own (`--adopt`). */
export async function adoptLibrary(
  session: Session,
  id: bigint,
  machine: { machineId: string; machineName: string },
): Promise<void> {
  await session.sql("UPDATE libraries SET machine_id = $2, machine_name = $3 WHERE id = $1", [
    id,
    machine.machineId,
    machine.machineName,
  ]);
}

/** Assets below a library that belong to none (a database taken over, rows of the workstation itself) are its own. */
export async function adoptStrayAssets(
  session: Session,
  id: bigint,
  range: { from: string; to: string },
): Promise<void> {
  await session.sql(
    `UPDATE assets SET library_id = $1 WHERE library_id IS NULL AND file_path >= $2 AND file_path < $3`,
    [id, range.from, range.to],
  );
}

export async function countPresent(session: Session, libraryId: bigint): Promise<number> {
  const [row] = await session.sql<{ present: bigint }>(
    "SELECT count(*) AS present FROM assets WHERE library_id = $1 AND state = 'present'",
    [libraryId],
  );
  return Number(row?.present ?? 0n);
}

/** Whether the catalog has the path of any asset in this range. */
export async function hasAssetsIn(session: Session, range: { from: string; to: string }): Promise<boolean> {
  const [row] = await session.sql<{ known: boolean }>(
    "SELECT EXISTS (SELECT FROM assets WHERE file_path >= $1 AND file_path < $2) AS known",
    [range.from, range.to],
  );
  return row?.known === true;
}

export async function setLibraryState(
  session: Session,
  id: bigint,
  state: LibraryState,
  reason: string | null,
): Promise<void> {
  await session.sql(
    `UPDATE libraries SET state = $2, state_reason = $3, state_since = CASE WHEN state = $2 THEN state_since ELSE now() END
     WHERE id = $1 AND (state, state_reason) IS DISTINCT FROM ($2, $3)`,
    [id, state, reason],
  );
}

/** Tells the catalog which libraries the config names. Returns those it no longer does, with their unfollowed files. */
export async function followConfig(
  session: Session,
  machineId: string,
  named: readonly string[],
): Promise<{ path: string; files: bigint }[]> {
  return session.run<{ path: string; files: bigint } & Row>("follow_config", [machineId, named]);
}

/** What a pass over the whole library has seen of its folder. */
export interface SeenLibrary {
  readonly device: bigint;
  readonly inode: bigint;
  readonly birthNs: bigint;
  readonly isMountPoint: boolean;
  readonly realPath: string;
}

export async function recordSeen(session: Session, id: bigint, seen: SeenLibrary): Promise<void> {
  await session.sql(
    `UPDATE libraries SET device = $2, inode = $3, birth_ns = $4, is_mount_point = $5, real_path = $6,
       devices = CASE WHEN (inode, birth_ns) IS DISTINCT FROM ($3, $4) THEN ARRAY[$2::bigint]
         WHEN $2 = ANY (devices) THEN devices ELSE devices || $2::bigint END
     WHERE id = $1 AND (device, inode, birth_ns, is_mount_point, real_path) IS DISTINCT FROM ($2, $3, $4, $5, $6)`,
    [id, seen.device, seen.inode, seen.birthNs, seen.isMountPoint, seen.realPath],
  );
}

/** Drives seen mounted inside the library, and known ones that are not mounted now. */
export async function recordMounts(
  session: Session,
  id: bigint,
  mounts: {
    mounted: readonly { readonly path: string; readonly volume: string | null }[];
    offline: readonly string[];
  },
): Promise<void> {
  await session.sql(
    `INSERT INTO library_mounts (library_id, path, volume) SELECT $1, p, v FROM unnest($2::text[], $3::text[]) AS m (p, v)
     ON CONFLICT (library_id, path) DO UPDATE SET offline_since = NULL, volume = EXCLUDED.volume
     WHERE library_mounts.offline_since IS NOT NULL OR library_mounts.volume IS DISTINCT FROM EXCLUDED.volume`,
    [id, mounts.mounted.map(({ path }) => path), mounts.mounted.map(({ volume }) => volume)],
  );
  await session.sql(
    "UPDATE library_mounts SET offline_since = now() WHERE library_id = $1 AND path = ANY ($2::text[]) AND offline_since IS NULL",
    [id, mounts.offline],
  );
}

/** What the file systems of the drives inside a library are known by, where that is known. */
export async function readVolumes(session: Session, id: bigint): Promise<Map<string, string | null>> {
  const drives = await session.sql<{ path: string; volume: string | null } & Row>(
    "SELECT path, volume FROM library_mounts WHERE library_id = $1",
    [id],
  );
  return new Map(drives.map(({ path, volume }) => [path, volume]));
}

/** The drives inside a library that can't be seen now, and how many of its files lie on each. */
export async function countOffline(session: Session, id: bigint): Promise<{ path: string; files: number }[]> {
  const drives = await session.sql<{ path: string } & Row>(
    "SELECT path FROM library_mounts WHERE library_id = $1 AND offline_since IS NOT NULL ORDER BY path",
    [id],
  );
  const counted: { path: string; files: number }[] = [];
  for (const { path } of drives) {
    const { from, to } = rangeBelow(path);
    const [row] = await session.sql<{ files: bigint } & Row>(
      "SELECT count(*) AS files FROM assets WHERE state = 'present' AND file_path >= $1 AND file_path < $2",
      [from, to],
    );
    counted.push({ path, files: Number(row?.files ?? 0n) });
  }
  return counted;
}

/** `--accept-missing`: what was mounted is a plain folder from now on. */
export async function forgetMounts(session: Session, id: bigint): Promise<void> {
  await session.sql("DELETE FROM library_mounts WHERE library_id = $1", [id]);
  await session.sql("UPDATE libraries SET is_mount_point = FALSE WHERE id = $1 AND is_mount_point", [id]);
}

export async function recordWholePass(
  session: Session,
  id: bigint,
  options: { verified: boolean },
): Promise<void> {
  await session.sql(
    "UPDATE libraries SET last_pass_at = now(), last_verified_at = CASE WHEN $2 THEN now() ELSE last_verified_at END WHERE id = $1",
    [id, options.verified],
  );
}

/** A library as reports need it. */
export interface LibraryView {
  readonly id: number;
  readonly path: string;
  readonly offline: boolean;
  /** Drives mounted inside it that can't be seen now. */
  readonly offlineMounts: readonly string[];
}

export function readLibraryViews(session: Session): Promise<LibraryView[]> {
  return session.run<LibraryView & Row>("report_libraries");
}

/** Whether the folder is a library, holds one, or has rows below it, missing ones too, or problems. */
export async function knowsBelow(session: Session, folder: string): Promise<boolean> {
  const libraries = await listLibraries(session);
  if (libraries.some(({ path }) => path === folder || isBelow(path, folder))) return true;
  const { from, to } = rangeBelow(folder);
  const [row] = await session.sql<{ known: boolean } & Row>(
    `SELECT EXISTS (SELECT FROM assets WHERE file_path >= $1 AND file_path < $2)
         OR EXISTS (SELECT FROM assets WHERE file_path IS NULL AND last_path >= $1 AND last_path < $2)
         OR EXISTS (SELECT FROM scan_problems WHERE file_path >= $1 AND file_path < $2) AS known`,
    [from, to],
  );
  return row?.known === true;
}
