import * as fc from "fast-check";
import { expect, test } from "vitest";
import { withSession } from "../../src/catalog/session.ts";
import { thisProcess } from "../../src/filesystem/process-identity.ts";
import { openReaderPool } from "../../src/reader/reader-pool.ts";
import { withDatabase } from "../world/database.ts";
import { withFolder } from "../world/tree.ts";
import { runHistory } from "./model/run-history.ts";
import type { Stage } from "./model/scan-as-told.ts";
import { history } from "./model/steps.ts";

/**
 * The same histories each time: a failing build is about the change, not about luck. New ones are for
 * `node test/scan/model-soak.mjs`, which asks for more of them and can play one seed again.
 */
const HISTORIES = Number(process.env["MUSAIC_HISTORIES"] ?? 300);
const SEED = Number(process.env["MUSAIC_SEED"] ?? 20_261_122);
/** A history takes a second; a pass is mostly the start of its walking thread, so two at once use a second core. */
const LANES = 2;
/** Ten times what histories need, and a failing one's shrinking. */
const TIMEOUT_MS = 600_000 + HISTORIES * 5_000;

test(
  "after each pass of a random history the catalog is what the model says",
  { timeout: TIMEOUT_MS, retry: 0 },
  async () => {
    const lanes = Array.from({ length: LANES }, (_, lane) => playHistories(SEED + lane));
    const played = await Promise.all(lanes);
    expect(played).toEqual(lanes.map(() => Math.ceil(HISTORIES / LANES)));
  },
);

async function playHistories(seed: number): Promise<number> {
  let played = 0;
  await withStage(async (stage) => {
    const property = fc.asyncProperty(history, async (one) => {
      played++;
      await runHistory(one, stage);
    });
    await fc.assert(property, { numRuns: Math.ceil(HISTORIES / LANES), seed });
  });
  return played;
}

/** One database, one pool of readers and one folder for all histories. */
async function withStage(use: (stage: Stage) => Promise<void>): Promise<void> {
  await withDatabase((database) =>
    withSession(database.address, (session) =>
      withFolder(async (world) => {
        const pool = openReaderPool({ threads: 2, followSymlinks: false });
        const context = { address: database.address, process: thisProcess(), pool };
        try {
          await use({ world, session, context });
        } finally {
          await pool.close();
        }
      }),
    ),
  );
}
