import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { Follower, temporaryFolder, treeOf } from "./follower.ts";

/** Numbers that look random and are the same in each run: a linear congruential generator (Numerical Recipes' constants). */
function* randomNumbers(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

/** Writes, renames, moves and deletes, among few names, so that paths and inodes are often used again. */
function changeSomething(root: string, random: () => number): void {
  const folders = [
    root,
    ...readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name)),
  ];
  const pick = () => folders[Math.floor(random() * folders.length)] ?? root;
  const name = `${Math.floor(random() * 4)}`;
  const what = random();
  try {
    if (what < 0.4) writeFileSync(join(pick(), `${name}.wav`), `${random()}`);
    else if (what < 0.65) mkdirSync(join(pick(), name, "deep", name), { recursive: true });
    else if (what < 0.85) renameSync(pick(), join(pick(), name));
    else if (what < 0.95) rmSync(join(pick(), name), { recursive: true, force: true });
    else {
      const folder = join(pick(), name);
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(join(folder, "deep"), { recursive: true });
    }
  } catch {
    // A folder can't be moved into itself or onto a full one: then nothing changes.
  }
}

test.each([1, 2, 3])(
  "whatever is done to a library, its follower ends with what is on the disk (seed %i)",
  async (seed) => {
    using parent = temporaryFolder();
    const root = join(parent.path, "Library");
    mkdirSync(root);
    await using follower = await Follower.follow(root, "folders");
    const numbers = randomNumbers(seed);
    const random = () => numbers.next().value;

    for (let round = 0; round < 60; round += 1) {
      for (let step = 0; step < 8; step += 1) changeSomething(root, random);
      await new Promise((resolve) => setTimeout(resolve, random() * 60));
    }
    await vi.waitFor(() => expect(follower.known()).toEqual(treeOf(root)), { timeout: 60_000, interval: 50 });

    // Every folder that is there is heard, once and for all.
    const folders = Object.entries(treeOf(root)).filter(([, content]) => content === null);
    for (const [folder] of folders) writeFileSync(join(root, folder, "last.wav"), "last");
    await vi.waitFor(() => expect(follower.known()).toEqual(treeOf(root)), { timeout: 60_000, interval: 50 });
    expect({ watched: follower.watcher.watchedFolders, errors: follower.errors }).toEqual({
      watched: folders.length + 1,
      errors: [],
    });
  },
);
