import { chmodSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { query } from "../world/catalog.ts";
import { withDatabase, type TestDatabase } from "../world/database.ts";
import { age } from "../world/library.ts";
import { RULES, scan } from "../world/scan.ts";
import { makeTree, putFile, withFolder, type TreeLiteral } from "../world/tree.ts";

/** Who names each sample, as `<sample> <how> <project>`, relative to the folder. */
async function usesIn(database: TestDatabase, folder: string): Promise<string[]> {
  const rows = await query<{ used: string }>(
    database,
    `SELECT a.file_path || ' ' || u.how || ' ' || p.file_path AS used
     FROM sample_uses((SELECT array_agg(id) FROM assets)) u
     JOIN assets a ON a.id = u.asset_id JOIN project_files p ON p.id = u.project_file_id`,
  );
  const used = rows.map((row) => row.used.replaceAll(`${folder}/`, "")).toSorted();
  const [{ ids }] = (await query<{ ids: number }>(
    database,
    "SELECT count(*)::int AS ids FROM (SELECT asset_id FROM used_samples() EXCEPT SELECT asset_id FROM sample_uses((SELECT array_agg(id) FROM assets))) x",
  )) as [{ ids: number }];
  expect(ids).toBe(0);
  return used;
}

async function withLibrary(
  literal: TreeLiteral,
  use: (world: { database: TestDatabase; root: string; library: string }) => Promise<void>,
): Promise<void> {
  await withDatabase((database) =>
    withFolder(async (root) => {
      const library = join(root, "library");
      makeTree(library, literal);
      age(library);
      await scan(database, library);
      await use({ database, root, library });
    }),
  );
}

const lmms = (src: string) =>
  `<?xml version="1.0"?><lmms-project><audiofileprocessor src="${src}"/></lmms-project>`;

const set = (size: number) =>
  `<?xml version="1.0"?><Ableton><SampleRef><FileRef><Path Value="C:\\Packs\\clap.wav" /><OriginalFileSize Value="${size}" /></FileRef></SampleRef></Ableton>`;

test("kits, songs and instruments of a library name its samples, whatever separator, case or folder they write", async () => {
  const literal = {
    "Kit/Samples/kick 1.wav": "kick",
    "Kit/Samples/Snare.WAV": "snare",
    "Kit/kit.sfz":
      "<region> sample=Samples\\kick 1.wav\n<region> sample=samples/snare.wav\n<region> sample=*sine",
    "data/samples/drums/hat.wav": "hat",
    "data/songs/song.mmp": lmms("drums/hat.wav"),
    "other/hat.wav": "hat",
  };
  await withLibrary(literal, async ({ database, library }) => {
    expect(await usesIn(database, library)).toEqual([
      "Kit/Samples/Snare.WAV names Kit/kit.sfz",
      "Kit/Samples/kick 1.wav names Kit/kit.sfz",
      "data/samples/drums/hat.wav names data/songs/song.mmp",
    ]);
  });
});

test("a reference that leads nowhere protects every copy of that name, and of that size where the file says it", async () => {
  const literal = {
    "a/clap.wav": "clap",
    "b/Clap.wav": "clap",
    "c/clap.wav": "longer clap",
    "set.als": set(4),
    "tom.wav": "tom",
    "x/tom.wav": "another",
    "song.rpp": '<REAPER_PROJECT 0.1\n  FILE "D:\\Audio\\tom.wav"\n>\n',
  };
  await withLibrary(literal, async ({ database, library }) => {
    expect(await usesIn(database, library)).toEqual([
      "a/clap.wav may name set.als",
      "b/Clap.wav may name set.als",
      "tom.wav may name song.rpp",
      "x/tom.wav may name song.rpp",
    ]);
  });
});

test("a file that lies outside of all libraries is found there, and protects no name, as long as it is there", async () => {
  await withLibrary({ "kick.wav": "kick", "p/song.rpp": "" }, async ({ database, root, library }) => {
    putFile(join(root, "elsewhere/kick.wav"), "another kick");
    putFile(join(library, "p/song.rpp"), `<REAPER_PROJECT 0.1\n  FILE "${root}/elsewhere/kick.wav"\n>\n`);
    await scan(database, library);
    expect(await usesIn(database, library)).toEqual([]);
    rmSync(join(root, "elsewhere/kick.wav"));
    await scan(database, library);
    expect(await usesIn(database, library)).toEqual(["kick.wav may name p/song.rpp"]);
  });
});

test("what can't be read through leaves everything beside it unknown, and says why", async () => {
  const literal = {
    "A/kit.dspreset": '<DecentSampler><sample path="a.wav"/><sam',
    "A/a.wav": "a",
    "A/deep/b.wav": "b",
    "AB/c.wav": "c",
    "B/broken.als": "\u001f\u008b not gzip",
    "B/model.als": "module river\n",
    "C/inside.xrns": "PK",
  };
  await withLibrary(literal, async ({ database, library }) => {
    expect(await usesIn(database, library)).toEqual([
      "A/a.wav names A/kit.dspreset",
      "A/a.wav unknown A/kit.dspreset",
      "A/deep/b.wav unknown A/kit.dspreset",
    ]);
    const faults = await query(database, "SELECT kind, fault FROM project_files ORDER BY file_path");
    expect(faults).toEqual([
      { kind: "decent-sampler", fault: "it ends in the middle" },
      { kind: "ableton", fault: "it holds no XML" },
      { kind: "ableton", fault: null },
      { kind: "archive", fault: null },
    ]);
  });
});

test("a second pass reads no project; a changed one is read, and one that is gone is forgotten", async () => {
  const literal = {
    "a.wav": "a",
    "b.wav": "b",
    "k/one.sfz": "<region> sample=../a.wav",
    "k/two.sfz": "<region> sample=../b.wav",
  };
  await withLibrary(literal, async ({ database, library }) => {
    const reads = () => query(database, "SELECT file_path, read_at FROM project_files ORDER BY file_path");
    const before = await reads();
    await scan(database, library);
    expect(await reads()).toEqual(before);
    putFile(join(library, "k/one.sfz"), "<region> sample=../b.wav");
    rmSync(join(library, "k/two.sfz"));
    await scan(database, join(library, "k"));
    expect(await usesIn(database, library)).toEqual(["b.wav names k/one.sfz"]);
  });
});

test("a project keeps what it names while its folder can't be listed or its library is held or away", async (context) => {
  context.skip(process.getuid?.() === 0, "root may list every folder");
  await withLibrary(
    { "a.wav": "a", "k/one.sfz": "<region> sample=../a.wav" },
    async ({ database, library }) => {
      chmodSync(join(library, "k"), 0);
      await scan(database, library);
      chmodSync(join(library, "k"), 0o755);
      expect(await usesIn(database, library)).toEqual(["a.wav names k/one.sfz"]);
    },
  );
});

test("a library that is away or held keeps what its projects name", async () => {
  await withLibrary(
    { "a.wav": "a", "k/one.sfz": "<region> sample=../a.wav" },
    async ({ database, library }) => {
      renameSync(library, `${library} away`);
      await scan(database, library).catch(() => undefined);
      expect(await query(database, "SELECT count(*)::int AS n FROM project_references")).toEqual([{ n: 1 }]);
      putFile(join(library, "other.txt"), "an empty mount point");
      expect((await scan(database, library)).status).toBe("held");
      expect(await query(database, "SELECT count(*)::int AS n FROM project_references")).toEqual([{ n: 1 }]);
    },
  );
});

test("projects in the folders of the config count, and stay while their folder is away or empty", async () => {
  await withLibrary({ "a.wav": "a" }, async ({ database, root, library }) => {
    const songs = join(root, "songs");
    putFile(join(songs, "one/song.rpp"), `<REAPER_PROJECT 0.1\n  FILE "${library}/a.wav"\n>\n`);
    const rules = { ...RULES, projectFolders: [songs] };
    const used = ["library/a.wav names songs/one/song.rpp"];
    await scan(database, library, { rules });
    expect(await usesIn(database, root)).toEqual(used);
    renameSync(songs, `${songs} away`);
    await scan(database, library, { rules });
    expect(await usesIn(database, root)).toEqual(used);
    putFile(join(songs, "a.txt"), "nothing");
    await scan(database, library, { rules });
    expect(await usesIn(database, root)).toEqual(used);
    putFile(join(songs, "other.rpp"), "<REAPER_PROJECT 0.1\n>\n");
    await scan(database, library, { rules });
    expect(await usesIn(database, root)).toEqual([]);
  });
});
