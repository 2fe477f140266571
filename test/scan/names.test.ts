import { execFileSync, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { wav } from "../world/audio/wav.ts";
import { query, readCatalog } from "../world/catalog.ts";
import { withDatabase, type TestDatabase } from "../world/database.ts";
import { RULES, scan } from "../world/scan.ts";
import { makeTree, withFolder } from "../world/tree.ts";

async function inWorld(use: (library: string, database: TestDatabase) => Promise<void>): Promise<void> {
  await withDatabase((database) => withFolder((library) => use(library, database)));
}

const HOSTILE = [
  "with space.wav",
  "quote'\"`.wav",
  "tab\there.wav",
  "line\nbreak.wav",
  "dir\nwith break/x.wav",
  "\u2028first.wav",
  "\r\u2029.wav",
  "mark \uF8FF0 \uF8FF.wav",
  "back\\slash.wav",
  "emoji 🥁.wav",
  "100%.wav",
  "under_score.wav",
  "underXscore.wav",
  "[brackets](and){more}*?.wav",
  "-leading-dash.wav",
  "!bang.wav",
  "UPPER.WAV",
  "e\u0301 decomposed.wav",
  "é composed.wav",
  `${"n".repeat(251)}.wav`,
  "\u0001\u001b[31m.wav",
  "real \uFFFD replacement.wav",
  // One letter, in both forms: two files to Linux.
  "\u00e9.wav",
  "e\u0301.wav",
  ...Array.from({ length: 31 }, (_, n) => `control ${String.fromCharCode(n + 1)}.wav`),
];

test("every name that Unix allows is a row, and is found again", async () => {
  await inWorld(async (library, database) => {
    makeTree(
      library,
      Object.fromEntries(HOSTILE.map((name, seed) => [`[dir] %_/${name}`, wav({ seconds: 0.05, seed })])),
    );
    expect(await scan(database, library)).toMatchObject({
      status: "complete",
      added: HOSTILE.length,
      problems: 0,
    });
    const rows = await readCatalog(database, library);
    expect(rows.map(({ path }) => path ?? "").sort()).toEqual(
      HOSTILE.map((name) => `[dir] %_/${name}`).sort(),
    );
    await query(database, "UPDATE assets SET read_again = FALSE");
    expect(await scan(database, library)).toMatchObject({ unchanged: HOSTILE.length, filesRead: 0 });
    expect(await scan(database, join(library, "[dir] %_"))).toMatchObject({
      unchanged: HOSTILE.length,
      missing: 0,
    });
  });
});

test("a pass over a folder leaves its look-alikes alone", async () => {
  await inWorld(async (library, database) => {
    const folders = ["a_b", "aXb", "a%b", "a_b2", "A_B"];
    makeTree(
      library,
      Object.fromEntries(folders.map((name, seed) => [`${name}/x.wav`, wav({ seconds: 0.05, seed })])),
    );
    await scan(database, library);
    execFileSync("rm", ["-r", join(library, "a_b")]);
    expect(await scan(database, join(library, "a_b"))).toMatchObject({ seen: 0, missing: 1 });
    expect(
      (await readCatalog(database, library))
        .filter(({ state }) => state === "missing")
        .map(({ path }) => path),
    ).toEqual(["a_b/x.wav"]);
  });
});

test("a name that isn't UTF-8 is a problem, and the other files of its folder are unharmed", async () => {
  await inWorld(async (library, database) => {
    makeTree(library, { "sub/good.wav": wav({ seconds: 0.05, seed: 1 }) });
    writeFileSync(
      Buffer.concat([Buffer.from(join(library, "sub/caf")), Buffer.from([0xe9]), Buffer.from(".wav")]),
      wav({ seconds: 0.05, seed: 2 }),
    );
    mkdirSync(Buffer.concat([Buffer.from(join(library, "dir")), Buffer.from([0xff])]));
    expect(await scan(database, library)).toMatchObject({
      status: "complete-with-problems",
      added: 1,
      problems: 2,
    });
    expect(await query(database, "SELECT file_path, code FROM scan_problems ORDER BY file_path")).toEqual([
      { file_path: join(library, "dir\\xFF"), code: "name-not-utf8" },
      { file_path: join(library, "sub/caf\\xE9.wav"), code: "name-not-utf8" },
    ]);
  });
});

test("an empty file is an asset without facts", async () => {
  await inWorld(async (library, database) => {
    makeTree(library, { "empty.wav": "" });
    expect(await scan(database, library)).toMatchObject({ added: 1, problems: 0 });
    expect(await query(database, "SELECT size_bytes, duration, sample_rate, channels FROM assets")).toEqual([
      { size_bytes: 0n, duration: null, sample_rate: null, channels: null },
    ]);
  });
});

test("sockets, FIFOs and devices are left alone", async () => {
  await inWorld(async (library, database) => {
    makeTree(library, { "a.wav": wav({ seconds: 0.05, seed: 1 }) });
    execFileSync("mkfifo", [join(library, "fifo.wav")]);
    const server = createServer().listen(join(library, "socket.wav"));
    if (process.getuid?.() === 0) execFileSync("mknod", [join(library, "device.wav"), "c", "1", "3"]);
    expect(await scan(database, library)).toMatchObject({
      status: "complete",
      seen: 1,
      added: 1,
      problems: 0,
    });
    server.close();
  });
});

test("links are left alone unless the config follows them, and loops end", async () => {
  await inWorld(async (library, database) => {
    makeTree(library, { "real/a.wav": wav({ seconds: 0.05, seed: 1 }) });
    symlinkSync("../real", join(library, "real/loop"));
    symlinkSync("real", join(library, "alias"));
    symlinkSync("self", join(library, "self"));
    symlinkSync("nowhere", join(library, "broken.wav"));
    symlinkSync("real/a.wav", join(library, "b.wav"));
    expect(await scan(database, library)).toMatchObject({ seen: 1, added: 1, problems: 0 });
    const followed = await scan(database, library, { rules: { ...RULES, followSymlinks: true } });
    expect(followed).toMatchObject({ seen: 2, added: 1 });
    const codes = await query(database, "SELECT file_path, code FROM scan_problems ORDER BY file_path");
    expect(codes).toEqual([
      { file_path: join(library, "real/loop"), code: "symlink-loop" },
      { file_path: join(library, "self"), code: "symlink-loop" },
    ]);
  });
});

test("a folder outside, linked into the library, is walked when links are followed", async () => {
  await withDatabase((database) =>
    withFolder(async (root) => {
      makeTree(root, {
        "lib/a.wav": wav({ seconds: 0.05, seed: 1 }),
        "far/deep/b.wav": wav({ seconds: 0.05, seed: 2 }),
      });
      symlinkSync(join(root, "far"), join(root, "lib/far"));
      expect(
        await scan(database, join(root, "lib"), { rules: { ...RULES, followSymlinks: true } }),
      ).toMatchObject({ added: 2 });
      expect((await readCatalog(database, root)).map(({ path }) => path)).toEqual([
        "lib/a.wav",
        "lib/far/deep/b.wav",
      ]);
    }),
  );
});

test("a path longer than the index holds is a problem of that file alone", async () => {
  await inWorld(async (library, database) => {
    makeTree(library, { "a.wav": wav({ seconds: 0.05, seed: 1 }) });
    // Longer than one system call takes: built by steps.
    const step = "d".repeat(250);
    const script = `set -e; cd "$1"; for i in 1 2 3 4 5 6 7 8 9 10 11; do mkdir ${step}; cd ${step}; done; printf x > deep.wav`;
    expect(spawnSync("sh", ["-c", script, "sh", library]).status).toBe(0);
    expect(await scan(database, library)).toMatchObject({
      status: "complete-with-problems",
      added: 1,
      problems: 1,
    });
    expect(await query(database, "SELECT code FROM scan_problems")).toEqual([{ code: "path-too-long" }]);
  });
});

test("what only another name or other content ends is not worth another look", async () => {
  await inWorld(async (library, database) => {
    makeTree(library, { "a.wav": wav({ seed: 1 }) });
    writeFileSync(Buffer.concat([Buffer.from(`${library}/`), Buffer.from([0xe9]), Buffer.from(".wav")]), "x");
    const { libraries } = await scan(database, library);
    expect(libraries).toMatchObject([{ status: "complete-with-problems", isWorthRetrying: false }]);
  });
});
