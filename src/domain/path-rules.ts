import path from "node:path";

/**
 * What paths mean on each platform, as pure functions of text: nothing here looks at a disk, so Windows and macOS are
 * tested on Linux. A catalogued path is the platform's own spelling, absolute, and never resolved through links.
 */

export interface FolderContext {
  /** Absolute; what a relative folder starts from. */
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
}

/** Paths from `from` (inclusive) up to `to` (exclusive), compared byte by byte. */
export interface PathRange {
  readonly from: string;
  readonly to: string;
}

export function separatorOf(platform: NodeJS.Platform): "/" | "\\" {
  return platform === "win32" ? "\\" : "/";
}

/**
 * The one spelling of a folder: absolute, `.` and `..` resolved, no separator at its end. Only a root keeps its
 * separator: `/`, `C:\`, `\\server\share\`. Letters keep their case and accents their form, but a drive's letter.
 */
export function normaliseFolder(given: string, { cwd, platform }: FolderContext): string {
  return platform === "win32" ? normaliseWindows(given, cwd) : path.posix.resolve(cwd, given);
}

/**
 * Whether `file` lies below `folder` at any depth; a folder is not below itself. Both are normalised. Compared byte by
 * byte, as `rangeBelow` does; for paths that people typed, compare what `comparablePath` gives.
 */
export function isBelow(file: string, folder: string): boolean {
  const stem = withSeparator(folder);
  return file.length > stem.length && file.startsWith(stem);
}

/** Everything below a normalised folder, for `path >= from AND path < to` in collation "C". */
export function rangeBelow(folder: string): PathRange {
  const from = withSeparator(folder);
  // What follows the separator in byte order ("0" after "/", "]" after "\") ends the range before a sibling such as "Kicks 2".
  const next = String.fromCharCode(from.charCodeAt(from.length - 1) + 1);
  return { from, to: from.slice(0, -1) + next };
}

/** Where `file`, a folder or what lies below it, is once that folder has another name: only a root ends in a separator. */
export function movedPath(file: string, { from, to }: { from: string; to: string }): string {
  return file === from ? to : withSeparator(to) + file.slice(withSeparator(from).length);
}

/** Whether two normalised paths name one file to the platform's usual file system. */
export function samePath(one: string, other: string, platform: NodeJS.Platform): boolean {
  return comparablePath(one, platform) === comparablePath(other, platform);
}

/**
 * A path as the platform's usual file system compares it: NTFS ignores case, APFS case and the form of accents. Only for
 * comparing, never for storing or opening. Other file systems can be mounted anywhere: the last word is `lstat`'s.
 */
export function comparablePath(normalised: string, platform: NodeJS.Platform): string {
  if (platform === "win32") return foldCase(normalised);
  if (platform === "darwin") return foldCase(normalised.normalize("NFC"));
  return normalised;
}

/** Names that Windows keeps for devices, with any extension; a file of such a name can't be handed to other programs. */
export function isReservedName(name: string, platform: NodeJS.Platform): boolean {
  return (
    platform === "win32" &&
    /^(?:con|prn|aux|nul|con(?:in|out)\$|(?:com|lpt)[0-9¹²³]) *(?:[.:].*)?$/i.test(name)
  );
}

function normaliseWindows(given: string, cwd: string): string {
  const plain = withoutLongPathPrefix(given.replaceAll("/", "\\"));
  const resolved = path.win32.resolve(cwd, withoutDriveRelation(plain, cwd));
  return resolved.replace(/^[a-z]:/, (drive) => drive.toUpperCase());
}

/** `\\?\C:\a` and `\\?\UNC\server\share\a` are `C:\a` and `\\server\share\a`; Node adds the prefix itself when it opens a path. */
function withoutLongPathPrefix(given: string): string {
  return given.replace(/^\\\\\?\\UNC\\/i, "\\\\").replace(/^\\\\\?\\(?=[a-z]:)/i, "");
}

/**
 * `E:` is the whole drive, which is what somebody means who types it, and `E:loops` is taken from there too, unless the
 * current folder is on E. (To cmd.exe both hang on a current folder per drive, which PowerShell and Node don't have.)
 */
function withoutDriveRelation(given: string, cwd: string): string {
  const relative = /^([a-z]:)(?!\\)(.*)$/is.exec(given);
  if (relative === null) return given;
  const [, drive = "", rest = ""] = relative;
  const isCurrentDrive = cwd.slice(0, 2).toUpperCase() === drive.toUpperCase();
  return rest !== "" && isCurrentDrive ? rest : `${drive}\\${rest}`;
}

/** A normalised absolute path tells its platform: only POSIX ones start with a single slash. */
function withSeparator(folder: string): string {
  const separator = folder.startsWith("/") ? "/" : "\\";
  return folder.endsWith(separator) ? folder : folder + separator;
}

/** One to one, as NTFS's own table: a letter whose capital is longer ("ß") stays, and the two small sigmas are one. */
function foldCase(text: string): string {
  return Array.from(text, (letter) => {
    const capital = letter.toUpperCase();
    return capital.length === letter.length ? capital : letter;
  }).join("");
}

/** Two bind parameters, however many ranges there are. */
export function rangeColumns(ranges: readonly PathRange[]): [string[], string[]] {
  return [ranges.map(({ from }) => from), ranges.map(({ to }) => to)];
}
