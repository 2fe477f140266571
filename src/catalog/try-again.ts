import { setTimeout as sleep } from "node:timers/promises";
import { CatalogError } from "../domain/catalog-error.ts";
import { isPassing } from "./database-error.ts";

/** Deadlocks end one of those who wait, after 1 s by default: five in a row are no accident. */
const ATTEMPTS = 5;
/** Two that met should not meet again: the pause grows, and half of it is chance. */
const PAUSE_MS = 50;

/**
 * Runs `work`, and again when the database ended it for another program's sake (deadlock, serialization failure). What
 * it did until then has been rolled back, so `work` must have no effect but on the database.
 */
export async function tryAgain<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (attempt === ATTEMPTS) throw tooOften(error);
      await sleep(PAUSE_MS * attempt * (0.5 + Math.random() / 2));
    }
  }
}

function tooOften(error: unknown): CatalogError {
  const said = error instanceof Error ? error.message : String(error);
  return new CatalogError(
    "failed",
    `the database gave way to another program ${ATTEMPTS} times (${said}): run the command again when that one is done`,
    { cause: error },
  );
}
