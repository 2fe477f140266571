import { expect, test } from "vitest";
import type { Session } from "../../src/catalog/session.ts";
import { writeDuplicates, type DuplicateFormat } from "../../src/report/write-duplicates.ts";
import { fillCatalog, hashOf, memoryOutput, withCatalog } from "./catalog-world.ts";
import { schemaFaults } from "./report-schema.ts";

async function written(session: Session, format: DuplicateFormat, columns = 80): Promise<string> {
  const output = memoryOutput({ columns });
  await writeDuplicates(session, { format, check: false }, output);
  return output.text();
}

const HOSTILE = '/samples/=cmd|\' \u001b[31m\u202e,"x".wav';

async function fillHostile(session: Session): Promise<Map<string, string>> {
  return fillCatalog(session, [
    { path: "/samples/a/kick.wav", content: "kick!!", usedBy: ["Song, A"] },
    { path: HOSTILE, content: "kick!!" },
    { path: "/samples/x\ny.wav", content: "snare" },
    { path: "/samples/z.wav", content: "snare" },
  ]);
}

test("fdupes: a path a line, an empty line after each group, no name that a line can't say", async () => {
  await withCatalog(async (session) => {
    await fillHostile(session);
    const output = memoryOutput();
    const result = await writeDuplicates(session, { format: "fdupes", check: false }, output);
    expect(output.text()).toBe(`/samples/a/kick.wav\n${HOSTILE}\n\n`);
    expect(result.leftOut).toBe(2);
  });
});

test("a script that deletes all but the first of an fdupes group deletes no copy that a song uses", async () => {
  await withCatalog(async (session) => {
    await fillCatalog(session, [
      { path: "/samples/1.wav", content: "same", usedBy: ["A", "B"] },
      { path: "/samples/2.wav", content: "same", usedBy: ["A"] },
      { path: "/samples/3.wav", content: "same" },
      { path: "/samples/4.wav", content: "both", usedBy: ["A"] },
      { path: "/samples/5.wav", content: "both", usedBy: ["A"] },
    ]);
    expect(await written(session, "fdupes")).toBe("/samples/1.wav\n/samples/3.wav\n\n");
    const [, sum] = (await written(session, "table")).split("\n");
    expect(sum).toBe("2 groups of 5 files: 1 copy can go, 4 B to regain; 2 more are used");
  });
});

test("CSV: a row a file, hostile names harmless", async () => {
  await withCatalog(async (session) => {
    const ids = await fillHostile(session);
    const lines = (await written(session, "csv")).split("\n");
    expect(lines.length).toBe(6);
    expect(lines.slice(0, 3)).toEqual([
      "fileHash,sizeBytes,keep,filePath,assetId,clips,projects,removable,hardLinkOf,library,modifiedAt,state,keptBy,uses,usedBy,usesKnown",
      `${hashOf("kick!!")},6,true,/samples/a/kick.wav,${ids.get("/samples/a/kick.wav")},1,"Song, A",false,,/samples,1970-01-01T00:00:01.000Z,unchecked,used,0,,true`,
      `${hashOf("kick!!")},6,false,"/samples/=cmd|' \\x1b[31m\\u{202e},""x"".wav",${ids.get(HOSTILE)},0,,true,,/samples,1970-01-01T00:00:01.000Z,unchecked,used,0,,true`,
    ]);
  });
});

test("NDJSON: header, groups, footer, each an object on its own line", async () => {
  await withCatalog(async (session) => {
    await fillHostile(session);
    const lines = (await written(session, "ndjson")).trimEnd().split("\n");
    const objects = lines.map((line): unknown => JSON.parse(line));
    expect(objects).toMatchObject([
      { type: "header", command: "duplicates", totals: { groups: 2 } },
      { type: "item", files: [{ filePath: "/samples/a/kick.wav" }, { filePath: HOSTILE }] },
      { type: "item" },
      { type: "footer", checked: { files: 0 } },
    ]);
  });
});

test("JSON: as its schema says, and no raw control character", async () => {
  await withCatalog(async (session) => {
    await fillHostile(session);
    const text = await written(session, "json");
    expect(schemaFaults("duplicates", text)).toEqual([]);
    expect(/[^\P{Cc}\n]|\p{Bidi_Control}/u.test(text)).toBe(false);
  });
});

test("the table says what to keep and why, within the terminal's width", async () => {
  await withCatalog(async (session) => {
    await fillHostile(session);
    await session.sql("UPDATE assets SET mtime_ns = NULL");
    const text = await written(session, "table", 60);
    expect(text.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (UTC|[+-]\d\d:\d\d)/, "TIME")).toBe(
      [
        "duplicates at TIME · in all libraries",
        "2 groups of 4 files: 2 copies can go, 11 B to regain",
        "",
        "6 B × 2, 6 B to regain · kept by used",
        "keep  /samples/a/kick.wav                  1 clip in Song, A",
        String.raw`      /samples/=cm…[31m\u{202e},"x".wav`,
        "",
        "5 B × 2, 5 B to regain · kept by shortest-path",
        "keep  /samples/z.wav",
        String.raw`      /samples/x\ny.wav`,
        "",
        "no file was looked at",
        "",
      ].join("\n"),
    );
  });
});

test("a report whose reader went away stops at once, and its connection is free again", async () => {
  await withCatalog(async (session) => {
    await session.sql(
      `INSERT INTO assets (file_path, file_hash, size_bytes, mtime_ns)
       SELECT '/samples/' || n || '.wav', encode(sha256((n % 9000)::text::bytea), 'hex'), 10, 1 FROM generate_series(1, 18000) n`,
    );
    let writes = 0;
    const output = {
      columns: 80,
      color: false,
      write: async () => {
        writes++;
        throw Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
      },
    };
    await expect(writeDuplicates(session, { format: "json", check: false }, output)).rejects.toThrow("EPIPE");
    expect(writes).toBe(1);
    expect(await session.sql("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });
});
