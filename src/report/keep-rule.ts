import { basename, resolve } from "node:path";
import { CatalogError } from "../domain/catalog-error.ts";
import { fileTimeNs } from "../domain/file-time.ts";
import { isBelow } from "../domain/path-rules.ts";
import { globToRegExp } from "./name-glob.ts";

/** What a rule looks at. */
export interface Keepable {
  readonly filePath: string;
  readonly mtimeNs: bigint | null;
  readonly clips: number;
  /** Files of other programs that name it. */
  readonly uses: number;
  /** False: there may be more of them. */
  readonly isKnown: boolean;
  /** False for a copy that can't be looked at now: it is kept only if no other copy can be. */
  readonly reachable: boolean;
}

/** A rule as it was written, and what it prefers: the smallest score. */
export interface KeepRule {
  readonly text: string;
  score(file: Keepable): number | bigint;
}

/** What songs and other programs use first; then the copy that was there first; then the one with the plainest place. */
export const DEFAULT_KEEP_RULES = ["used", "oldest", "shortest-path"] as const;

/**
 * Reads a rule as a person types it: `used`, `under:<folder>`, `oldest`, `newest`, `shortest-path`, `longest-path`,
 * `name:<glob>`. Throws CatalogError "usage".
 */
export function parseKeepRule(text: string): KeepRule {
  const score = plainScore(text) ?? scoreWithValue(text);
  if (score === null) {
    throw new CatalogError(
      "usage",
      `--keep ${text} is no rule: expected used, under:<folder>, oldest, newest, shortest-path, longest-path or name:<glob>`,
    );
  }
  return { text, score };
}

/** Later than any file: a copy whose time is unknown is neither the oldest nor the newest. */
const UNKNOWN_TIME = 2n ** 65n;

/** More than no use, and less than one. */
const UNKNOWN_USE = 0.5;

function plainScore(text: string): KeepRule["score"] | null {
  switch (text) {
    case "used":
      return ({ clips, uses, isKnown }) => -(clips + uses) - (isKnown ? 0 : UNKNOWN_USE);
    case "oldest":
      return (file) => (file.mtimeNs === null ? UNKNOWN_TIME : fileTimeNs(file.mtimeNs));
    case "newest":
      return (file) => (file.mtimeNs === null ? UNKNOWN_TIME : -fileTimeNs(file.mtimeNs));
    case "shortest-path":
      return (file) => file.filePath.length;
    case "longest-path":
      return (file) => -file.filePath.length;
    default:
      return null;
  }
}

function scoreWithValue(text: string): KeepRule["score"] | null {
  const colon = text.indexOf(":");
  const value = text.slice(colon + 1);
  if (colon < 0 || value === "") return null;
  switch (text.slice(0, colon)) {
    case "under": {
      const folder = resolve(value);
      return (file) => (isBelow(file.filePath, folder) ? 0 : 1);
    }
    case "name": {
      const glob = globToRegExp(value);
      return (file) => (glob.test(basename(file.filePath)) ? 0 : 1);
    }
    default:
      return null;
  }
}

export interface Choice<File> {
  readonly file: File;
  /** The rule that decided; `reachable` or `first-path` where none of the rules did. */
  readonly rule: string;
}

const REACHABLE: KeepRule = { text: "reachable", score: (file) => (file.reachable ? 0 : 1) };

/**
 * The copy to keep of `files`, which come in the order of their paths. Each rule leaves the best of what the rules
 * before it left; the first path settles a tie, so the same input always gives the same choice.
 */
export function chooseKeeper<File extends Keepable>(
  files: readonly [File, ...File[]],
  rules: readonly KeepRule[],
): Choice<File> {
  let left: readonly File[] = files;
  for (const rule of [REACHABLE, ...rules]) {
    left = bestOf(left, rule);
    if (left.length === 1) return { file: left[0] ?? files[0], rule: rule.text };
  }
  return { file: left[0] ?? files[0], rule: "first-path" };
}

function bestOf<File extends Keepable>(files: readonly File[], rule: KeepRule): File[] {
  let best: File[] = [];
  let bestScore: number | bigint | undefined;
  for (const file of files) {
    const score = rule.score(file);
    if (bestScore === undefined || score < bestScore) {
      best = [file];
      bestScore = score;
    } else if (score === bestScore) best.push(file);
  }
  return best;
}
