import { expect, test } from "vitest";
import { beginPass, endPass } from "../../src/catalog/running-passes.ts";
import { forgetFolder } from "../../src/catalog/forget.ts";
import type { Session } from "../../src/catalog/session.ts";
import { thisProcess } from "../../src/filesystem/process-identity.ts";
import { noCounts } from "../../src/scan/pass.ts";
import { fillCatalog, withCatalog } from "../report/catalog-world.ts";

const me = thisProcess();

const forget = (session: Session, folder: string, really = true, only = false) =>
  forgetFolder(session, { folder, really, only, process: me });

async function paths(session: Session): Promise<string[]> {
  const rows = await session.sql<{ path: string }>(
    "SELECT coalesce(file_path, last_path) AS path FROM assets ORDER BY 1",
  );
  return rows.map(({ path }) => path);
}

async function libraries(session: Session): Promise<string[]> {
  return (await session.sql<{ path: string }>("SELECT path FROM libraries ORDER BY path")).map(
    ({ path }) => path,
  );
}

test("what no clip uses goes, also what was last seen there; neighbours with odd names stay", async () => {
  await withCatalog(async (session) => {
    await fillCatalog(session, [
      { path: "/samples/a_/1.wav", content: "1" },
      { path: "/samples/a_/deep/2.wav", content: "2", usedBy: ["Song"] },
      { path: "/samples/a_/3.wav", content: "3", state: "missing" },
      { path: "/samples/a_/4.wav", content: "4", state: "missing", lastPath: "/samples/a_/4.wav" },
      { path: "/samples/aX/5.wav", content: "5" },
      { path: "/samples/a_.wav", content: "6" },
      { path: "/samples/a_ 2/7.wav", content: "7" },
    ]);
    const result = { folder: "/samples/a_", kept: 1, libraryRemoved: false, followedBy: "/samples" };
    expect(await forget(session, "/samples/a_", false)).toEqual({ ...result, forgotten: 3 });
    expect(await paths(session)).toHaveLength(7);
    expect(await forget(session, "/samples/a_")).toEqual({ ...result, forgotten: 3 });
    expect(await paths(session)).toEqual([
      "/samples/aX/5.wav",
      "/samples/a_ 2/7.wav",
      "/samples/a_.wav",
      "/samples/a_/deep/2.wav",
    ]);
    expect(await forget(session, "/samples/a_")).toEqual({ ...result, forgotten: 0 });
  });
});

test("a library that is empty now goes with its drives, problems and history; others stay", async () => {
  await withCatalog(async (session) => {
    await fillCatalog(session, [{ path: "/one/1.wav", content: "1" }], "/one");
    await fillCatalog(session, [{ path: "/two/2.wav", content: "2" }], "/two");
    await session.sql(`
      INSERT INTO library_mounts (library_id, path) SELECT id, path || '/usb' FROM libraries;
      INSERT INTO scan_problems (library_id, file_path, code, message) SELECT id, path || '/bad.wav', 'unreadable', 'x' FROM libraries`);
    expect(await forget(session, "/one")).toEqual({
      folder: "/one",
      forgotten: 1,
      kept: 0,
      libraryRemoved: true,
      followedBy: null,
    });
    expect(
      await session.sql("SELECT path FROM library_mounts UNION ALL SELECT file_path FROM scan_problems"),
    ).toEqual([{ path: "/two/usb" }, { path: "/two/bad.wav" }]);
    expect([await libraries(session), await paths(session)]).toEqual([["/two"], ["/two/2.wav"]]);
  });
});

test("a library whose samples songs use stays, with its drives", async () => {
  await withCatalog(async (session) => {
    await fillCatalog(session, [
      { path: "/samples/1.wav", content: "1", usedBy: ["Song"] },
      { path: "/samples/2.wav", content: "2" },
    ]);
    await session.sql(
      "INSERT INTO library_mounts (library_id, path) SELECT id, '/samples/usb' FROM libraries",
    );
    expect(await forget(session, "/samples")).toMatchObject({ forgotten: 1, kept: 1, libraryRemoved: false });
    expect(await session.sql("SELECT path FROM library_mounts")).toEqual([{ path: "/samples/usb" }]);
    expect([await libraries(session), await paths(session)]).toEqual([["/samples"], ["/samples/1.wav"]]);
  });
});

test("a folder above libraries empties them, but they stay libraries", async () => {
  await withCatalog(async (session) => {
    await fillCatalog(session, [{ path: "/m/one/1.wav", content: "1" }], "/m/one");
    await fillCatalog(session, [{ path: "/m/two/2.wav", content: "2" }], "/m/two");
    expect(await forget(session, "/m")).toEqual({
      folder: "/m",
      forgotten: 2,
      kept: 0,
      libraryRemoved: false,
      followedBy: null,
    });
    expect([await libraries(session), await paths(session)]).toEqual([["/m/one", "/m/two"], []]);
  });
});

test("what the catalog does not know is refused", async () => {
  await withCatalog(async (session) => {
    await fillCatalog(session, [{ path: "/samples/1.wav", content: "1" }]);
    await expect(forget(session, "/samples/other")).rejects.toMatchObject({
      code: "folder-not-found",
      message: "the catalog knows nothing below /samples/other: check the path",
    });
  });
});

test("it is refused while a pass runs over the library, one around it or one inside it, and only then", async () => {
  await withCatalog(async (session) => {
    for (const library of ["/m", "/m/one", "/m/one/x", "/other"])
      await fillCatalog(session, [{ path: `${library}/1.wav`, content: library, usedBy: ["Song"] }], library);
    const passOver = async (path: string): Promise<() => Promise<void>> => {
      const [row] = await session.sql<{ id: bigint }>("SELECT id FROM libraries WHERE path = $1", [path]);
      const record = await beginPass(session, {
        libraryId: row!.id,
        folders: null,
        command: "scan",
        process: me,
      });
      return () => endPass(session, record, { status: "complete", counts: noCounts() });
    };
    for (const library of ["/m", "/m/one", "/m/one/x"]) {
      const end = await passOver(library);
      await expect(forget(session, "/m/one")).rejects.toMatchObject({ code: "pass-running" });
      expect(await forget(session, "/m/one", false)).toMatchObject({ forgotten: 0, kept: 2 });
      await end();
    }
    const end = await passOver("/other");
    expect(await forget(session, "/m/one")).toMatchObject({ forgotten: 0, kept: 2 });
    await end();
  });
});

test("its analyses and events go with a row", async () => {
  await withCatalog(async (session) => {
    await fillCatalog(session, [{ path: "/samples/1.wav", content: "1" }]);
    await session.sql(`
      INSERT INTO analysis_cache (asset_id, method) SELECT id, 'bpm' FROM assets;
      INSERT INTO asset_events (asset_id, type) SELECT id, 'changed' FROM assets`);
    await forget(session, "/samples");
    expect(
      await session.sql(
        "SELECT (SELECT count(*) FROM analysis_cache) AS a, (SELECT count(*) FROM asset_events) AS e",
      ),
    ).toEqual([{ a: 0n, e: 0n }]);
  });
});

test("--only takes back a library that was made around others, and leaves these as they are", async () => {
  await withCatalog(async (session) => {
    await fillCatalog(session, [{ path: "/me/Kits/2.wav", content: "2" }], "/me/Kits");
    await fillCatalog(session, [{ path: "/me/Downloads/1.wav", content: "1" }], "/me");
    await session.sql(`
      INSERT INTO library_mounts (library_id, path) SELECT id, path || '/usb' FROM libraries;
      INSERT INTO scan_problems (library_id, file_path, code, message) SELECT id, path || '/bad.wav', 'unreadable', 'x' FROM libraries`);
    await beginPass(session, {
      libraryId:
        (await session.sql<{ id: bigint }>("SELECT id FROM libraries WHERE path = '/me/Kits'"))[0]?.id ?? 0n,
      folders: null,
      command: "scan",
      process: me,
    });
    expect(await forget(session, "/me", true, true)).toEqual({
      folder: "/me",
      forgotten: 1,
      kept: 0,
      libraryRemoved: true,
      followedBy: null,
    });
    expect(await paths(session)).toEqual(["/me/Kits/2.wav"]);
    expect(await libraries(session)).toEqual(["/me/Kits"]);
    expect(
      await session.sql(
        "SELECT path FROM library_mounts UNION ALL SELECT file_path FROM scan_problems ORDER BY 1",
      ),
    ).toEqual([{ path: "/me/Kits/bad.wav" }, { path: "/me/Kits/usb" }]);
  });
});
