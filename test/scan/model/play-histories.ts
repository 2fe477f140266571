import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { withSession } from "../../../src/catalog/session.ts";
import { thisProcess } from "../../../src/filesystem/process-identity.ts";
import { withDatabase, type TestDatabase } from "../../world/database.ts";
import { sharedSessions } from "../../world/shared-sessions.ts";
import { sharedReaderPool, sharedWalker } from "../../world/shared-threads.ts";
import { withFolder } from "../../world/tree.ts";
import { keepsMarks } from "./disk.ts";
import { runHistory } from "./run-history.ts";
import type { Stage } from "./scan-as-told.ts";
import { history } from "./steps.ts";

/**
 * The same histories each time: a failing build is about the change, not about luck. New ones are for
 * `node test/scan/model-soak.mjs`, which asks for more of them and can play one seed again.
 */
const HISTORIES = Number(process.env["MUSAIC_HISTORIES"] ?? 120);
const SEED = Number(process.env["MUSAIC_SEED"] ?? 20_261_122);
/** Test files that share the histories, a seed each, so that the runner's workers play them side by side. */
const FILES = 4;
/** Ten times what histories need, and a failing one's shrinking. */
const TIMEOUT_MS = 600_000 + HISTORIES * 5_000;

/** tmpfs of Linux, which is not among the file systems on which files are known by their marks. */
const UNMARKED = "/dev/shm";

/**
 * The test of one of the four files: its share of the histories, from a seed of its own. Half of them are played where moved files are
 * known by their marks, if the temporary folder lies there, and half where all that moved is read.
 */
export function testHistories(file: number): void {
  const parent = file % 2 === 1 && existsSync(UNMARKED) ? UNMARKED : tmpdir();
  test(
    `after each pass of a random history the catalog is what the model says, moved files ${keepsMarks(parent) ? "known" : "read"}`,
    { timeout: TIMEOUT_MS, retry: 0 },
    async () => {
      expect(await playHistories(SEED + file, parent)).toBe(Math.ceil(HISTORIES / FILES));
    },
  );
}

async function playHistories(seed: number, parent: string): Promise<number> {
  let played = 0;
  await withStage(parent, async (stage) => {
    const property = fc.asyncProperty(history, async (one) => {
      played++;
      await runHistory(one, stage);
    });
    await fc.assert(property, { numRuns: Math.ceil(HISTORIES / FILES), seed });
  });
  return played;
}

/** One database, one pool of readers and one folder for all histories of a file. */
async function withStage(parent: string, use: (stage: Stage) => Promise<void>): Promise<void> {
  await withDatabase((database) =>
    withSession(database.address, (session) =>
      withFolder((world) => use({ world, session, context: contextOf(database) }), parent),
    ),
  );
}

function contextOf({ address }: TestDatabase): Stage["context"] {
  const [pool, walker] = [sharedReaderPool(false), sharedWalker()];
  return { address, process: thisProcess(), pool, walker, sessions: sharedSessions(address) };
}
