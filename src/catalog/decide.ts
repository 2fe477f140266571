import { pairEqualContent, type Arrival, type LooseRow } from "../domain/pairing.ts";
import type { PassCounts } from "../domain/pass-status.ts";
import { inPass, type PassRecord } from "./running-passes.ts";
import { CopyEncoder } from "./copy-encoder.ts";
import type { Session } from "./session.ts";

export type Decision = Pick<
  PassCounts,
  "added" | "changed" | "moved" | "returned" | "missing" | "unchanged"
> & {
  /** Not null: so many would have become missing that nothing was marked. */
  readonly held: { readonly vanishing: number; readonly of: number } | null;
};

/** Any number, as long as it stays the same: "MUSE". One decision at a time in the whole catalog. */
const DECISION_LOCK = 0x4d555345;
/** Contents paired at a time: memory stays flat however many files moved. */
const PAIRING_PAGE = 5_000;
/** More than half, and more than so many, or all: then rather a drive is gone than the files. */
const HELD_MINIMUM = 20;
const HELD_SHARE = 2;
/** Of a pool of drives (mergerfs) one may be gone: more than a tenth, as few pools have more drives than ten. */
const HELD_SHARE_OF_POOL = 10;

/**
 * Decides, in one transaction, what every waiting reading and every vanished row means (the four rules of identity),
 * and writes it: moves, edits, new rows, missing ones, their events, and the end of analysis of content that is gone.
 */
export async function decideIdentity(
  session: Session,
  options: { record: PassRecord; libraryId: bigint; acceptMissing: boolean; isPool: boolean },
): Promise<Decision> {
  const { record, libraryId, acceptMissing } = options;
  return inPass(session, record, { mustDecide: true }, async () => {
    await lockDecision(session);
    const before = await countBefore(session, options);
    const { vacated, moved, changed, same, added } = await placeArrivals(session, record);
    const held = acceptMissing ? null : await judgeSweep(session, options, before);
    const swept =
      held === null
        ? await count<"missing">(session, "mark_missing", [record.id, record.startedAt])
        : { missing: 0 };
    await session.run("mark_unfollowed", [record.startedAt]);
    await session.run("end_readings", [libraryId, record.startedAt]);
    return {
      added: added.added,
      changed: changed.changed,
      moved: moved.moved,
      returned: moved.returned + same.returned,
      unchanged: same.unchanged,
      missing: vacated.missing + swept.missing,
      held,
    };
  });
}

/** Until the end of the transaction no other one decides what rows mean. */
export async function lockDecision(session: Session): Promise<void> {
  await session.sql("SELECT pg_advisory_xact_lock($1)", [DECISION_LOCK]);
}

interface Placed {
  readonly vacated: Record<"missing", number>;
  readonly moved: Record<"moved" | "returned", number>;
  readonly changed: Record<"changed", number>;
  readonly same: Record<"unchanged" | "returned", number>;
  readonly added: Record<"added", number>;
}
const NOTHING_CAME: Placed = {
  vacated: { missing: 0 },
  moved: { moved: 0, returned: 0 },
  changed: { changed: 0 },
  same: { unchanged: 0, returned: 0 },
  added: { added: 0 },
};

/** The rules for all that was read and waits. Most passes of a service have stored their few new files already, and nothing does. */
async function placeArrivals(session: Session, record: PassRecord): Promise<Placed> {
  await session.run("prepare_arrivals", [record.startedAt]);
  const [some] = await session.sql<{ any: boolean }>("SELECT EXISTS (SELECT FROM pass_arrivals) AS any");
  if (some?.any !== true) return NOTHING_CAME;
  await pairLooseRows(session, record);
  return {
    vacated: await count<"missing">(session, "vacate_paths", [record.id]),
    moved: await count<"moved" | "returned">(session, "move_pairs", [record.id]),
    changed: await count<"changed">(session, "change_content", [record.id]),
    same: await count<"unchanged" | "returned">(session, "refresh_same", [record.id]),
    added: await count<"added">(session, "add_arrivals", []),
  };
}

/** Rule 1: contents with one row and one arrival at once, all others a page at a time. Then rule 2. */
async function pairLooseRows(session: Session, record: PassRecord): Promise<void> {
  await session.sql("ANALYZE pass_arrivals");
  await session.run("prepare_loose", [record.startedAt]);
  await session.sql("ANALYZE pass_loose");
  await session.run("pair_single");
  await session.sql("ANALYZE pass_pairs");
  for (let after = ""; ;) {
    const page = await session.run<{ file_hash: string; loose: LooseRow[]; arrivals: Arrival[] }>(
      "matching_content",
      [after, PAIRING_PAGE],
    );
    const last = page.at(-1);
    if (last === undefined) break;
    after = last.file_hash;
    const encoder = new CopyEncoder();
    for (const { loose, arrivals } of page) {
      for (const { assetId, toPath } of pairEqualContent(loose, arrivals))
        encoder.row(2).uuid(assetId).text(toPath);
    }
    const chunks = [CopyEncoder.header(), encoder.take(), CopyEncoder.trailer()];
    await session.copyIn("COPY pass_pairs FROM STDIN (FORMAT binary)", chunks);
  }
  await session.run("dissolve_pairs");
  await session.sql("ANALYZE pass_pairs");
}

type Sweep = { readonly libraryId: bigint; readonly record: PassRecord; readonly isPool: boolean };

/**
 * Asked before the moves, which change what is counted. Held files are counted as far as it matters: of twice as many as
 * vanish (in a pool, ten times), less than half do.
 */
async function countBefore(session: Session, sweep: Sweep): Promise<{ vanishing: number; held: number }> {
  const vanishing = await countVanishing(session, sweep);
  if (vanishing === 0) return { vanishing, held: 0 };
  const parameters = [sweep.libraryId, sweep.record.startedAt, vanishing * shareOf(sweep) + 1];
  const { held } = await count<"held">(session, "count_held", parameters);
  return { vanishing, held };
}

async function countVanishing(
  session: Session,
  { libraryId, record }: Pick<Sweep, "libraryId" | "record">,
): Promise<number> {
  return (await count<"vanishing">(session, "count_vanishing", [libraryId, record.startedAt])).vanishing;
}

/** Asked after the moves: what moved does not vanish. */
async function judgeSweep(
  session: Session,
  sweep: Sweep,
  before: { vanishing: number; held: number },
): Promise<Decision["held"]> {
  if (before.vanishing === 0) return null;
  const vanishing = await countVanishing(session, sweep);
  return isTooMany(vanishing, before.held, sweep) ? { vanishing, of: before.held } : null;
}

/** More than half of what the library held (of a pool, a tenth), and more than 20, or all of it. */
export function isTooMany(vanishing: number, heldBefore: number, where: Pick<Sweep, "isPool">): boolean {
  const isMuch = vanishing > HELD_MINIMUM && vanishing * shareOf(where) > heldBefore;
  return isMuch || (vanishing > 0 && vanishing === heldBefore);
}

function shareOf({ isPool }: Pick<Sweep, "isPool">): number {
  return isPool ? HELD_SHARE_OF_POOL : HELD_SHARE;
}

/** The numbers of a statement that answers with one row of them. */
async function count<T extends string>(
  session: Session,
  query: string,
  parameters: readonly unknown[],
): Promise<Record<T, number>> {
  const [row] = await session.run<Record<T, bigint>>(query, parameters);
  if (row === undefined) throw new Error(`${query} answers with one row`);
  return Object.fromEntries(
    Object.entries<bigint>(row).map(([key, value]) => [key, Number(value)]),
  ) as Record<T, number>;
}
