import { rangeBelow, isBelow, samePath } from "../domain/path-rules.ts";
import { CatalogError } from "../domain/catalog-error.ts";
import { lockClaims, type RunningPassOf, type ProcessIdentity } from "./running-passes.ts";
import { lockDecision } from "./decide.ts";
import { listLibraries, type Library } from "./libraries.ts";
import type { Row, Session } from "./session.ts";

export interface ForgetRequest {
  /** Absolute, normalised. */
  readonly folder: string;
  /** False: only counted. */
  readonly really: boolean;
  /** The libraries inside the folder are left alone. */
  readonly only: boolean;
  readonly process: ProcessIdentity;
}

export interface Forgotten {
  /** In the catalog's spelling. */
  readonly folder: string;
  /** Rows that no clip uses. */
  readonly forgotten: number;
  /** Rows that clips use: they stay. */
  readonly kept: number;
  /** The folder was a library itself, and has no rows any more. */
  readonly libraryRemoved: boolean;
  /** The library that the folder lies in and that stays: its next pass takes in again what still lies there. */
  readonly followedBy: string | null;
}

/**
 * Deletes the rows of a folder that no clip uses, whichever library they belong to (`only`: not those of libraries inside it),
 * in one transaction; with them a library that is this folder and is empty now. No pass can begin meanwhile, and no clip can be added.
 * Throws CatalogError `pass-running`, and `folder-not-found` if the catalog knows nothing there.
 */
export async function forgetFolder(session: Session, request: ForgetRequest): Promise<Forgotten> {
  return session.transaction(async () => {
    await lockClaims(session, request.process);
    await lockDecision(session);
    const libraries = await listLibraries(session);
    const itself = libraries.find(({ path }) => samePath(path, request.folder, process.platform));
    const folder = itself?.path ?? request.folder;
    const inner = request.only ? libraries.filter(({ path }) => isBelow(path, folder)) : [];
    if (request.really) {
      const others = libraries.filter((library) => !inner.includes(library));
      await refuseRunningPass(session, others, folder);
      // A clip that comes to use an asset between our look and our delete would fail it.
      await session.sql("LOCK TABLE clips IN SHARE MODE");
    }
    const counts = await forgetAssets(session, { folder, itself, inner, really: request.really });
    if (itself === undefined && counts.forgotten + counts.kept === 0) {
      throw new CatalogError("folder-not-found", `the catalog knows nothing below ${folder}: check the path`);
    }
    const libraryRemoved = request.really && itself !== undefined && (await removeIfEmpty(session, itself));
    const holding = libraries.filter(
      ({ path }) => isBelow(folder, path) || (path === folder && !libraryRemoved),
    );
    return { folder, ...counts, libraryRemoved, followedBy: holding.at(-1)?.path ?? null };
  });
}

interface Ground {
  readonly folder: string;
  readonly itself: Library | undefined;
  /** Libraries whose rows stay. */
  readonly inner: readonly Library[];
  readonly really: boolean;
}

async function forgetAssets(
  session: Session,
  { folder, itself, inner, really }: Ground,
): Promise<{ forgotten: number; kept: number }> {
  const { from, to } = rangeBelow(folder);
  const [row] = await session.run<{ forgotten: bigint; kept: bigint }>("forget_assets", [
    from,
    to,
    itself?.id ?? null,
    really,
    inner.map(({ id }) => id),
  ]);
  const counts = { forgotten: Number(row?.forgotten ?? 0n), kept: Number(row?.kept ?? 0n) };
  if (really) {
    const alone = inner.map(({ id }) => id);
    await session.run("forget_rows", [from, to, folder, counts.kept === 0, alone]);
  }
  return counts;
}

/** Its mounts, problems and history go with it. */
async function removeIfEmpty(session: Session, { id }: Library): Promise<boolean> {
  const removed = await session.sql(
    "DELETE FROM libraries l WHERE id = $1 AND NOT EXISTS (SELECT FROM assets a WHERE a.library_id = l.id) RETURNING id",
    [id],
  );
  return removed.length > 0;
}

/** Passes over the folder's own library, those around it and those inside it. */
async function refuseRunningPass(
  session: Session,
  libraries: readonly Library[],
  folder: string,
): Promise<void> {
  const concerned = libraries.filter(
    ({ path }) => path === folder || isBelow(path, folder) || isBelow(folder, path),
  );
  const [holder] = await session.sql<RunningPassOf & Row>(
    `SELECT l.path AS "libraryPath", p.command, p.machine_name AS "machineName", p.pid, p.started_at AS since
     FROM passes p JOIN libraries l ON l.id = p.library_id
     WHERE p.finished_at IS NULL AND p.library_id = ANY ($1::bigint[]) LIMIT 1`,
    [concerned.map(({ id }) => id)],
  );
  if (holder === undefined) return;
  throw new CatalogError(
    "pass-running",
    `a pass over ${holder.libraryPath} runs (process ${holder.pid} on ${holder.machineName}): wait until it has ended`,
  );
}
