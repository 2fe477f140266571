import type { Containment } from "../catalog/folder-containment.ts";

/** From this share on, a folder speaks for the folders inside it. */
const MOSTLY = 0.9;

/**
 * Of all containments those that tell something new, by shared bytes: of two folders that hold each other, the one that
 * is held more wholly (of equals the one whose path comes later); and nothing inside a folder that is listed itself,
 * unless it is held more wholly than that and that is not mostly held.
 */
export function tellingFolders(found: readonly Containment[]): Containment[] {
  const byFolder = new Map(found.map((one) => [one.folder, one]));
  const oneWay = found.filter((one) => !isOtherWayTold(one, byFolder.get(one.container)));
  const listed = new Map<string, Containment>();
  for (const one of oneWay.sort((a, b) => a.folder.length - b.folder.length)) {
    const above = nearestAbove(one.folder, listed);
    if (above === undefined || (shareOf(above) < MOSTLY && shareOf(one) > shareOf(above)))
      listed.set(one.folder, one);
  }
  return [...listed.values()].sort((a, b) => b.sharedBytes - a.sharedBytes || (a.folder < b.folder ? -1 : 1));
}

export function shareOf({ sharedContents, contents }: Containment): number {
  return sharedContents / contents;
}

function isOtherWayTold(one: Containment, back: Containment | undefined): boolean {
  if (back === undefined || back.container !== one.folder) return false;
  const difference = shareOf(back) - shareOf(one);
  return difference > 0 || (difference === 0 && back.folder > one.folder);
}

function nearestAbove(folder: string, listed: ReadonlyMap<string, Containment>): Containment | undefined {
  const separator = folder.startsWith("/") ? "/" : "\\";
  for (let at = folder.lastIndexOf(separator); at > 0; at = folder.lastIndexOf(separator, at - 1)) {
    const above = listed.get(folder.slice(0, at));
    if (above !== undefined) return above;
  }
  return undefined;
}
