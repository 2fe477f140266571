import { expect, test } from "vitest";
import { FolderTree } from "../../../src/filesystem/watch/folder-tree.ts";

function treeWith(...folders: string[]): FolderTree<string> {
  const tree = new FolderTree<string>();
  for (const folder of folders) tree.set(folder, folder);
  return tree;
}

test("a folder goes with all below it, and its neighbours of like names stay", () => {
  const tree = treeWith("/a", "/a/b", "/a/b/c/d", "/a b", "/ab");

  expect(tree.take("/a").toSorted()).toEqual(["/a", "/a/b", "/a/b/c/d"]);
  expect([tree.size, tree.get("/a"), tree.get("/a/b"), tree.get("/ab"), tree.get("/a b")]).toEqual([
    2,
    undefined,
    undefined,
    "/ab",
    "/a b",
  ]);
});

test("what is below a folder goes though the folder itself was never in the tree", () => {
  const tree = treeWith("/a/b/c", "/a/b/d");

  expect(tree.take("/a").toSorted()).toEqual(["/a/b/c", "/a/b/d"]);
  expect(tree.take("/nowhere")).toEqual([]);
  expect(tree.size).toBe(0);
});

test("a folder that is set twice counts once", () => {
  const tree = treeWith("/a");
  tree.set("/a", "again");

  expect([tree.size, tree.takeAll(), tree.size]).toEqual([1, ["again"], 0]);
});
