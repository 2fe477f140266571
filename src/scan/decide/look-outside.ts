import { listLibraries, type Library } from "../../catalog/libraries.ts";
import {
  markOutside,
  noteTurnedUp,
  outsidePages,
  readAlready,
  type OutsideRow,
} from "../../catalog/outside.ts";
import type { FileMark } from "../../domain/entry.ts";
import { isBelow } from "../../domain/path-rules.ts";
import { dirname } from "node:path";
import { lookAt } from "../../filesystem/file-mark.ts";
import { Listings } from "../../filesystem/listed-path.ts";
import { checkHealth, type Health } from "../../filesystem/health.ts";
import { stageUnsettled } from "../../catalog/staging.ts";
import type { Pass, UnsettledFolder } from "../pass.ts";
import { store } from "../read/read-changes.ts";
import { folderOf, freshnessNow, NS_PER_MS } from "../read/stage-walk.ts";

/** Contents whose rows are looked at between two questions to the database. */
const PAGE = 1_000;

/**
 * Content that turned up here may have left another place. Each row outside the pass that holds such content has its own
 * path looked at: as known → what we have is a copy; gone from a healthy library → it may have moved here; otherwise it is
 * read now and resolved with this pass; out of sight → still there, so a copy. What is read may lead to further rows.
 * Where a file is still being written nothing can be said yet: returns those folders, and what came from them waits.
 */
export async function lookOutside(pass: Pass): Promise<UnsettledFolder[]> {
  const written: UnsettledFolder[] = [];
  const libraries = await listLibraries(pass.session);
  const health = new Map<string, Promise<Health>>();
  const listings = new Listings();
  for await (const rows of outsidePages(pass.session, pass.library.id, PAGE)) {
    if (rows.length === 0) continue;
    const isFresh = freshnessNow(pass.options.settleMs);
    const verdicts = await Promise.all(
      rows.map(async (row) => ({ ...(await judge(row, libraries, { health, listings, isFresh })), row })),
    );
    const those = (word: Judgement["verdict"]): OutsideRow[] =>
      verdicts.flatMap(({ verdict, mark, row }) =>
        verdict === word ? [{ ...row, mark: mark ?? row.mark }] : [],
      );
    const [fresh, toRead] = [those("written"), those("read")];
    await stageUnsettled(
      pass.session,
      fresh.map(({ path }) => path),
    );
    for (const { path, mark } of fresh)
      written.push({ folder: folderOf(path), changedAtMs: Number(mark.mtimeNs / NS_PER_MS) });
    await markOutside(pass.session, {
      standing: [...those("standing"), ...fresh],
      gone: those("gone"),
      toRead,
    });
    const done = await readAlready(pass.session, toRead);
    await readOutside(
      pass,
      toRead.filter(({ path }) => !done.has(path)),
    );
    await noteTurnedUp(
      pass.session,
      toRead.map(({ path }) => path),
    );
  }
  return written;
}

interface Judgement {
  /** written: what stands there now is still being written, and what stood there is known to nobody yet. */
  readonly verdict: "standing" | "gone" | "read" | "written";
  readonly mark: FileMark | null;
}

interface Looks {
  /** Of each library, asked once. */
  readonly health: Map<string, Promise<Health>>;
  readonly listings: Listings;
  readonly isFresh: (mtimeNs: bigint) => boolean;
}

async function judge(
  row: OutsideRow,
  libraries: readonly Library[],
  { health, listings, isFresh }: Looks,
): Promise<Judgement> {
  const standing: Judgement = { verdict: "standing", mark: null };
  const library = libraries.find(({ id }) => id === row.libraryId);
  if (library !== undefined) {
    const known = health.get(library.path) ?? checkHealth(library.path, library);
    health.set(library.path, known);
    const seen = await known;
    const isOffline = seen.kind === "offline" || seen.offlineMounts.some((mount) => isBelow(row.path, mount));
    // Out of sight, a row is still what it was: present, or gone already.
    if (isOffline) return row.state === "missing" ? { verdict: "gone", mark: null } : standing;
  }
  const state = await lookAt(row.path);
  switch (state.kind) {
    case "unknown":
      return standing;
    case "gone":
    case "other":
    case "folder":
      return { verdict: "gone", mark: null };
    case "file":
      // Another spelling of a place that this pass has seen under its own.
      if (!(await listings.holds(row.path, library?.path ?? dirname(row.path))))
        return { verdict: "gone", mark: null };
      if (isAsKnown(row.mark, state.mark)) return standing;
      if (!isFresh(state.mark.mtimeNs) || row.state === "unfollowed")
        return { verdict: "read", mark: state.mark };
      // A row that is missing already may have its content anywhere.
      return { verdict: row.state === "missing" ? "gone" : "written", mark: state.mark };
    default:
      return state satisfies never;
  }
}

/** The same rule as the diff's: equal size and mtime, and not both inode and ctime other than before. */
function isAsKnown(known: FileMark, now: FileMark): boolean {
  const otherFile = known.inode !== now.inode && known.ctimeNs !== now.ctimeNs;
  return known.sizeBytes === now.sizeBytes && known.mtimeNs === now.mtimeNs && !otherFile;
}

async function readOutside(pass: Pass, rows: readonly OutsideRow[]): Promise<void> {
  for (const libraryId of new Set(rows.map((row) => row.libraryId ?? pass.library.id))) {
    const group = rows.filter((row) => (row.libraryId ?? pass.library.id) === libraryId);
    const outcomes = await pass.context.pool.read(
      group.map(({ path }) => path),
      { signal: pass.context.signal },
    );
    await store({ ...pass, library: { ...pass.library, id: libraryId } }, outcomes);
  }
}
