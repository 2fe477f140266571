import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { validFiles } from "../reader/valid-files.ts";
import { query } from "../world/catalog.ts";
import { withDatabase, type TestDatabase } from "../world/database.ts";
import { runCli } from "../world/run-cli.ts";
import { makeTree, withFolder } from "../world/tree.ts";

/** Everything about everything in a folder but when it was last read: one line for each. */
function inventory(folder: string): string[] {
  const names = ["", ...readdirSync(folder, { recursive: true, encoding: "utf8" })].sort();
  return names.map((name) => {
    const path = join(folder, name);
    const { ino, mode, nlink, uid, gid, size, mtimeNs, ctimeNs } = lstatSync(path, { bigint: true });
    const stats = lstatSync(path);
    let content = "";
    if (stats.isFile()) content = createHash("sha256").update(readFileSync(path)).digest("hex");
    if (stats.isSymbolicLink()) content = readlinkSync(path);
    return [name, ino, mode, nlink, uid, gid, size, mtimeNs, ctimeNs, content].join(" | ");
  });
}

function fill(folder: string): void {
  const valid = [...validFiles()].map(([name, bytes]): [string, Buffer] => [
    `Formats/${name}`,
    Buffer.from(bytes),
  ]);
  const [first, second] = valid.map(([, bytes]) => bytes);
  makeTree(folder, {
    ...Object.fromEntries(valid),
    "Copies/one.wav": first ?? "",
    "Copies/two.wav": first ?? "",
    "Pack/one.wav": first ?? "",
    "Pack/three.wav": "three",
    "Pack copy/one.wav": first ?? "",
    "Pack copy/three.wav": "three",
    "Broken/cut.flac": (second ?? Buffer.alloc(0)).subarray(0, 40),
    "Broken/empty.wav": "",
    "Broken/noise.mp3": Buffer.alloc(4_096, 0xff),
    ".hidden/._a.wav": "of a Mac",
    "notes.txt": "none of ours",
  });
  linkSync(join(folder, "Pack/three.wav"), join(folder, "Pack/hard link.wav"));
  symlinkSync("Pack", join(folder, "link"));
  mkdirSync(join(folder, "Empty"));
}

/** Every command there is but those that never come near a library; with what they end with. */
function commands(library: string, other: string): [string[], number][] {
  return [
    [["scan", library, "--dry-run"], 0],
    [["scan", library], 0],
    [["scan", library, "--verify", "--accept-missing"], 0],
    [["scan", join(library, "Pack"), "--reparse", "--json"], 0],
    [["duplicates"], 0],
    [["duplicates", "--format", "csv", "--keep", "oldest"], 0],
    [["duplicates", "--folders"], 0],
    [["check", library], 0],
    [["check", other], 0],
    [["missing"], 0],
    [["relink", "--yes"], 0],
    [["problems", "--retry"], 0],
    [["status", "--json"], 0],
    [["doctor"], 0],
    [["db", "status"], 0],
    [["forget", join(library, "Pack copy"), "--yes"], 0],
    [["forget", library, "--yes"], 0],
    [["scan", library], 0],
    [["db", "reset", "--yes"], 0],
  ];
}

/** A song uses one of the copies, and one that is gone and can be relinked. */
async function addSong(database: TestDatabase): Promise<void> {
  await query(database, "INSERT INTO projects (name) VALUES ('Song')");
  await query(
    database,
    "INSERT INTO tracks (project_id, name, type) SELECT id, 'one', 'AUDIO' FROM projects",
  );
  await query(
    database,
    `WITH gone AS (
       INSERT INTO assets (file_hash, state, last_path, size_bytes)
       SELECT file_hash, 'missing', '/gone/one.wav', size_bytes FROM assets WHERE file_path LIKE '%/Copies/one.wav'
       RETURNING id
     ) INSERT INTO clips (track_id, asset_id) SELECT t.id, g.id FROM tracks t, gone g`,
  );
}

/** Runs them all, and looks at the library after each. Returns what they ended with. */
async function runAll(database: TestDatabase, library: string, other: string): Promise<unknown> {
  const ended: [string[], number | null][] = [];
  for (const [args] of commands(library, other)) {
    const before = inventory(library);
    const { code, stderr } = await runCli(args, { url: database.url });
    ended.push([args, code]);
    if (code !== 0) console.warn(stderr);
    expect(inventory(library)).toEqual(before);
    if (args.includes("--verify")) await addSong(database);
  }
  return ended;
}

test(
  "no command changes anything of a library: contents, names, times, modes, owners, links",
  { timeout: 400_000 },
  async () => {
    await withDatabase((database) =>
      withFolder(async (root) => {
        const [library, other] = [join(root, "library"), join(root, "other")];
        fill(library);
        makeTree(other, { "new.wav": "new" });
        expect(await runAll(database, library, other)).toEqual(commands(library, other));
      }),
    );
  },
);

test("every command works over a library on a read-only drive", { timeout: 400_000 }, async (context) => {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    context.skip("only root on Linux can mount a drive");
  await withDatabase((database) =>
    withFolder(async (library) => {
      const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", library]);
      if (mounted.status !== 0) context.skip(`no drive can be mounted here: ${mounted.stderr.toString()}`);
      try {
        fill(library);
        expect(spawnSync("mount", ["-o", "remount,ro", library]).status).toBe(0);
        const ended = await runAll(database, library, join(library, "Pack"));
        expect(ended).toEqual(commands(library, join(library, "Pack")));
      } finally {
        spawnSync("umount", [library]);
      }
    }),
  );
});
