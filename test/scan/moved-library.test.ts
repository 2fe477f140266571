import { cpSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { idsByPath, query } from "../world/catalog.ts";
import { takes, withScannedLibrary } from "../world/library.ts";
import { scan, type ScanOverrides } from "../world/scan.ts";
import { putFile } from "../world/tree.ts";

/** Collects the lines that a pass says. */
function listening(): { notes: string[]; events: NonNullable<ScanOverrides["events"]> } {
  const notes: string[] = [];
  return { notes, events: { onNote: (line) => notes.push(line) } };
}

/** As `rsync -a` or a file manager brings a library to another drive: all times are kept. */
function clone(from: string, to: string): void {
  cpSync(from, to, { recursive: true, preserveTimestamps: true });
}

test("the library's own folder renamed on the same disk: all paths rewritten at once, nothing read, said in a line", async () => {
  await withScannedLibrary(takes(5, "a"), async ({ database, root, library, before }) => {
    const renamed = join(root, "Samples 2");
    renameSync(library, renamed);
    const { notes, events } = listening();
    const result = await scan(database, renamed, { events });
    expect(result).toMatchObject({ status: "complete", unchanged: 5, added: 0, filesRead: 0 });
    expect(notes).toEqual([`${library} is now ${renamed}: 5 paths rewritten, nothing read`]);
    expect(await idsByPath(database, renamed)).toEqual(before);
    expect(await query(database, "SELECT path FROM libraries")).toEqual([{ path: renamed }]);
    expect(await query(database, "SELECT DISTINCT type FROM asset_events")).toEqual([{ type: "moved" }]);
  });
});

test("on another mount path or drive the library follows with --moved-from, after a sample is verified", async () => {
  await withScannedLibrary(takes(5, "a"), async ({ database, root, library, before }) => {
    const elsewhere = join(root, "media/drive");
    clone(library, elsewhere);
    rmSync(library, { recursive: true });
    const { notes, events } = listening();
    const result = await scan(database, elsewhere, { movedFrom: library, events });
    expect(result).toMatchObject({ status: "complete", added: 0, missing: 0, unchanged: 5 });
    expect(notes[0]).toBe(`${library} is now ${elsewhere}: 5 paths rewritten, nothing read`);
    expect(await idsByPath(database, elsewhere)).toEqual(before);
    expect(await query(database, "SELECT path FROM libraries")).toEqual([{ path: elsewhere }]);
  });
});

test("without --moved-from a folder that looks like an offline library is only said to", async () => {
  await withScannedLibrary(takes(5, "a"), async ({ database, root, library, before }) => {
    const elsewhere = join(root, "media");
    clone(library, elsewhere);
    renameSync(library, join(root, "unplugged"));
    const { notes, events } = listening();
    await scan(database, elsewhere, { events });
    expect(notes).toEqual([
      expect.stringContaining(`musaic-catalog scan '${elsewhere}' --moved-from '${library}'`),
    ]);
    expect(await idsByPath(database, library)).toMatchObject(before);
  });
});

test("the hint can be followed after the scan that gave it: the ids go to the new place, its own rows make room", async () => {
  await withScannedLibrary(takes(5, "a"), async ({ database, root, library, before }) => {
    const elsewhere = join(root, "media");
    clone(library, elsewhere);
    renameSync(library, join(root, "unplugged"));
    await scan(database, elsewhere);
    putFile(join(elsewhere, "new.wav"), "new");
    const result = await scan(database, elsewhere, { movedFrom: library });
    expect(result).toMatchObject({ status: "complete", unchanged: 5, added: 1, missing: 0 });
    expect(await idsByPath(database, elsewhere)).toEqual({ ...before, "new.wav": expect.any(String) });
    expect(await query(database, "SELECT path FROM libraries")).toEqual([{ path: elsewhere }]);
  });
});

test("--moved-from a library that is still there is refused: the folder is a copy", async () => {
  await withScannedLibrary(takes(5, "a"), async ({ database, root, library, before }) => {
    const copy = join(root, "copy");
    clone(library, copy);
    await expect(scan(database, copy, { movedFrom: library })).rejects.toMatchObject({
      code: "usage",
      message: expect.stringMatching(/it is still there.* take the old folder away first/),
    });
    expect(await idsByPath(database, library)).toEqual(before);
    renameSync(library, join(root, "old"));
    expect(await scan(database, copy, { movedFrom: library })).toMatchObject({ unchanged: 5, added: 0 });
    expect(await idsByPath(database, copy)).toEqual(before);
  });
});

test("a clone made by rsync -a never takes the ids, whether the library is there or not", async () => {
  for (const isThere of [true, false]) {
    await withScannedLibrary(takes(5, "a"), async ({ database, root, library, before }) => {
      const backup = join(root, "backup");
      clone(library, backup);
      if (!isThere) renameSync(library, join(root, "unplugged"));
      expect(await scan(database, backup)).toMatchObject({ added: 5, moved: 0, missing: 0 });
      expect(await idsByPath(database, library)).toMatchObject(before);
      const clones = await query(database, "SELECT FROM assets WHERE file_path LIKE $1", [`${backup}/%`]);
      expect(clones).toHaveLength(5);
    });
  }
});

for (const when of ["long before it was read", "in the moment in which it was read"]) {
  test(`a wrong --moved-from is refused, and nothing is changed (all was written ${when})`, async () => {
    await withScannedLibrary(takes(5, "a"), async ({ database, root, library, before }) => {
      if (when.startsWith("in ")) await query(database, "UPDATE assets SET read_again = true");
      const stranger = join(root, "stranger");
      clone(library, stranger);
      putFile(join(stranger, "a/3.wav"), "other bytes");
      renameSync(library, join(root, "unplugged"));
      const wrong = scan(database, stranger, { movedFrom: library });
      await expect(wrong).rejects.toThrow(`${join(stranger, "a/3.wav")} is not what the catalog knows of it`);
      await expect(scan(database, stranger, { movedFrom: join(root, "never") })).rejects.toThrow(
        "no such library",
      );
      expect(await idsByPath(database, library)).toEqual(before);
      expect(await query(database, "SELECT path FROM libraries")).toEqual([{ path: library }]);
    });
  });
}
