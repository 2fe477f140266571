import { expect, test } from "vitest";
import type { Containment } from "../../src/catalog/folder-containment.ts";
import { writeFolders } from "../../src/report/folders.ts";
import { tellingFolders } from "../../src/report/telling-folders.ts";
import { fillCatalog, memoryOutput, withCatalog } from "./catalog-world.ts";
import { schemaFaults } from "./report-schema.ts";

function pack(folder: string, contents: readonly string[]): { path: string; content: string }[] {
  return contents.map((content) => ({ path: `${folder}/${content}.wav`, content }));
}

test("a pack that mostly lies in another is said with its share, and no folder is said to be in one above it", async () => {
  await withCatalog(async (session) => {
    await fillCatalog(session, [
      ...pack("/samples/Pack A/Kicks", ["k1", "k2", "k3"]),
      ...pack("/samples/Pack A/Snares", ["s1", "s2", "s3"]),
      ...pack("/samples/Pack A/Hats", ["h1", "h2"]),
      ...pack("/samples/Old/Pack B/K", ["k1", "k2", "k3"]),
      ...pack("/samples/Old/Pack B/S", ["s1", "s2", "own"]),
      ...pack("/samples/Other", ["x1", "x2", "x3", "k1"]),
      ...pack("/samples/Pack A/Kicks/Copies", ["k1", "k2"]),
    ]);
    const output = memoryOutput();
    expect(await writeFolders(session, { format: "json" }, output)).toEqual({ folders: 2 });
    expect(schemaFaults("folders", output.text())).toEqual([]);
    const { folders }: { folders: object[] } = JSON.parse(output.text());
    expect(folders).toEqual([
      {
        folder: "/samples/Old",
        container: "/samples/Pack A",
        contents: 6,
        bytes: 13,
        sharedContents: 5,
        sharedBytes: 10,
        containerContents: 8,
        share: 5 / 6,
      },
      {
        folder: "/samples/Old/Pack B/K",
        container: "/samples/Pack A/Kicks",
        contents: 3,
        bytes: 6,
        sharedContents: 3,
        sharedBytes: 6,
        containerContents: 3,
        share: 1,
      },
    ]);
  });
});

test("two folders that are equal are said once", async () => {
  await withCatalog(async (session) => {
    await fillCatalog(session, [
      ...pack("/samples/Pack", ["k1", "k2", "k3"]),
      ...pack("/samples/Pack copy", ["k1", "k2", "k3"]),
    ]);
    const output = memoryOutput({ columns: 60 });
    await writeFolders(session, { format: "table" }, output);
    expect(output.text()).toBe("/samples/Pack copy\n  is 100 % in /samples/Pack\n  3 of 3 files, 6 B\n\n");
  });
});

test("a library that is a backup of another is said as a whole, on Windows too", async () => {
  await withCatalog(async (session) => {
    await fillCatalog(
      session,
      ["k1", "k2", "own"].map((content) => ({ path: `D:\\Samples\\Drums\\${content}.wav`, content })),
      "D:\\Samples",
    );
    await fillCatalog(
      session,
      ["k1", "k2"].map((content) => ({ path: `E:\\Backup\\Old\\${content}.wav`, content })),
      "E:\\Backup",
    );
    const output = memoryOutput();
    await writeFolders(session, { format: "csv" }, output);
    expect(output.text()).toBe(
      "folder,container,share,contents,sharedContents,sharedBytes,bytes\nE:\\Backup,D:\\Samples,1,2,2,4,4\n",
    );
  });
});

test("nothing is contained in an empty catalog", async () => {
  await withCatalog(async (session) => {
    const output = memoryOutput();
    await writeFolders(session, { format: "table" }, output);
    expect(output.text()).toBe("No folder is contained in another.\n");
  });
});

function held(folder: string, container: string, [shared, contents]: [number, number]): Containment {
  return {
    folder,
    container,
    contents,
    bytes: contents,
    sharedContents: shared,
    sharedBytes: shared,
    containerContents: 100,
  };
}

test("of two that hold each other, the one held more wholly is said", () => {
  const found = [held("/a", "/b", [6, 10]), held("/b", "/a", [6, 6])];
  expect(tellingFolders(found).map(({ folder }) => folder)).toEqual(["/b"]);
});

test("inside a folder that is mostly held nothing is said, inside one that is half held what is wholly held", () => {
  const found = [
    held("/mostly", "/x", [95, 100]),
    held("/mostly/part", "/x/part", [10, 10]),
    held("/half", "/x", [50, 100]),
    held("/half/whole", "/x/w", [20, 20]),
    held("/half/less", "/x/l", [5, 10]),
  ];
  expect(tellingFolders(found).map(({ folder }) => folder)).toEqual(["/mostly", "/half", "/half/whole"]);
});
