/** A mounted file system: where, what (a device, `//server/share`, `me@host:`), and the name of its type as the system gives it. */
export interface Mount {
  readonly folder: string;
  readonly type: string;
  readonly source: string;
}

/** Reads `/proc/self/mountinfo`; its format is described in proc_pid_mountinfo(5). */
export function parseMountinfo(text: string): Mount[] {
  const mounts: Mount[] = [];
  for (const line of text.split("\n")) {
    const [before, after] = line.split(" - ", 2);
    const folder = before?.split(" ")[4];
    const [type, source = ""] = after?.split(" ") ?? [];
    if (folder !== undefined && type !== undefined)
      mounts.push({ folder: unescapeOctal(folder), type, source: unescapeOctal(source) });
  }
  return mounts;
}

/** Reads what macOS's `mount` prints: `//me@nas/Samples on /Volumes/Samples (smbfs, nodev, nosuid)`. */
export function parseMountCommand(text: string): Mount[] {
  return [...text.matchAll(/^(?<source>.+?) on (?<folder>\/.*) \((?<type>[^,)]+)[^()]*\)$/gmu)].flatMap(
    ({ groups }) =>
      groups?.["folder"] !== undefined && groups["type"] !== undefined
        ? [{ folder: groups["folder"], type: groups["type"], source: groups["source"] ?? "" }]
        : [],
  );
}

/** The mount that holds the path (absolute, links resolved): the deepest, and of several at one place the last. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | null {
  let found: Mount | null = null;
  for (const mount of mounts) {
    const holds = mount.folder === "/" || path === mount.folder || path.startsWith(`${mount.folder}/`);
    if (holds && mount.folder.length >= (found?.folder.length ?? 0)) found = mount;
  }
  return found;
}

/** The kernel writes space, tab, line feed and backslash in mount points as three octal digits of each byte. */
function unescapeOctal(text: string): string {
  return text.replaceAll(/\\(?<octal>[0-7]{3})/gu, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}
