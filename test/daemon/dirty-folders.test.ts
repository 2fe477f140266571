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

test("what comes due soon is taken along, but nothing is taken before anything is due", () => {
  const folders = new DirtyFolders();
  folders.mark({ folder: "/a", deep: false, dueAt: 100 });
  folders.mark({ folder: "/b", deep: false, dueAt: 150 });
  folders.mark({ folder: "/c", deep: false, dueAt: 251 });
  expect([
    folders.takeDue(99, 100),
    folders.takeDue(100, 100).map(({ folder }) => folder),
    folders.nextDueAt,
  ]).toEqual([[], ["/a", "/b"], 251]);
});

test("hastened, what would be due until then is due at once, and the rest keeps its time", () => {
  const folders = new DirtyFolders();
  folders.mark({ folder: "/soon", deep: false, dueAt: 150 });
  folders.mark({ folder: "/in an hour", deep: true, dueAt: 3_600_000 });
  folders.mark({ folder: "/long due", deep: false, dueAt: 5 });
  folders.hasten(200, 100);
  expect(folders.all()).toEqual([
    { folder: "/soon", deep: false, dueAt: 100 },
    { folder: "/in an hour", deep: true, dueAt: 3_600_000 },
    { folder: "/long due", deep: false, dueAt: 5 },
  ]);
});
