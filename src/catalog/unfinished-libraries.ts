import type { Row, Session } from "./session.ts";

/** A library of which the catalog does not know all: no whole pass over it has come to its end yet. */
export interface UnfinishedLibrary {
  readonly path: string;
  /** A pass over it gives signs of life. */
  readonly isRunning: boolean;
}

/** `libraries`: how many there are in all. */
export async function readUnfinishedLibraries(
  session: Session,
): Promise<{ readonly libraries: number; readonly unfinished: readonly UnfinishedLibrary[] }> {
  const rows = await session.sql<UnfinishedLibrary & { wasPassed: boolean } & Row>(
    `SELECT l.path, l.last_pass_at IS NOT NULL AS "wasPassed",
        EXISTS (SELECT FROM passes p WHERE p.library_id = l.id AND p.finished_at IS NULL
          AND p.heartbeat_at > clock_timestamp() - make_interval(secs => $1)) AS "isRunning"
     FROM libraries l ORDER BY l.path`,
    [SILENT_AFTER_SECONDS],
  );
  const unfinished = rows.filter(({ wasPassed }) => !wasPassed);
  return { libraries: rows.length, unfinished };
}

/** A pass gives a sign of life every 4 s, and is taken for dead after 15 s without one. */
const SILENT_AFTER_SECONDS = 15;
