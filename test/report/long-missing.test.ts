import { expect, test } from "vitest";
import { writeMissing } from "../../src/report/write-missing.ts";
import { fillCatalog, memoryOutput, withCatalog } from "./catalog-world.ts";

const gone = (count: number, folder: string, usedBy?: string[]) =>
  Array.from({ length: count }, (_, at) => ({
    path: `/samples/${folder}/${at}.wav`,
    content: `${folder} ${at}`,
    state: "missing" as const,
    ...(usedBy === undefined ? {} : { usedBy }),
  }));

test("missing counts by library and folder what nobody reads one by one, and names every file where it is asked to", async () => {
  await withCatalog(async (session) => {
    await fillCatalog(session, [...gone(18, "Kits"), ...gone(3, "Loops", ["Song"])]);
    const output = memoryOutput({ columns: 80 });
    await writeMissing(session, { format: "table" }, output);
    expect(output.text()).toBe(
      [
        "Library   missing  used",
        "/samples       21     3",
        "",
        "Folder          missing  used",
        "/samples/Kits        18     0",
        "/samples/Loops        3     3",
        "",
        "21 missing, 0 offline; songs and other programs use 3 of these: --all names every file",
        "",
      ].join("\n"),
    );
    const all = memoryOutput({ columns: 80 });
    await writeMissing(session, { format: "table", all: true }, all);
    expect(all.text().match(/^\/samples\/.*\.wav$/gm)).toHaveLength(21);
  });
});
