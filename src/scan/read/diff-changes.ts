import { inPass } from "../../catalog/running-passes.ts";
import {
  acceptSameSize,
  countChanges,
  diffEntries,
  sampleChanges,
  takeBack,
  type DiffCounts,
} from "../../catalog/changes.ts";
import { READER_VERSION } from "../../reader/reader-version.ts";
import type { Pass } from "../pass.ts";
import type { Healthy } from "./believe-library.ts";
import { knowSameFiles } from "./know-same-files.ts";

/** Fewer files than this are read faster than they are suspected. */
const SUSPICION_MINIMUM = 20;
/** If a thousandth of the files had changed, a sample of 100 would miss it; what it can tell is "none" from "most". */
const SAMPLE_FILES = 100;

/** Holds the walk against the catalog, and counts. */
export async function diffChanges(pass: Pass, health: Healthy): Promise<void> {
  const { session, library, record, options, counts } = pass;
  const request = {
    libraryId: library.id,
    readerVersion: READER_VERSION,
    verify: options.verify,
    reparse: options.reparse,
  };
  await inPass(session, record, { mustDecide: false }, () => diffEntries(session, request));
  await knowSameFiles(pass, health);
  const diff = await countChanges(session);
  counts.seen = diff.seen;
  counts.unchanged += diff.unchanged;
  counts.returned += await takeBack(session, library.id, record.id);
  if (!options.verify && !options.reparse && isSuspicious(diff))
    counts.unchanged += await acceptIfUnchanged(pass, diff);
}

/** Most of what the catalog knows seems changed, and all of it has the size it had. */
function isSuspicious({ seen, added, sameSize }: DiffCounts): boolean {
  const known = seen - added;
  return sameSize > SUSPICION_MINIMUM && sameSize * 2 > known;
}

/** A restored library, one copied back, FAT in a new time zone: a sample is read before all of it is. */
async function acceptIfUnchanged(pass: Pass, diff: DiffCounts): Promise<number> {
  const { session, context, counts } = pass;
  const sample = await sampleChanges(session, SAMPLE_FILES);
  if (sample.length === 0) return 0;
  const outcomes = await context.pool.read(
    sample.map(({ path }) => path),
    { hashOnly: true, signal: context.signal },
  );
  counts.filesRead += outcomes.length;
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.kind !== "reading" || outcome.hash !== sample[index]?.hash) return 0;
    counts.bytesRead += Number(outcome.mark.sizeBytes);
  }
  const accepted = await acceptSameSize(session);
  context.events.onNote?.(
    `${diff.sameSize} files have other times but the same sizes (restored, copied back?): ${sample.length} were read and are ` +
      `unchanged, so the others are taken as unchanged too; scan --verify reads them all`,
  );
  return accepted;
}
