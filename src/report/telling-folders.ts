import type { Containment } from "../catalog/folder-containment.ts";

/** From this share on, a folder speaks for the folders inside it. */
const MOSTLY = 0.9;

/**
 * Of all containments those that tell something new, by shared bytes. Left out is: of two folders that hold each other,
 * the one that is held less wholly (of equals the one whose path comes first), and the same of folders inside them; and
 * what is inside a folder that is listed, unless it is held more wholly than that and that is not mostly held.
 */
export function tellingFolders(found: readonly Containment[]): Containment[] {
  const listed = new Map<string, Containment>();
  const byContainer = new Map<string, Containment[]>();
  for (const one of found.toSorted(byNews)) {
    if (isReverse(one, byContainer) || isInsideListed(one, listed)) continue;
    listed.set(one.folder, one);
    byContainer.set(one.container, [...(byContainer.get(one.container) ?? []), one]);
  }
  return [...listed.values()];
}

export function shareOf({ sharedContents, contents }: Containment): number {
  return sharedContents / contents;
}

/** Most bytes first; then what is mostly held, what is higher up, what is held more wholly, what looks like the copy. */
function byNews(a: Containment, b: Containment): number {
  return (
    b.sharedBytes - a.sharedBytes ||
    Math.min(MOSTLY, shareOf(b)) - Math.min(MOSTLY, shareOf(a)) ||
    selfAndAbove(a.folder).length - selfAndAbove(b.folder).length ||
    shareOf(b) - shareOf(a) ||
    (a.folder < b.folder ? 1 : -1)
  );
}

/** It was said that X is in Y: that a part of Y is in X is the same news. */
function isReverse(one: Containment, byContainer: ReadonlyMap<string, readonly Containment[]>): boolean {
  return selfAndAbove(one.folder).some((folder) =>
    byContainer.get(folder)?.some((told) => selfAndAbove(one.container).includes(told.folder)),
  );
}

function isInsideListed(one: Containment, listed: ReadonlyMap<string, Containment>): boolean {
  return selfAndAbove(one.folder).some((folder) => {
    const above = listed.get(folder);
    return above !== undefined && (shareOf(above) >= MOSTLY || shareOf(one) <= shareOf(above));
  });
}

function selfAndAbove(folder: string): string[] {
  const separator = folder.startsWith("/") ? "/" : "\\";
  const folders = [folder];
  for (let at = folder.lastIndexOf(separator); at > 0; at = folder.lastIndexOf(separator, at - 1))
    folders.push(folder.slice(0, at));
  return folders;
}
