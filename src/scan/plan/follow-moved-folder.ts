import { CatalogError } from "../../domain/catalog-error.ts";
import { isBelow } from "../../domain/path-rules.ts";
import type { Library } from "../../catalog/libraries.ts";
import { moveFolder } from "../../catalog/move-library.ts";
import type { Session } from "../../catalog/session.ts";
import type { ScanContext } from "../pass.ts";
import { lookForSample, sampleOfFolder, verifySample } from "./known-sample.ts";

interface Move {
  readonly from: string;
  readonly to: string;
  readonly context: ScanContext;
}

/**
 * `--moved-from` inside a library: a folder of it, or a drive mounted in it, has another name now. All paths are rewritten after
 * a sample was verified. Throws CatalogError `usage`; nothing was changed then.
 */
export async function followMovedFolder(session: Session, library: Library, move: Move): Promise<void> {
  const { from, to, context } = move;
  if (!isBelow(from, library.path) || isBelow(to, from) || isBelow(from, to)) {
    throw new CatalogError(
      "usage",
      `--moved-from ${from}: ${to} lies inside the library ${library.path}, so that must be a folder of the same library`,
    );
  }
  const sample = await sampleOfFolder(session, from);
  if (sample.files.length === 0)
    throw new CatalogError("usage", `--moved-from ${from}: the catalog knows no sample there`);
  const standing = await lookForSample(sample, from);
  if (standing.some(({ kind }) => kind === "file")) {
    throw new CatalogError(
      "usage",
      `--moved-from ${from}: it is still there, so ${to} is a copy of it; nothing was changed. If the copy is to take its place: take the old folder away first (unplug or rename it), then run this again`,
    );
  }
  await verifySample(sample, to, context);
  await rewriteFolder(session, move);
}

/** Says in a line that it did. */
export async function rewriteFolder(session: Session, { from, to, context }: Move): Promise<void> {
  const moved = await moveFolder(session, from, to);
  context.events.onNote?.(`${from} is now ${to}: ${moved} paths rewritten, nothing read`);
}
