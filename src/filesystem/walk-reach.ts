import { sep } from "node:path";
import { isBelow } from "../domain/path-rules.ts";
import type { WalkScope } from "./walk.ts";

/** What a walk over some scopes has to do with a folder. */
export interface Reach {
  /** Its own files are asked for. */
  readonly isWithin: boolean;
  /** So is all that is below it. */
  readonly isDeep: boolean;
  /** Scopes that lie somewhere below it. */
  readonly towards: readonly string[];
}

export function reachOf(folder: string, scopes: readonly WalkScope[]): Reach {
  const isDeep = scopes.some((scope) => scope.deep && isAtOrBelow(folder, scope.folder));
  return {
    isWithin: isDeep || scopes.some((scope) => scope.folder === folder),
    isDeep,
    towards: scopes.map((scope) => scope.folder).filter((scope) => isBelow(scope, folder)),
  };
}

export function isAtOrBelow(path: string, folder: string): boolean {
  return path === folder || isBelow(path, folder);
}

/** The names in a folder by which one goes on to what lies below it. */
export function stepsTo(targets: readonly string[], folder: string): ReadonlySet<string> {
  const prefix = folder.endsWith(sep) ? folder : folder + sep;
  return new Set(targets.map((target) => target.slice(prefix.length).split(sep, 1)[0] ?? ""));
}
