import {
  appendFileSync,
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { idsByPath, statesByPath } from "../world/catalog.ts";
import { keepsMarks } from "../scan/model/disk.ts";
import { makeTree, putFile } from "../world/tree.ts";
import {
  catalogIsTheDisk,
  eventually,
  filesRead,
  openWorld,
  quiet,
  SETTLE_MS,
  take,
  takes,
  type World,
} from "./service.ts";

const DEAF = "Node's imitation of a recursive watch on Linux hears nothing of this (Windows and macOS do)";

/** The tests of one engine: each has a folder of its own in one library that one service follows. */
export function testFollowing(engine: "folders" | "recursive"): void {
  let world: World & { close(): Promise<void> };

  beforeAll(async () => {
    world = await openWorld(
      {
        "save/1.wav": 1,
        "over/1.wav": 10,
        "atomic/1.wav": 20,
        "rename/1.wav": 30,
        "folder/Old/1.wav": 40,
        "folder/Old/Deep/2.wav": 41,
        "out/Gone/1.wav": 50,
        "out/Gone/Deep/2.wav": 51,
        "again/Same/1.wav": 60,
        "again/Same/Deep/2.wav": 61,
        "swap/1.wav": 70,
        "swap/2.wav": 71,
        "slow/1.wav": 80,
      },
      { engine },
    );
  });
  afterAll(async () => {
    await world.close();
  });

  /** Does something to the disk, waits for the catalog, and says how many files were read for it. */
  async function after(change: () => void | Promise<void>): Promise<number> {
    const before = await filesRead(world.database);
    await change();
    await catalogIsTheDisk(world);
    await quiet(world.database);
    return (await filesRead(world.database)) - before;
  }
  const at = (path: string): string => join(world.library, path);
  /** A moved file is known by its marks, and not read. */
  const isKnown = (): boolean => keepsMarks(world.library);
  const ids = async (): Promise<Record<string, string>> => idsByPath(world.database, world.library);

  test("a saved file is a row", async () => {
    expect(await after(() => putFile(at("save/2.wav"), take(2)))).toBe(1);
  });

  test("a file saved over keeps its id", async () => {
    const before = await ids();
    expect(await after(() => writeFileSync(at("over/1.wav"), take(11)))).toBe(1);
    expect(await ids()).toEqual(before);
  });

  test("a file that is replaced in one step keeps its id", async () => {
    const before = await ids();
    const read = await after(() => {
      writeFileSync(at("atomic/.1.wav.tmp"), take(21));
      renameSync(at("atomic/.1.wav.tmp"), at("atomic/1.wav"));
    });
    expect(read).toBe(1);
    expect(await ids()).toEqual(before);
  });

  test("a renamed file keeps its id", async () => {
    const { "rename/1.wav": id, ...others } = await ids();
    expect(await after(() => renameSync(at("rename/1.wav"), at("rename/one.wav")))).toBe(isKnown() ? 0 : 1);
    expect(await ids()).toEqual({ ...others, "rename/one.wav": id });
  });

  test("the files of a renamed folder keep their ids", async () => {
    const { "folder/Old/1.wav": one, "folder/Old/Deep/2.wav": two, ...others } = await ids();
    expect(await after(() => renameSync(at("folder/Old"), at("folder/New")))).toBe(isKnown() ? 0 : 2);
    expect(await ids()).toEqual({ ...others, "folder/New/1.wav": one, "folder/New/Deep/2.wav": two });
    // What was renamed is heard under its new name.
    expect(await after(() => putFile(at("folder/New/Deep/3.wav"), take(42)))).toBe(1);
  });

  test("a tree that is moved out is missing, and comes back with its ids", async () => {
    const before = await ids();
    const outside = mkdtempSync(join(tmpdir(), "musaic-outside-"));
    try {
      expect(await after(() => renameSync(at("out/Gone"), join(outside, "Gone")))).toBe(0);
      expect(await statesByPath(world.database, world.library)).toMatchObject({
        "out/Gone/1.wav": "missing",
        "out/Gone/Deep/2.wav": "missing",
      });
      await after(() => renameSync(join(outside, "Gone"), at("out/Back")));
      const { "out/Gone/1.wav": one, "out/Gone/Deep/2.wav": two, ...others } = before;
      expect(await ids()).toEqual({ ...others, "out/Back/1.wav": one, "out/Back/Deep/2.wav": two });
    } finally {
      rmSync(outside, { recursive: true });
    }
  });

  test("a tree that is deleted and made again at once is followed", async (context) => {
    if (engine === "recursive") context.skip(DEAF);
    const before = await ids();
    await after(() => {
      rmSync(at("again/Same"), { recursive: true });
      makeTree(at("again"), takes({ "Same/1.wav": 60, "Same/Deep/2.wav": 61 }));
    });
    expect(await ids()).toEqual(before);
    expect(await after(() => putFile(at("again/Same/Deep/3.wav"), take(62)))).toBe(1);
  });

  test("two files that are swapped keep their ids with their content", async () => {
    const { "swap/1.wav": one, "swap/2.wav": two, ...others } = await ids();
    await after(() => {
      renameSync(at("swap/1.wav"), at("swap/x.wav"));
      renameSync(at("swap/2.wav"), at("swap/1.wav"));
      renameSync(at("swap/x.wav"), at("swap/2.wav"));
    });
    expect(await ids()).toEqual({ ...others, "swap/1.wav": two, "swap/2.wav": one });
  });

  test("a new tree six levels deep is followed to its end", async () => {
    const deep = "new/1/2/3/4/5/6";
    expect(
      await after(() => makeTree(at("new"), takes({ "1/2/3/4/5/6/a.wav": 100, "1/2/b.wav": 101 }))),
    ).toBe(2);
    expect(await after(() => putFile(at(`${deep}/c.wav`), take(102)))).toBe(1);
  });

  test("2,000 files unpacked into 100 folders are read once each", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 2_000 }, (_, n) => [
        `zip/${n % 100}/${n % 7}/${n}.wav`,
        Buffer.from(`content ${n}`),
      ]),
    );
    expect(await after(() => makeTree(world.library, files))).toBe(2_000);
  });

  test("a copied tree is rows of its own", async () => {
    const before = await ids();
    const read = await after(() => cpSync(at("zip/1"), at("copy"), { recursive: true }));
    expect(read).toBe(20);
    expect(await ids()).toMatchObject(before);
  });

  test("a file that is written for six seconds keeps nobody waiting and is read once", async () => {
    const before = await filesRead(world.database);
    const slow = openSync(at("slow/long.wav"), "w");
    const writing = setInterval(() => writeSync(slow, Buffer.alloc(1_000, "x")), SETTLE_MS / 10);
    await sleep(1_000);
    putFile(at("slow/neighbour.wav"), take(81));
    await eventually(async () => expect(Object.keys(await ids())).toContain("slow/neighbour.wav"));
    await sleep(4_000);
    expect(Object.keys(await ids())).not.toContain("slow/long.wav");
    clearInterval(writing);
    closeSync(slow);
    await catalogIsTheDisk(world);
    await quiet(world.database);
    expect((await filesRead(world.database)) - before).toBe(2);
  });

  test("a file that grows again is read again, and keeps its id", async () => {
    const before = await ids();
    expect(await after(() => appendFileSync(at("slow/1.wav"), "more"))).toBe(1);
    expect(await ids()).toEqual(before);
  });

  test("the folder of a PostgreSQL server in the library costs no pass, however busy it is", async (context) => {
    if (engine === "recursive") context.skip("the imitation on Linux tells of the folder above as well");
    makeTree(at("server"), { PG_VERSION: "18", "pg_wal/0001": "log", "base/1/1.wav": take(4) });
    await quiet(world.database);
    for (const write of [5, 6]) {
      // The folder itself changes, too: what is below it is not taken for news.
      putFile(at("server/postmaster.pid"), String(write));
      appendFileSync(at("server/pg_wal/0001"), "more");
      putFile(at(`server/base/1/${write}.wav`), take(write));
      await quiet(world.database);
    }
    const passedOver = world.service.log.flatMap(({ folders }) => (Array.isArray(folders) ? folders : []));
    expect(passedOver.filter((folder) => String(folder).startsWith(at("server/")))).toEqual([]);
    expect(Object.keys(await ids()).filter((path) => path.startsWith("server"))).toEqual([]);
    rmSync(at("server"), { recursive: true });
    await quiet(world.database);
  });

  test("folders that the rules leave out cost no pass", async (context) => {
    if (engine === "recursive") context.skip("the imitation on Linux tells of the folder above as well");
    const passes = (): number => world.service.log.filter(({ event }) => event === "pass").length;
    const before = passes();
    mkdirSync(at("save/@eaDir"));
    await eventually(() => expect(passes()).toBe(before + 1));
    putFile(at("save/@eaDir/1.wav"), take(3));
    await quiet(world.database);
    expect(passes()).toBe(before + 1);
  });
}
