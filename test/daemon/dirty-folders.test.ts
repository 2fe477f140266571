import { expect, test } from "vitest";
import { DirtyFolders, type DirtyFolder } from "../../src/daemon/dirty-folders.ts";

const shallow = (folder: string, dueAt: number): DirtyFolder => ({ folder, deep: false, dueAt });
const deep = (folder: string, dueAt: number): DirtyFolder => ({ folder, deep: true, dueAt });

function dirty(...folders: DirtyFolder[]): DirtyFolders {
  const all = new DirtyFolders();
  for (const folder of folders) all.mark(folder);
  return all;
}

test("a folder's time is that of its first event", () => {
  const folders = dirty(shallow("/a", 20), shallow("/a", 10), shallow("/a", 30));
  expect(folders.nextDueAt).toBe(10);
  expect(folders.takeDue(10)).toEqual([shallow("/a", 10)]);
});

test("a folder that was deep once stays deep", () => {
  expect(dirty(deep("/a", 10), shallow("/a", 5)).takeDue(5)).toEqual([deep("/a", 5)]);
});

test("nobody waits for a neighbour", () => {
  const folders = dirty(shallow("/a", 10), shallow("/b", 20), shallow("/a/c", 20));
  expect(folders.takeDue(10)).toEqual([shallow("/a", 10)]);
  expect(folders.all()).toEqual([shallow("/b", 20), shallow("/a/c", 20)]);
  expect(folders.nextDueAt).toBe(20);
});

test("what lies below a deep folder goes with it, whether its time has come or not", () => {
  const folders = dirty(
    shallow("/a/b", 5),
    deep("/a", 10),
    deep("/a/b/c", 10),
    shallow("/a/d", 99),
    shallow("/ab", 99),
  );
  expect(folders.takeDue(10)).toEqual([deep("/a", 10)]);
  expect(folders.all()).toEqual([shallow("/ab", 99)]);
});

test("a shallow folder takes nothing with it", () => {
  const folders = dirty(shallow("/a", 10), shallow("/a/b", 10));
  expect(folders.takeDue(10)).toEqual([shallow("/a", 10), shallow("/a/b", 10)]);
});

test("nothing dirty is never due", () => {
  const folders = dirty(shallow("/a", 10));
  expect(folders.takeDue(9)).toEqual([]);
  folders.takeDue(10);
  expect([folders.size, folders.nextDueAt]).toEqual([0, Infinity]);
});
