import { basename, extname, sep } from "node:path";
import picomatch from "picomatch";
import { projectKindOf } from "../domain/project-kind.ts";

/**
 * Which files of a library the catalog follows: plain data, which crosses to the walking thread. Globs ignore case, and which of
 * its two forms an accent has (macOS stores one, people type the other).
 *
 * A glob with no slash but at its end is a name at any depth, any other starts at the library; a slash at its end makes it a
 * folder's. `*`, `?`, `[…]`, `{a,b}`, `**` and `\` mean what they mean in .gitignore and in shells.
 */
export interface FollowRules {
  /** Empty: everything. A folder's glob takes all that is below. Hidden names are taken only where a glob names them. */
  readonly include: readonly string[];
  /** Names of no interest to anybody: such a folder is never looked into, for whatever `exclude` takes back below it. */
  readonly alwaysExclude: readonly string[];
  /**
   * In order after those, and the last one that matches counts; `!` takes back. A folder that is left out is left out with all
   * below, but for what a later glob takes back.
   */
  readonly exclude: readonly string[];
  /** Without the dot, lower case. */
  readonly extensions: readonly string[];
  readonly followSymlinks: boolean;
  /** Absolute folders outside of libraries, in which only files that name samples are looked for. */
  readonly projectFolders?: readonly string[];
}

/** The rules as two questions about absolute paths below one library. They look at the path only, never at the disk. */
export interface PathFilter {
  /** Whether the catalog follows this file. */
  follows(file: string): boolean;
  /** Why it does not follow a file; asked only of one that it does not. */
  passesBy(file: string): "otherKinds" | "hidden" | "leftOut";
  /** Whether this file may name samples; `include` is about samples, and has no say in it. */
  namesSamples(file: string): boolean;
  /** Whether a walk enters this folder: something below it may be followed. The library itself it always does. */
  enters(folder: string): boolean;
}

/**
 * Compiles the rules for the library `root`, once a pass. picomatch is the matcher that fast-glob uses itself: what a glob
 * means here is what it means in tools built on that. `separator` is that of the paths, in their own spelling (a drive's
 * letter, `\\server\share`, `\\?\`): only what follows the root is looked at.
 */
export function compileFollowRules(rules: FollowRules, root: string, separator: string = sep): PathFilter {
  const start = root.endsWith(separator) ? root.length : root.length + separator.length;
  const nameOf = (path: string): string => {
    const name = path.slice(start).normalize("NFC");
    return separator === "/" ? name : name.replaceAll(separator, "/");
  };
  const exclusion = new Exclusion(rules.alwaysExclude, rules.exclude);
  const includes = (rules.include.length === 0 ? ["**"] : rules.include).flatMap(expand).map(includeGlob);
  const extensions = new Set(rules.extensions);
  return {
    follows: (file) => {
      if (!extensions.has(extname(file).slice(1).toLowerCase())) return false;
      const name = nameOf(file);
      return !exclusion.leavesOut(name) && includes.some((glob) => glob.takes(name));
    },
    // In the order of their cost: most of what is not followed is of another kind.
    passesBy: (file) => {
      if (basename(file).startsWith(".")) return "hidden";
      return extensions.has(extname(file).slice(1).toLowerCase()) ? "leftOut" : "otherKinds";
    },
    namesSamples: (file) => projectKindOf(file) !== null && !exclusion.leavesOut(nameOf(file)),
    enters: (folder) => {
      if (folder.length < start) return true;
      const name = nameOf(folder);
      return exclusion.enters(name) && includes.some((glob) => glob.mayTakeBelow(name.split("/")));
    },
  };
}

const OPTIONS = {
  // Case is ignored, and "." is any letter: names may hold line breaks.
  flags: "is",
  nonegate: true,
  noextglob: true,
  // "[!a]" is any letter but "a"; without it, an exclamation mark or an "a".
  posix: true,
  // "[ab]" is one of these letters, and not also a name with these very brackets.
  literalBrackets: false,
  // Names come with "/" on every platform.
  windows: false,
};

/**
 * `dot`: hidden names are for `include` to name, but what is left out is left out whether it is hidden or not. Parentheses and
 * bars are letters, as in .gitignore: "Loop (copy)" is a name. picomatch would take them for groups.
 */
function matcher(glob: string, dot: boolean): (text: string) => boolean {
  const literal = glob.normalize("NFC").replaceAll(/(?<!\\)[()|]/g, String.raw`\$&`);
  const matches = picomatch(literal, { ...OPTIONS, dot });
  return (text) => matches(text);
}

/** `{a/b,c}` as two globs: braces may hold slashes, and everything below asks for a glob's parts. */
function expand(glob: string): string[] {
  const range = /(?<!\\)\{(?<from>\d{1,6})\.\.(?<to>\d{1,6})\}/.exec(glob);
  if (range !== null) {
    const [before, after] = [glob.slice(0, range.index), glob.slice(range.index + range[0].length)];
    const { from = "", to = "" } = range.groups ?? {};
    return numbersBetween(from, to).flatMap((one) => expand(before + one + after));
  }
  const open = /(?<!\\)\{(?<inner>[^{}]*,[^{}]*)(?<!\\)\}/.exec(glob);
  if (open === null) return [glob];
  const [before, after] = [glob.slice(0, open.index), glob.slice(open.index + open[0].length)];
  return (open.groups?.["inner"] ?? "").split(/(?<!\\),/).flatMap((one) => expand(before + one + after));
}

/** More would be a mistake: each is a glob of its own. */
const MOST_NUMBERS = 1_000;

/** `08`, `09`, `10`: as wide as the first of them where that begins with a zero, as in shells. */
function numbersBetween(from: string, to: string): string[] {
  const width = /^0\d/.test(from) || /^0\d/.test(to) ? Math.max(from.length, to.length) : 0;
  const [low, high] = [Math.min(Number(from), Number(to)), Math.max(Number(from), Number(to))];
  return Array.from({ length: Math.min(high - low + 1, MOST_NUMBERS) }, (_, n) =>
    String(low + n).padStart(width, "0"),
  );
}

/** The slashes of a glob, but for those inside brackets. */
function partsOf(glob: string): string[] {
  return glob.split(/\/(?![^[\]]*(?<!\\)\])/);
}

/** As a glob from the library on, without a slash at its ends; `isFolder`: it had one at its end. */
function anchored(glob: string): {
  readonly glob: string;
  readonly isFolder: boolean;
  readonly isName: boolean;
} {
  const bare = glob.replace(/\/+$/, "");
  const isName = partsOf(bare).length === 1;
  return { glob: isName ? bare : bare.replace(/^\/+/, ""), isFolder: bare !== glob, isName };
}

interface IncludeGlob {
  takes(name: string): boolean;
  /** Whether something below the folder with these parts may be taken. */
  mayTakeBelow(parts: readonly string[]): boolean;
}

function includeGlob(given: string): IncludeGlob {
  const { glob, isFolder, isName } = anchored(given);
  const whole = `${isName ? "**/" : ""}${glob}${isFolder ? "/**" : ""}`;
  return { takes: matcher(whole, false), mayTakeBelow: partial(partsOf(whole), false) };
}

/** Tells of a folder whether a longer path through it may match. */
function partial(glob: readonly string[], dot: boolean): (parts: readonly string[]) => boolean {
  const matchers = glob.map((part) => (part === "**" ? null : matcher(part, dot)));
  const fits = (parts: readonly string[], at: number, place: number): boolean => {
    const part = parts[at];
    if (part === undefined) return place < glob.length;
    const match = matchers[place];
    if (match === undefined) return false;
    if (match !== null) return match(part) && fits(parts, at + 1, place + 1);
    if (fits(parts, at, place + 1)) return true;
    return (dot || !part.startsWith(".")) && fits(parts, at + 1, place);
  };
  return (parts) => fits(parts, 0, 0);
}

interface ExcludeGlob {
  readonly takesBack: boolean;
  /** Only folders. */
  readonly isFolder: boolean;
  matches(name: string, base: string): boolean;
  mayMatchBelow(parts: readonly string[]): boolean;
}

function excludeGlob(given: string): ExcludeGlob {
  const takesBack = given.startsWith("!");
  const { glob, isFolder, isName } = anchored(takesBack ? given.slice(1) : given);
  const match = matcher(glob, true);
  return {
    takesBack,
    isFolder,
    matches: (name, base) => match(isName ? base : name),
    mayMatchBelow: isName ? () => true : partial(partsOf(glob), true),
  };
}

/** What was said last of a path or of a folder above it: the place of that glob, and whether it leaves out. */
interface Verdict {
  readonly by: number;
  readonly isOut: boolean;
}

const UNSAID: Verdict = { by: -1, isOut: false };
/** A walk asks for folder after folder: those above the one in hand are all that is asked for again. */
const REMEMBERED = 1_000;

/** The globs of `exclude` in their order. */
class Exclusion {
  readonly #globs: readonly ExcludeGlob[];
  /** So many of them are left out for good. */
  readonly #always: number;
  readonly #folders = new Map<string, Verdict>();

  constructor(always: readonly string[], globs: readonly string[]) {
    this.#always = always.length;
    this.#globs = [...always, ...globs.flatMap(expand)].map(excludeGlob);
  }

  leavesOut(file: string): boolean {
    return this.#verdict(file, this.#above(file), false).isOut;
  }

  /** Also a folder that is left out, if something in it may be taken back. */
  enters(folder: string): boolean {
    const { by, isOut } = this.#ofFolder(folder);
    if (!isOut) return true;
    if (by < this.#always) return false;
    const parts = folder.split("/");
    return this.#globs.slice(by + 1).some((glob) => glob.takesBack && glob.mayMatchBelow(parts));
  }

  #ofFolder(folder: string): Verdict {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    if (this.#folders.size >= REMEMBERED) this.#folders.clear();
    const verdict = this.#verdict(folder, this.#above(folder), true);
    this.#folders.set(folder, verdict);
    return verdict;
  }

  #above(path: string): Verdict {
    const end = path.lastIndexOf("/");
    return end === -1 ? UNSAID : this.#ofFolder(path.slice(0, end));
  }

  /** The last word on the path itself, unless a later one left out a folder above it. */
  #verdict(path: string, above: Verdict, isFolder: boolean): Verdict {
    const base = path.slice(path.lastIndexOf("/") + 1);
    for (let by = this.#globs.length - 1; by > (above.isOut ? above.by : -1); by -= 1) {
      const glob = this.#globs[by];
      if (glob === undefined || (glob.isFolder && !isFolder) || !glob.matches(path, base)) continue;
      return { by, isOut: !glob.takesBack };
    }
    return above.isOut ? above : UNSAID;
  }
}
