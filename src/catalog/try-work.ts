import { CatalogError } from "../domain/catalog-error.ts";
import { errorCode } from "../domain/error-code.ts";
import { openSession, type Session } from "./session.ts";

/** What of a scan's work the database refused, by the server's code; `second` is the second connection that a long statement needs. */
export interface RefusedWork {
  readonly work: "read-only" | "right" | "temporary" | "second" | "other";
}

/**
 * Does what a scan does, a temporary table, rows of a library and an asset, and takes it all back; then connects a second time.
 * Before the schema is made (`isMade` false) it tries to make a table.
 */
export async function tryWork(session: Session, { isMade }: { isMade: boolean }): Promise<RefusedWork[]> {
  const refused: RefusedWork[] = [];
  const temporary = await failure(session, async () => {
    await session.sql("CREATE TEMPORARY TABLE doctor_trial (path TEXT) ON COMMIT DROP");
  });
  // A read-only server takes temporary tables from those who may make them.
  if (temporary !== null) refused.push({ work: wordOf(temporary, "temporary") });
  const written = await failure(session, async () => {
    if (isMade) await session.run("try_work");
    else await session.sql("CREATE TABLE public.doctor_trial (path TEXT)");
  });
  if (written !== null) refused.push({ work: wordOf(written, "right") });
  try {
    await (await openSession(session.address)).close();
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    refused.push({ work: "second" });
  }
  return refused;
}

class TakenBack extends Error {}

/** What `work` failed with; it is taken back in any case. */
async function failure(session: Session, work: () => Promise<void>): Promise<unknown> {
  try {
    await session.transaction(async () => {
      await work();
      throw new TakenBack();
    });
  } catch (error) {
    return error instanceof TakenBack ? null : error;
  }
  return null;
}

function wordOf(error: unknown, right: "right" | "temporary"): RefusedWork["work"] {
  const code = error instanceof CatalogError ? errorCode(error.cause) : errorCode(error);
  if (code === "25006") return "read-only";
  return code === "42501" ? right : "other";
}
