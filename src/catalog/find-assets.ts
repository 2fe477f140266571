import { type AssetFilter, conditionsOf } from "./find-conditions.ts";
import { readSampleUses } from "./sample-uses.ts";
import type { Row, Session } from "./session.ts";

export type FindSort = "path" | "tempo" | "duration" | "added";

export interface FoundRow {
  readonly assetId: string;
  readonly filePath: string;
  readonly libraryId: number | null;
  readonly sizeBytes: number | null;
  readonly durationSeconds: number | null;
  readonly sampleRateHz: number | null;
  readonly channels: number | null;
  readonly bitsPerSample: number | null;
  readonly addedAt: Date;
  readonly kind: "loop" | "one-shot" | null;
  readonly bpm: number | null;
  readonly bpmSource: string | null;
  readonly key: string | null;
  readonly keySource: string | null;
  /** Null for what is not analysed, and what is shorter than 0.4 s. */
  readonly integratedLufs: number | null;
  readonly clips: number;
  /** Clips, and files of other programs that name it or may name it. */
  readonly uses: number;
  /** Other present assets of the same content. */
  readonly copies: number;
}

export interface FindTotals {
  readonly assets: number;
  /** False: there are more. */
  readonly isWhole: boolean;
}

/** How many present assets know something at all. */
export interface KnownFacts {
  readonly assets: number;
  readonly tempo: number;
  readonly key: number;
  /** False: taken from the server's statistics. */
  readonly isExact: boolean;
}

/**
 * More hits than these are not counted. Up to here the hits are sorted by themselves; with more, an index that has their order
 * meets enough of them on its first pages. So neither way ever goes through a million rows.
 */
const MOST_COUNTED = 10_000;
/** Rows asked for at once: some 400 KB. */
const ROWS_A_PAGE = 1_000;

/** Assets that meet the filter, a page at a time. Call it inside `withSnapshot` and use it up there. */
export async function openFound(
  session: Session,
  filter: AssetFilter,
  { sort, limit }: { sort: FindSort; limit: number | null },
): Promise<{ totals: FindTotals; pages: AsyncGenerator<FoundRow[]> }> {
  // Compiling these statements takes longer than running them.
  await session.sql("SET LOCAL jit = off");
  // All that is asked for is taken: a plan for the first rows of a cursor would be another.
  await session.sql("SET LOCAL cursor_tuple_fraction = 1");
  const conditions = await conditionsOf(session, filter);
  await session.run("find_assets", [null, ...conditions, "none", MOST_COUNTED + 1]);
  const hits = await session.sql<{ id: string }>("FETCH ALL FROM found");
  await session.sql("CLOSE found");
  const isWhole = hits.length <= MOST_COUNTED;
  if (isWhole) {
    const anything = await conditionsOf(session, ANYTHING);
    await session.run("find_assets", [hits.map(({ id }) => id), ...anything, sort, limit]);
  } else await session.run("find_assets", [null, ...conditions, sort, limit]);
  return {
    totals: { assets: Math.min(hits.length, MOST_COUNTED), isWhole },
    pages: pagesFrom(session),
  };
}

const ANYTHING: AssetFilter = {
  words: "",
  tempo: [],
  keys: [],
  duration: null,
  sampleRate: null,
  channels: null,
  bits: null,
  kind: null,
  unused: false,
  under: [],
  libraryId: null,
  addedSince: null,
  fileHash: null,
  loud: null,
};

async function* pagesFrom(session: Session): AsyncGenerator<FoundRow[]> {
  for (;;) {
    const ids = await session.sql<{ id: string }>(`FETCH ${ROWS_A_PAGE} FROM found`);
    if (ids.length === 0) return;
    yield await readPage(
      session,
      ids.map(({ id }) => id),
    );
    if (ids.length < ROWS_A_PAGE) return;
  }
}

async function readPage(session: Session, ids: readonly string[]): Promise<FoundRow[]> {
  const rows = await session.run<Omit<FoundRow, "uses"> & Row>("found_assets", [ids]);
  const uses = await readSampleUses(session, ids);
  return rows.map((row) => ({ ...row, uses: row.clips + (uses.get(row.assetId)?.uses ?? 0) }));
}

export async function readKnownFacts(session: Session): Promise<KnownFacts> {
  const [row] = await session.run<{ assets: bigint; tempo: bigint; key: bigint; is_exact: boolean }>(
    "known_facts",
  );
  return {
    assets: Number(row?.assets ?? 0n),
    tempo: Number(row?.tempo ?? 0n),
    key: Number(row?.key ?? 0n),
    isExact: row?.is_exact ?? true,
  };
}

/** The content of a catalogued file, or null. */
export async function contentOf(session: Session, filePath: string): Promise<string | null> {
  const [row] = await session.sql<{ file_hash: string | null }>(
    "SELECT file_hash FROM assets WHERE file_path = $1 AND state = 'present'",
    [filePath],
  );
  return row?.file_hash ?? null;
}
