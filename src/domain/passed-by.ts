/** Why a walk did not take a file, as far as its path says it. */
export type PassedByReason = "otherKinds" | "hidden" | "leftOut" | "links" | "folders";

/** What a walk saw and passed by. */
export type PassedBy = Record<PassedByReason, number> & {
  /** Files of other kinds by their ending, lower case without the dot; no ending is "". */
  endings: Record<string, number>;
};

/** Endings that are told apart: names that end in numbers would make one a file. */
const MOST_ENDINGS = 500;

export function nothingPassedBy(): PassedBy {
  return { otherKinds: 0, hidden: 0, leftOut: 0, links: 0, folders: 0, endings: {} };
}

export function addPassedBy(total: PassedBy, more: PassedBy): void {
  for (const reason of ["otherKinds", "hidden", "leftOut", "links", "folders"] as const)
    total[reason] += more[reason];
  for (const [ending, files] of Object.entries(more.endings)) addEnding(total, ending, files);
}

export function addEnding({ endings }: PassedBy, ending: string, files: number): void {
  const known = Object.hasOwn(endings, ending) ? endings[ending] : undefined;
  if (known === undefined && Object.keys(endings).length >= MOST_ENDINGS) return;
  endings[ending] = (known ?? 0) + files;
}
