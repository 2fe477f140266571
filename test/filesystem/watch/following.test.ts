import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import type { WatchEngineName } from "../../../src/filesystem/watch/folder-watcher.ts";
import { Follower, temporaryFolder, treeOf, type Tree } from "./follower.ts";

const ENGINES: readonly WatchEngineName[] = ["folders", "recursive"];

function plant(root: string, tree: Tree): void {
  for (const [path, content] of Object.entries(tree)) {
    mkdirSync(content === null ? join(root, path) : dirname(join(root, path)), { recursive: true });
    if (content !== null) writeFileSync(join(root, path), content);
  }
}

/** Long enough for all that is told within a moment to have been told. */
async function quiet(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 300));
}

async function catchesUp(follower: Follower): Promise<void> {
  await vi.waitFor(() => expect(follower.known()).toEqual(treeOf(follower.root)), {
    timeout: 60_000,
    interval: 20,
  });
}

const START: Tree = {
  "Kicks/01.wav": "one",
  "Kicks/02.wav": "two",
  "Kicks/Deep/03.wav": "three",
  "Snares/Snares/04.wav": "four",
};

const CHANGES: Record<string, (root: string) => void> = {
  "a new file": (root) => writeFileSync(join(root, "Kicks/new.wav"), "new"),
  "a new file in the root": (root) => writeFileSync(join(root, "new.wav"), "new"),
  "a file saved over": (root) => writeFileSync(join(root, "Kicks/Deep/03.wav"), "THREE"),
  "a file replaced in one step": (root) => {
    writeFileSync(join(root, "Kicks/.01.wav.part"), "ONE");
    renameSync(join(root, "Kicks/.01.wav.part"), join(root, "Kicks/01.wav"));
  },
  "a renamed file": (root) => renameSync(join(root, "Kicks/01.wav"), join(root, "Kicks/first.wav")),
  "a file moved to another folder": (root) =>
    renameSync(join(root, "Kicks/01.wav"), join(root, "Snares/Snares/01.wav")),
  "a deleted file": (root) => rmSync(join(root, "Kicks/Deep/03.wav")),
  "a renamed folder": (root) => renameSync(join(root, "Kicks"), join(root, "Kick drums")),
  "a folder renamed and back": (root) => {
    renameSync(join(root, "Kicks"), join(root, "Other"));
    renameSync(join(root, "Other"), join(root, "Kicks"));
  },
  "two folders that swapped names": (root) => {
    renameSync(join(root, "Kicks"), join(root, "Other"));
    renameSync(join(root, "Snares"), join(root, "Kicks"));
    renameSync(join(root, "Other"), join(root, "Snares"));
  },
  "a deleted tree": (root) => rmSync(join(root, "Kicks"), { recursive: true }),
  "a tree deleted and remade at once": (root) => {
    rmSync(join(root, "Kicks"), { recursive: true });
    plant(root, { "Kicks/Deep/05.wav": "five", "Kicks/01.wav": "again" });
  },
  "a folder that holds one of its own name, emptied": (root) =>
    rmSync(join(root, "Snares/Snares"), { recursive: true }),
  "a new tree, six levels deep": (root) =>
    plant(root, { "a/b/c/d/e/f/06.wav": "six", "a/b/07.wav": "seven", "a/empty": null }),
  "a folder that became a file": (root) => {
    rmSync(join(root, "Kicks/Deep"), { recursive: true });
    writeFileSync(join(root, "Kicks/Deep"), "a file");
  },
  "a file that became a folder": (root) => {
    rmSync(join(root, "Kicks/01.wav"));
    plant(root, { "Kicks/01.wav/inside.wav": "inside" });
  },
  "names with odd letters": (root) =>
    plant(root, { "AC\\DC~/100%_#'\"\n😀.wav": "odd", ".subl1.tmp/é.wav": "odd too" }),
  "a thousand files in fifty folders": (root) => {
    for (let index = 0; index < 1_000; index += 1)
      plant(root, { [`New/${index % 50}/${index}.wav`]: `${index}` });
  },
};

/** What Node's imitation of a recursive watch on Linux is deaf to (Node 20.20). Native ones hear it. */
const UNHEARD_BY_IMITATION = new Set(["a folder that became a file", "a file that became a folder"]);
const DEAFENS_IMITATION = new Set([...UNHEARD_BY_IMITATION, "a tree deleted and remade at once"]);
const IMITATION = "Node imitates recursive watching on Linux and is deaf to this";

describe.each(ENGINES)("the engine for %s", (engine) => {
  const isImitation = engine === "recursive" && process.platform === "linux";

  for (const [change, make] of Object.entries(CHANGES)) {
    test(`leads to ${change}`, async (context) => {
      context.skip(isImitation && UNHEARD_BY_IMITATION.has(change), IMITATION);
      using library = temporaryFolder();
      plant(library.path, START);
      await using follower = await Follower.follow(library.path, engine);

      make(library.path);
      await catchesUp(follower);

      expect(follower.errors).toEqual([]);
    });

    test(`hears every folder after ${change}`, async (context) => {
      context.skip(isImitation && DEAFENS_IMITATION.has(change), IMITATION);
      using library = temporaryFolder();
      plant(library.path, START);
      await using follower = await Follower.follow(library.path, engine);
      make(library.path);
      await catchesUp(follower);
      await quiet();

      for (const [path, content] of Object.entries(treeOf(library.path))) {
        if (content === null) writeFileSync(join(library.path, path, "later.wav"), "later");
      }
      await catchesUp(follower);

      expect(follower.errors).toEqual([]);
    });
  }

  test("follows a tree that is moved in and out again", async () => {
    using library = temporaryFolder();
    using elsewhere = temporaryFolder();
    plant(library.path, START);
    plant(elsewhere.path, { "Pack/Loops/a.wav": "a", "Pack/b.wav": "b" });
    await using follower = await Follower.follow(library.path, engine);

    renameSync(join(elsewhere.path, "Pack"), join(library.path, "Pack"));
    await catchesUp(follower);
    expect(follower.known()["Pack/Loops/a.wav"]).toBe("a");
    writeFileSync(join(library.path, "Pack/Loops/c.wav"), "c");
    await catchesUp(follower);
    renameSync(join(library.path, "Pack"), join(elsewhere.path, "Pack"));
    await catchesUp(follower);
    await quiet();
    follower.dirty.length = 0;
    writeFileSync(join(elsewhere.path, "Pack/Loops/d.wav"), "not ours any more");
    await quiet();

    expect({ known: follower.known(), dirty: follower.dirty }).toEqual({
      known: treeOf(library.path),
      dirty: [],
    });
  });

  test("takes no read for a change", async () => {
    using library = temporaryFolder();
    plant(library.path, START);
    await using follower = await Follower.follow(library.path, engine);
    await quiet();
    follower.dirty.length = 0;

    for (let round = 0; round < 3; round += 1) {
      treeOf(library.path);
      readFileSync(join(library.path, "Kicks/01.wav"));
    }
    await quiet();

    expect(follower.dirty).toEqual([]);
  });

  test("tells a folder at most once a tick, however often its files are written", async () => {
    using library = temporaryFolder();
    plant(library.path, START);
    await using follower = await Follower.follow(library.path, engine);
    await quiet();
    follower.dirty.length = 0;

    for (let index = 0; index < 500; index += 1)
      writeFileSync(join(library.path, "Kicks/01.wav"), `take ${index}`);
    await quiet();

    expect(new Set(follower.dirty)).toEqual(new Set(["Kicks"]));
    expect(follower.dirty.length).toBeLessThan(10);
  });

  test("survives names that are not UTF-8", async (context) => {
    // Heard by 20.20.2, 22.23.5 and 24.21.0; not by 24.22.1, 24.22.3 and 26.12.1.
    const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
    const isDeaf = major > 24 || (major === 24 && minor >= 22);
    const says = "since Node 24.22 its imitation of recursive watching on Linux is deaf to such names";
    context.skip(isImitation && isDeaf, says);
    using library = temporaryFolder();
    plant(library.path, START);
    await using follower = await Follower.follow(library.path, engine);
    follower.dirty.length = 0;

    writeFileSync(Buffer.concat([Buffer.from(`${library.path}/Kicks/`), Buffer.from([0xff, 0xfe])]), "x");
    await vi.waitFor(() => expect(follower.dirty).toContain("Kicks"), { timeout: 60_000 });

    expect(follower.errors).toEqual([]);
  });

  test("tells when the root is gone, and follows it again when it is back", async () => {
    using parent = temporaryFolder();
    const root = join(parent.path, "Library");
    plant(root, START);
    await using follower = await Follower.follow(root, engine);

    rmSync(root, { recursive: true });
    await vi.waitFor(() => expect(follower.errors.map((error) => error.folder)).toEqual([root]), {
      timeout: 60_000,
    });
    expect(follower.watcher.watchedFolders).toBe(0);
    plant(root, START);
    await follower.reconcile();
    writeFileSync(join(root, "Kicks/back.wav"), "back");
    await catchesUp(follower);

    expect(follower.known()["Kicks/back.wav"]).toBe("back");
  });

  test("follows another folder that took the root's place", async () => {
    using parent = temporaryFolder();
    const root = join(parent.path, "Library");
    plant(root, START);
    plant(parent.path, { "Other/Toms/a.wav": "a" });
    await using follower = await Follower.follow(root, engine);

    renameSync(root, join(parent.path, "Away"));
    renameSync(join(parent.path, "Other"), root);
    await follower.reconcile();
    await catchesUp(follower);
    writeFileSync(join(root, "Toms/a.wav"), "A");
    await catchesUp(follower);

    expect(follower.known()).toEqual({ Toms: null, "Toms/a.wav": "A" });
  });

  test("watches everything anew after the root was let go", async () => {
    using library = temporaryFolder();
    plant(library.path, START);
    await using follower = await Follower.follow(library.path, engine);

    await follower.watcher.unwatch(library.path);
    await quiet();
    follower.dirty.length = 0;
    writeFileSync(join(library.path, "Kicks/01.wav"), "unheard");
    await quiet();
    expect({ watched: follower.watcher.watchedFolders, dirty: follower.dirty }).toEqual({
      watched: 0,
      dirty: [],
    });

    await follower.reconcile();
    writeFileSync(join(library.path, "Kicks/Deep/03.wav"), "heard");
    await catchesUp(follower);
  });

  test("follows a library whose root is a link", async () => {
    using parent = temporaryFolder();
    plant(parent.path, { "Real/Kicks/01.wav": "one" });
    const root = join(parent.path, "Link");
    symlinkSync(join(parent.path, "Real"), root);
    await using follower = await Follower.follow(root, engine);

    plant(parent.path, { "Real/Kicks/02.wav": "two", "Real/Link/03.wav": "three" });
    await catchesUp(follower);

    expect({ known: Object.keys(follower.known()).toSorted(), errors: follower.errors }).toEqual({
      known: ["Kicks", "Kicks/01.wav", "Kicks/02.wav", "Link", "Link/03.wav"],
      errors: [],
    });
  });

  test("tells of a burst once, after it", async () => {
    using library = temporaryFolder();
    plant(library.path, START);
    await using follower = await Follower.follow(library.path, engine);

    // By turns, because the kernel makes one event of two equal ones.
    for (let round = 0; round < 3_000; round += 1) {
      writeFileSync(join(library.path, "Kicks/01.wav"), `${round}`);
      writeFileSync(join(library.path, "Kicks/02.wav"), `${round}`);
    }
    await vi.waitFor(() => expect(follower.overflows).toBe(1), { timeout: 60_000 });
    await catchesUp(follower);
  });

  test("opens nothing for folders that it watches already, and one watch for each new one", async () => {
    using library = temporaryFolder();
    plant(library.path, START);
    await using follower = await Follower.follow(library.path, engine);

    await follower.reconcile();

    expect(follower.watcher.watchedFolders).toBe(5);
    await follower.watcher.unwatch(join(library.path, "Kicks"));
    expect(follower.watcher.watchedFolders).toBe(3);
  });

  test("says nothing of a folder that is gone before it is watched", async () => {
    using library = temporaryFolder();
    await using follower = await Follower.follow(library.path, engine);
    if (engine === "recursive") return;

    const result = await follower.watcher.watch([{ path: join(library.path, "gone"), inode: 1n }]);

    expect(result).toEqual({ watched: 0, added: [], refused: [] });
  });
});
