import { setTimeout as sleep } from "node:timers/promises";
import { CatalogError, type ErrorCode } from "../domain/catalog-error.ts";
import { migrate } from "../catalog/schema.ts";
import { withSession, type Session } from "../catalog/session.ts";
import type { DatabaseLink } from "./database-link.ts";
import type { ServiceSurroundings } from "./service-settings.ts";

/** A server that was restarted answers in a second; one that is away for an hour is asked twice a minute. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** `status` takes a service that was silent for 15 s for dead: two signs may come late. */
const BEAT_MS = 5_000;

/** What no waiting mends. Met later on, it is an outage like any other: somebody is at work on the server. */
const FINAL: ReadonlySet<ErrorCode> = new Set([
  "database-too-old",
  "database-pooler",
  "database-not-utf8",
  "database-foreign-schema",
  "migration-edited",
  "migration-failed",
  "schema-newer",
  "embedded-other-version",
  "config-invalid",
  "usage",
]);

/** What is as wrong later on: only a service that starts anew sees a folder that was put back into a home that is read-only to it. */
const ALWAYS_FINAL: ErrorCode = "embedded-read-only";

/**
 * Keeps the link open until the signal: opens the database, brings its schema up, gives a sign of life every few
 * seconds, and begins anew, with growing pauses, whenever that fails. Throws what is wrong for good at the first time.
 */
export async function holdDatabase(
  link: DatabaseLink,
  surroundings: ServiceSurroundings,
  beat: (session: Session) => Promise<void>,
): Promise<void> {
  const { signal } = surroundings;
  for (let wasOpen = false; !signal.aborted;) {
    try {
      await surroundings.withDatabase(({ address }) =>
        withSession(address, async (session) => {
          await migrate(session);
          await beat(session);
          wasOpen = true;
          link.opened({ address, session });
          await keepBeating(link, session, () => beat(session));
        }),
      );
    } catch (error) {
      if (
        error instanceof CatalogError &&
        (error.code === ALWAYS_FINAL || (!wasOpen && FINAL.has(error.code)))
      )
        throw error;
      if (!signal.aborted) link.lost(error, { byPass: false });
    }
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, link.failures - 1), LONGEST_PAUSE_MS);
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Until the link is lost or the service ends. Throws what a sign of life met. */
async function keepBeating(link: DatabaseLink, session: Session, beat: () => Promise<void>): Promise<void> {
  const broken = AbortSignal.any([session.lost, link.lostSignal]);
  while (link.state === "open") {
    await sleep(BEAT_MS, undefined, { signal: broken }).catch(() => undefined);
    if (link.state === "open") await beat();
  }
  // The last words: that it ended as it was asked to.
  if (link.state === "ended") await beat();
}
