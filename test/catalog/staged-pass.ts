import { MARK_WIDTH, type EntryBatch } from "../../src/domain/entry.ts";
import { rangeBelow } from "../../src/domain/path-rules.ts";
import type { Reading } from "../../src/domain/reading.ts";
import { diffEntries } from "../../src/catalog/changes.ts";
import { beginPass, claimDecision, type PassRecord } from "../../src/catalog/running-passes.ts";
import { addLibrary } from "../../src/catalog/libraries.ts";
import { withSession, type Session } from "../../src/catalog/session.ts";
import { openStaging, stageEntries } from "../../src/catalog/staging.ts";
import { thisProcess } from "../../src/filesystem/process-identity.ts";
import type { TestDatabase } from "../world/database.ts";

/** A pass over `/library` that has walked and is about to store what it read. */
export interface StagedPass {
  readonly session: Session;
  readonly record: PassRecord;
  readonly libraryId: bigint;
}

/** Stages a walk that saw exactly the readings' files. No file is there: the catalog never looks. */
export async function withStagedPass<T>(
  database: Pick<TestDatabase, "address">,
  readings: readonly Reading[],
  use: (pass: StagedPass) => Promise<T>,
): Promise<T> {
  const { machineId, machineName, ...rest } = thisProcess();
  const range = rangeBelow("/library");
  return withSession(database.address, async (session) => {
    const library = { path: "/library", realPath: "/library", machineId, machineName };
    const libraryId = await addLibrary(session, library, range);
    const process = { machineId, machineName, ...rest };
    const record = await beginPass(session, { libraryId, folders: null, command: "scan", process });
    if ((await claimDecision(session, record, process)) !== null) throw new Error("nobody else decides");
    await openStaging(session, [{ ...range, deep: true }]);
    await stageEntries(session, entriesOf(readings));
    await diffEntries(session, { libraryId, readerVersion: 1, verify: false, reparse: false });
    return use({ session, record, libraryId });
  });
}

async function* entriesOf(readings: readonly Reading[]): AsyncGenerator<EntryBatch> {
  const marks = new BigInt64Array(readings.length * MARK_WIDTH);
  for (const [index, { mark }] of readings.entries()) {
    const { sizeBytes, mtimeNs, ctimeNs, device, inode, birthNs } = mark;
    marks.set([sizeBytes, mtimeNs, ctimeNs, device, inode, birthNs], index * MARK_WIDTH);
  }
  yield { paths: readings.map(({ path }) => path), marks };
}

let serial = 0;

/** A reading of a file in `/library`, with content of its own unless its hash is given. */
export function readingOf(name: string, facts: Partial<Reading> = {}): Reading {
  const n = ++serial;
  return {
    kind: "reading",
    path: `/library/${name}`,
    mark: { sizeBytes: 4n, mtimeNs: 5n, ctimeNs: 6n, device: 7n, inode: BigInt(n), birthNs: 8n },
    hash: n.toString(16).padStart(64, "0"),
    durationSeconds: 1,
    sampleRateHz: 44_100,
    channels: 2,
    metadata: {},
    readerVersion: 1,
    readAgain: false,
    ...facts,
  };
}
