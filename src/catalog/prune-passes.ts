import type { Session } from "./session.ts";

/**
 * Forgets old passes over single folders, of which a service makes thousands a day while something is recorded: those that
 * read and changed nothing after an hour, all after a month. What `status` shows, the last pass of each library, stays.
 */
export async function prunePasses(session: Session): Promise<void> {
  await session.run("prune_passes");
}
