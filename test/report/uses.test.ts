import { join } from "node:path";
import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { brokenReferences, duplicates, find, uses, type BrokenReference } from "../../src/index.ts";
import { query } from "../world/catalog.ts";
import { withDatabase } from "../world/database.ts";
import { age } from "../world/library.ts";
import { runCli } from "../world/run-cli.ts";
import { scan } from "../world/scan.ts";
import { makeTree, withFolder, type TreeLiteral } from "../world/tree.ts";
import { schemaFaults } from "./report-schema.ts";

interface World {
  readonly url: string;
  readonly library: string;
  /** Runs the program; its JSON keeps to its schema. Paths are relative to the library. */
  json(schema: string, ...args: string[]): Promise<Record<string, unknown>>;
  table(...args: string[]): Promise<string[]>;
  scan(): Promise<void>;
}

async function withUses(literal: TreeLiteral, use: (world: World) => Promise<void>): Promise<void> {
  await withDatabase((database) =>
    withFolder(async (root) => {
      const library = join(root, "library");
      makeTree(library, literal);
      age(library);
      await scan(database, library);
      const run = async (...args: string[]): Promise<string> => {
        const { stdout } = await runCli(args, { url: database.url, cwd: root, env: { HOME: root } });
        return stdout;
      };
      const relative = (text: string): string => text.replaceAll(`${library}/`, "");
      await use({
        url: database.url,
        library,
        async json(schema, ...args) {
          const text = await run(...args, "--json");
          expect(schemaFaults(schema, text)).toEqual([]);
          return JSON.parse(relative(text)) as Record<string, unknown>;
        },
        table: async (...args) => relative(await run(...args)).split("\n"),
        scan: async () => void (await scan(database, library)),
      });
      await query(database, "SELECT 1");
    }),
  );
}

const KIT = `<drumkit_info><name>Rock</name><instrumentList><instrument><layer><filename>empty.wav</filename></layer></instrument></instrumentList></drumkit_info>`;
const SONG = '<REAPER_PROJECT 0.1\n  FILE "D:\\Audio\\tom.wav"\n>\n';
const BROKEN_PRESET = '<DecentSampler><sample path="pad.wav"/><sam';

const LITERAL = {
  "a-old/empty.wav": "empty",
  "kits/Rock/drumkit.xml": KIT,
  "kits/Rock/empty.wav": "empty",
  "one/kick.wav": "kick",
  "two/kick.wav": "kick",
  "two/both.sfz": "<region> sample=kick.wav\n<region> sample=../one/kick.wav",
  "tom/tom.wav": "tom",
  "tom/copy.wav": "tom",
  "tom/another.wav": "tom",
  "songs/song.rpp": SONG,
  "preset/pad.dspreset": BROKEN_PRESET,
  "preset/deep/hat.wav": "hat",
  "hat.wav": "hat",
};

interface Group {
  readonly files: {
    filePath: string;
    keep: boolean;
    removable: boolean;
    uses: number;
    usesKnown: boolean;
    usedBy: { how: string; path: string }[];
  }[];
}

test("a copy that a kit, a song or an instrument names is kept, and none of those that are used can go", async () => {
  await withUses(LITERAL, async ({ json, table }) => {
    const { groups } = (await json("duplicates", "duplicates", "--sort", "path")) as unknown as {
      groups: Group[];
    };
    const said = groups.map(({ files }) =>
      files.map(({ filePath, keep, removable, uses: count, usesKnown, usedBy }) =>
        [
          keep ? "keep" : removable ? "can go" : "stays",
          filePath,
          count,
          usesKnown ? "" : "?",
          ...usedBy.map(({ how, path }) => `${how}: ${path}`),
        ].join(" "),
      ),
    );
    expect(said).toEqual(
      [
        ["keep kits/Rock/empty.wav 1  names: kits/Rock/drumkit.xml", "can go a-old/empty.wav 0 "],
        ["keep preset/deep/hat.wav 0 ? unknown: preset/pad.dspreset", "can go hat.wav 0 "],
        ["keep one/kick.wav 1  names: two/both.sfz", "stays two/kick.wav 1  names: two/both.sfz"],
        [
          "keep tom/tom.wav 1  may name: songs/song.rpp",
          "can go tom/another.wav 0 ",
          "can go tom/copy.wav 0 ",
        ],
      ].toSorted((one, other) => (firstPath(one) < firstPath(other) ? -1 : 1)),
    );
    const lines = await table("duplicates", "--sort", "path");
    expect(lines.filter((line) => line.includes("both are used: none can go")).length).toBe(1);
    expect(lines[1]).toBe("4 groups of 9 files: 4 copies can go, 14 B to regain; 1 more is used");
    const { totals } = (await json("duplicates", "duplicates", "--unused")) as { totals: object };
    expect(totals).toMatchObject({ groups: 3, redundantFiles: 4, removableFiles: 4 });
  });
});

/** As `--sort path` orders groups: by the first path of any copy. */
function firstPath(files: readonly string[]): string {
  return files.map((file) => file.replace(/^(?:keep|can go|stays) /, "")).toSorted()[0] ?? "";
}

test("find --unused leaves out what other programs name, or may name, and counts uses", async () => {
  await withUses(LITERAL, async ({ json }) => {
    const unused = (await json("find", "find", "--unused")) as unknown as { assets: { filePath: string }[] };
    expect(unused.assets.map(({ filePath }) => filePath)).toEqual([
      "a-old/empty.wav",
      "hat.wav",
      "tom/another.wav",
      "tom/copy.wav",
    ]);
    const all = (await json("find", "find", "kick")) as unknown as {
      assets: { uses: number; clips: number }[];
    };
    expect(all.assets.map(({ uses: count, clips }) => [count, clips])).toEqual([
      [1, 0],
      [1, 0],
    ]);
  });
});

test("uses says who names a sample, those of a folder, or all, also a file that is none of the catalog's", async () => {
  await withUses(
    { ...LITERAL, "songs/other.rpp": '<REAPER_PROJECT 0.1\n  FILE "notes.txt"\n>\n', "songs/notes.txt": "" },
    async ({ json, table, library }) => {
      const of = async (...place: string[]): Promise<string[]> => {
        const { samples } = (await json("uses", "uses", ...place)) as unknown as { samples: Group["files"] };
        return samples.map(
          ({ filePath, usedBy }) => `${filePath} < ${usedBy.map(({ path }) => path).join()}`,
        );
      };
      expect(await of(join(library, "one/kick.wav"))).toEqual(["one/kick.wav < two/both.sfz"]);
      expect(await of(join(library, "tom"))).toEqual(["tom/tom.wav < songs/song.rpp"]);
      expect((await of()).length).toBe(5);
      expect(await of(join(library, "songs/notes.txt"))).toEqual(["songs/notes.txt < songs/other.rpp"]);
      expect(await table("uses", join(library, "hat.wav"))).toEqual([
        "Nothing uses it. · 5 files of other programs with 6 references, 1 that can't be read through",
        "",
      ]);
      expect(await table("uses", join(library, "one"))).toEqual([
        "one/kick.wav",
        "    named by two/both.sfz",
        "",
        "1 sample used · 5 files of other programs with 6 references, 1 that can't be read through",
        "",
      ]);
    },
  );
});

test("where no file of another program is, uses says so and counts none", async () => {
  await withUses({ "kick.wav": "kick" }, async ({ table }) => {
    expect(await table("uses")).toEqual([
      "No sample is used. · there is no file of another program that could name samples",
      "",
    ]);
  });
});

test("what is named and gone is said by uses --broken and by missing, with where the same is now", async () => {
  await withUses(LITERAL, async ({ json, table, library, scan: scanAgain, url }) => {
    rmSync(join(library, "one/kick.wav"));
    await scanAgain();
    const { references, unreadable } = (await json("uses", "uses", "--broken")) as unknown as {
      references: BrokenReference[];
      unreadable: object[];
    };
    const said = references.map(({ written, path, uses: count, copies }) => [
      path ?? written,
      count,
      ...copies.map(({ same, filePath }) => `${same}: ${filePath}`),
    ]);
    expect(said).toEqual([
      ["one/kick.wav", 1, "content: two/kick.wav"],
      ["preset/pad.wav", 1],
      ["D:\\Audio\\tom.wav", 1, "name: tom/tom.wav"],
    ]);
    expect(unreadable).toEqual([
      { kind: "decent-sampler", path: "preset/pad.dspreset", fault: "it ends in the middle" },
    ]);
    const { totals, assets } = (await json("missing", "missing", "--used")) as unknown as {
      totals: object;
      assets: { filePath: string; uses: number; usedBy: object[] }[];
    };
    expect(totals).toEqual({ assets: 1, missing: 1, offline: 0, used: 1 });
    expect(assets).toMatchObject([
      {
        filePath: "one/kick.wav",
        uses: 1,
        usedBy: [{ kind: "sfz", path: "two/both.sfz", how: "names", backup: false }],
      },
    ]);
    const lines = await table("missing");
    expect(lines[1]).toMatch(/^ {4}missing for .* · named by 1 file of other programs$/);
    expect(lines.slice(2, 4)).toEqual(["    breaks two/both.sfz", "    the same content: two/kick.wav"]);
    const broken: string[] = [];
    for await (const { written } of brokenReferences({ database: url, path: join(library, "two") }))
      broken.push(written);
    expect(broken).toEqual(["../one/kick.wav"]);
  });
});

test("the library says the same as the command", async () => {
  await withUses(LITERAL, async ({ url, library }) => {
    const used: string[] = [];
    for await (const { filePath, uses: count } of uses({ database: url }))
      used.push(`${filePath.slice(library.length + 1)} ${count}`);
    expect(used).toEqual([
      "kits/Rock/empty.wav 1",
      "one/kick.wav 1",
      "preset/deep/hat.wav 0",
      "tom/tom.wav 1",
      "two/kick.wav 1",
    ]);
    const counts: number[] = [];
    for await (const { files } of duplicates({ database: url, sort: "path" })) counts.push(files.length);
    expect(counts).toEqual([2, 2, 2, 3]);
    let unused = 0;
    for await (const _ of find({ database: url, unused: true })) unused += 1;
    expect(unused).toBe(4);
  });
});
