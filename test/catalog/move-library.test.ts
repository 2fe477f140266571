import { expect, test } from "vitest";
import { listLibraries } from "../../src/catalog/libraries.ts";
import { moveLibrary } from "../../src/catalog/move-library.ts";
import { withSession } from "../../src/catalog/session.ts";
import { query } from "../world/catalog.ts";
import { withDatabase } from "../world/database.ts";

test.each([
  ["E:\\", "F:\\Samples", "F:\\Samples\\Kicks\\1.wav"],
  ["C:\\Samples", "F:\\", "F:\\Kicks\\1.wav"],
  ["E:\\", "F:\\", "F:\\Kicks\\1.wav"],
  ["\\\\nas\\music\\", "S:\\Music", "S:\\Music\\Kicks\\1.wav"],
  ["S:\\Music", "\\\\nas\\music\\", "\\\\nas\\music\\Kicks\\1.wav"],
  ["/media/ada/One", "/media/ada/Two 2", "/media/ada/Two 2/Kicks/1.wav"],
])("a library that moves from %s to %s takes all paths along", async (from, to, expected) => {
  await withDatabase(async (database) => {
    const separator = from.startsWith("/") ? "/" : "\\";
    const file = [...(from.endsWith(separator) ? [from.slice(0, -1)] : [from]), "Kicks", "1.wav"].join(
      separator,
    );
    await withSession(database.address, async (session) => {
      await session.sql(
        "INSERT INTO libraries (path, real_path, machine_id, machine_name) VALUES ($1, $1, 'm', 'm')",
        [from],
      );
      await session.sql(
        "INSERT INTO assets (file_path, file_hash, library_id) SELECT $1, repeat('ab', 32), id FROM libraries",
        [file],
      );
      const [old] = await listLibraries(session);
      if (old === undefined) throw new Error("no library");
      expect(await moveLibrary(session, old, { folder: to, absorbed: null })).toBe(1);
    });
    expect(await query(database, "SELECT path, real_path FROM libraries")).toEqual([
      { path: to, real_path: to },
    ]);
    expect(await query(database, "SELECT file_path FROM assets")).toEqual([{ file_path: expected }]);
    expect(await query(database, "SELECT from_path, to_path FROM asset_events WHERE type = 'moved'")).toEqual(
      [{ from_path: file, to_path: expected }],
    );
  });
});
