import { errorCode } from "../domain/error-code.ts";
import type { Reading } from "../domain/reading.ts";
import { inPass, type PassRecord } from "./running-passes.ts";
import { encodeReadings, READING_COLUMNS, UnencodableError } from "./encode-readings.ts";
import type { Session } from "./session.ts";

export interface StoredCounts {
  added: number;
  returned: number;
  /** Read, and found to be what the row said. */
  unchanged: number;
}

/** `--verify` found other bytes though size and times are the same. */
export interface Damaged {
  readonly path: string;
  readonly expected: string;
  /** Where a healthy copy is, if the catalog knows one. */
  readonly copy: string | null;
  readonly size_bytes: bigint;
  readonly mtime_ns: bigint;
}

/** A reading that the database refused by itself. */
export interface Refused {
  readonly reading: Reading;
  readonly message: string;
}

export interface StoreResult {
  readonly counts: StoredCounts;
  readonly damaged: readonly Damaged[];
  readonly refused: readonly Refused[];
}

/**
 * Stores a batch of readings in one transaction. If the database refuses the batch, it is
 * split until the row is found that can't be stored; that row comes back in `refused`, all others are stored.
 */
export async function storeReadings(
  session: Session,
  readings: readonly Reading[],
  options: { record: PassRecord; libraryId: bigint; verify: boolean },
): Promise<StoreResult> {
  if (readings.length === 0)
    return { counts: { added: 0, returned: 0, unchanged: 0 }, damaged: [], refused: [] };
  try {
    return await storeWhole(session, readings, options);
  } catch (error) {
    if (!isRowsFault(error)) throw error;
    const [only, ...others] = readings;
    if (only !== undefined && others.length === 0) {
      return {
        ...EMPTY,
        counts: { ...EMPTY.counts },
        refused: [{ reading: only, message: (error as Error).message }],
      };
    }
    const middle = Math.ceil(readings.length / 2);
    const first = await storeReadings(session, readings.slice(0, middle), options);
    return join(first, await storeReadings(session, readings.slice(middle), options));
  }
}

const EMPTY: StoreResult = { counts: { added: 0, returned: 0, unchanged: 0 }, damaged: [], refused: [] };

async function storeWhole(
  session: Session,
  readings: readonly Reading[],
  { record, libraryId, verify }: { record: PassRecord; libraryId: bigint; verify: boolean },
): Promise<StoreResult> {
  const batch = encodeReadings(readings, libraryId);
  return inPass(session, record, { mustDecide: false }, async () => {
    await session.sql("TRUNCATE pass_batch");
    await session.copyIn(`COPY pass_batch (${READING_COLUMNS}) FROM STDIN (FORMAT binary)`, batch);
    const damaged = verify ? await session.run<Damaged & Record<string, unknown>>("find_damaged") : [];
    if (damaged.length > 0) {
      await session.sql("DELETE FROM pass_batch WHERE file_path = ANY ($1::text[])", [
        damaged.map(({ path }) => path),
      ]);
    }
    const [row] = await session.run<Record<keyof StoredCounts, bigint>>("store_batch", [
      libraryId,
      record.id,
    ]);
    const counts = {
      added: Number(row?.added),
      returned: Number(row?.returned),
      unchanged: Number(row?.unchanged),
    };
    return { counts, damaged, refused: [] };
  });
}

/**
 * Data that can't be stored (class 22), broken checks (class 23), limits (54), what a trigger raises without a code of its own
 * (P0001): the fault of a row, not of the server.
 */
function isRowsFault(error: unknown): boolean {
  return error instanceof UnencodableError || /^(22|23|54|P0001)/.test(errorCode(error));
}

function join(first: StoreResult, second: StoreResult): StoreResult {
  return {
    counts: {
      added: first.counts.added + second.counts.added,
      returned: first.counts.returned + second.counts.returned,
      unchanged: first.counts.unchanged + second.counts.unchanged,
    },
    damaged: [...first.damaged, ...second.damaged],
    refused: [...first.refused, ...second.refused],
  };
}
