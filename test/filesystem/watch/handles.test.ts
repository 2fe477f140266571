import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { defaultEngine, type WatchEngineName } from "../../../src/filesystem/watch/folder-watcher.ts";
import { readWatchLimits } from "../../../src/filesystem/watch-limits.ts";
import { Follower, temporaryFolder } from "./follower.ts";

function plantFolders(root: string, count: number): void {
  for (let index = 0; index < count; index += 1) {
    mkdirSync(join(root, `${index}`));
    for (let file = 0; file < 12; file += 1) writeFileSync(join(root, `${index}`, `${file}.wav`), "x");
  }
}

function openHandles(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "FSEventWrap").length;
}

test("Windows and macOS have one recursive watch a library, all others one a folder", () => {
  expect((["linux", "win32", "darwin", "freebsd"] as const).map(defaultEngine)).toEqual([
    "folders",
    "recursive",
    "recursive",
    "folders",
  ]);
});

test("the system holds one watch for each folder, and none for a file", async (context) => {
  context.skip(process.platform !== "linux", "only Linux tells how many watches a process holds");
  using library = temporaryFolder();
  plantFolders(library.path, 100);
  const before = await readWatchLimits();

  await using follower = await Follower.follow(library.path, "folders");
  const during = await readWatchLimits();
  writeFileSync(join(library.path, "7", "new.wav"), "x");
  await vi.waitFor(() => expect(follower.dirty).toContain("7"));
  const after = await readWatchLimits();

  expect([during, after].map((limits) => (limits?.usedWatches ?? 0) - (before?.usedWatches ?? 0))).toEqual([
    101, 101,
  ]);
});

test.each<WatchEngineName>(["folders", "recursive"])(
  "closing leaves no handle and tells nothing more (%s)",
  async (engine) => {
    using library = temporaryFolder();
    plantFolders(library.path, 20);
    const follower = await Follower.follow(library.path, engine);
    expect(openHandles()).toBeGreaterThan(0);
    writeFileSync(join(library.path, "7", "new.wav"), "x");

    await follower[Symbol.asyncDispose]();
    await follower.watcher.close();
    follower.dirty.length = 0;
    writeFileSync(join(library.path, "8", "new.wav"), "x");
    await new Promise((resolve) => setTimeout(resolve, 200));

    expect({
      handles: openHandles(),
      dirty: follower.dirty,
      watched: follower.watcher.watchedFolders,
    }).toEqual({ handles: 0, dirty: [], watched: 0 });
    expect(await follower.watcher.watch([{ path: library.path, inode: 1n }])).toEqual({
      watched: 0,
      added: [],
      refused: [],
    });
  },
);
