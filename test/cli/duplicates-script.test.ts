import { spawn, spawnSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { expect, test, type TestContext } from "vitest";
import { query } from "../world/catalog.ts";
import { withDatabase, type TestDatabase } from "../world/database.ts";
import { age, LONG_AGO, withScannedLibrary } from "../world/library.ts";
import { runCli } from "../world/run-cli.ts";
import { scan } from "../world/scan.ts";
import { exists, listTree, makeTree, withFolder, type TreeLiteral } from "../world/tree.ts";

const SHELLS = ["sh", "dash", "bash"];

interface Script {
  readonly database: TestDatabase;
  readonly root: string;
  readonly library: string;
  readonly before: Readonly<Record<string, string>>;
  readonly file: string;
  /** Every file that is not in the trash, with what is in it. */
  files(): Record<string, string>;
  trash(): string[];
  run(shell: string, ...args: string[]): { code: number | null; out: string; err: string };
}

/** A scanned library, and the script that the program wrote for it. */
async function withScript(
  literal: TreeLiteral,
  use: (script: Script) => Promise<void> | void,
): Promise<void> {
  await withScannedLibrary(literal, async ({ database, root, library, before: ids }) => {
    const before = contents(library);
    const file = join(root, "tidy it's.sh");
    const { code, stderr } = await runCli(["duplicates", "--script", file], {
      url: database.url,
      cwd: root,
    });
    expect([code, stderr]).toEqual([0, expect.stringContaining("nothing was moved. Read the script")]);
    expect(contents(library)).toEqual(before);
    await use({
      database,
      root,
      library,
      before: ids,
      file,
      files: () => contents(library),
      trash: () =>
        listTree(library)
          .filter((name) => name.startsWith(TRASH))
          .map((name) => name.split("/").slice(2).join("/")),
      run(shell, ...args) {
        const {
          status,
          stdout,
          stderr: err,
        } = spawnSync(shell, [file, ...args], { cwd: root, encoding: "utf8" });
        return { code: status, out: stdout, err };
      },
    });
  });
}

const TRASH = ".musaic-trash/";

function contents(library: string): Record<string, string> {
  const names = listTree(library).filter((name) => !name.startsWith(TRASH));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(library, name), "utf8")]));
}

/** Names with everything that a shell, an option or a terminal takes for more than a letter. */
const ODD_NAMES = {
  'keep/it\'s "a" kick.wav': "quotes",
  'z/it\'s "a" kick.wav': "quotes",
  "keep/two\nlines\n# moves.wav": "lines",
  "z/two\nlines\n# moves.wav": "lines",
  "keep/plain.wav": "dash",
  "z/-rf.wav": "dash",
  "keep/dollar.wav": "dollar",
  "z/$(touch owned) `touch owned` ${HOME} $0.wav": "dollar",
  "keep/star.wav": "star",
  "z/* ? [a-z] ~ ! & ; | < > \\ \\n %s.wav": "star",
  "keep/wide.wav": "wide",
  "z/‘x’ é \u{1b}[31m\t.wav": "wide",
  "z/ blank .wav": "blank",
  "keep/blank.wav": "blank",
  "keep/only.wav": "only",
};

test("what can go is moved, a second run does nothing, and restore puts everything back, whatever the names", async () => {
  await withScript(ODD_NAMES, (script) => {
    const before = script.files();
    for (const shell of SHELLS) {
      const first = script.run(shell);
      expect([shell, first.code, first.err]).toEqual([shell, 0, ""]);
      expect(first.out).toContain("7 moved, 0 had been moved before\n");
      expect(first.out).not.toContain("\u{1b}");
      const left = script.files();
      expect(new Set(Object.values(left))).toEqual(new Set(Object.values(before)));
      expect([...Object.keys(left), ...script.trash()].toSorted()).toEqual(Object.keys(before).toSorted());
      expect(script.trash()).toHaveLength(7);

      const second = script.run(shell);
      expect([second.code, second.err]).toEqual([0, ""]);
      expect(second.out).toContain("0 moved, 7 had been moved before\n");
      expect(script.files()).toEqual(left);

      const back = script.run(shell, "restore");
      expect([back.code, back.err]).toEqual([0, ""]);
      expect(back.out).toContain("7 put back, 0 could not be\n");
      expect(script.files()).toEqual(before);
      expect(exists(join(script.library, TRASH))).toBe(false);
      expect(script.run(shell, "restore").out).toContain("0 put back, 0 could not be\n");
    }
    expect(exists(join(script.root, "owned"))).toBe(false);
    expect(script.run("sh", "--help")).toEqual({ code: 2, out: "", err: "usage: sh FILE [restore]\n" });
  });
});

test("ids, clips and analysis are where they belong after the next scan, and after everything was put back", async () => {
  const literal = { "a/kick.wav": "kick", "b/kick.wav": "kick", "c/kick.wav": "kick", "d/hat.wav": "hat" };
  await withScript(literal, async ({ database, library, run, before }) => {
    await query(
      database,
      `WITH song AS (INSERT INTO projects (name) VALUES ('Song') RETURNING id),
            track AS (INSERT INTO tracks (project_id, name, type) SELECT id, 'Drums', 'AUDIO' FROM song RETURNING id)
       INSERT INTO clips (track_id, asset_id, name) SELECT id, '${before["a/kick.wav"]}', 'clip' FROM track`,
    );
    await query(
      database,
      `INSERT INTO analysis_cache (asset_id, method, result_json, file_hash)
       SELECT id, 'peaks/1', '{}', file_hash FROM assets`,
    );
    const states = async (): Promise<unknown> =>
      query(
        database,
        `SELECT a.id, a.file_path, a.state, count(DISTINCT c.id)::int AS clips, count(DISTINCT n.method)::int AS analyses
         FROM assets a LEFT JOIN clips c ON c.asset_id = a.id LEFT JOIN analysis_cache n ON n.asset_id = a.id
         GROUP BY a.id ORDER BY a.file_path`,
      );
    const row = (name: string, state = "present") => ({
      id: before[name],
      file_path: join(library, name),
      state,
      clips: name === "a/kick.wav" ? 1 : 0,
      analyses: 1,
    });
    expect(run("sh").code).toBe(0);
    expect((await scan(database, library)).missing).toBe(2);
    expect(await states()).toEqual([
      row("a/kick.wav"),
      row("b/kick.wav", "missing"),
      row("c/kick.wav", "missing"),
      row("d/hat.wav"),
    ]);
    expect(run("sh", "restore").code).toBe(0);
    const { returned, added, filesRead } = await scan(database, library);
    expect({ returned, added, filesRead }).toEqual({ returned: 2, added: 0, filesRead: 0 });
    expect(await states()).toEqual(Object.keys(literal).map((name) => row(name)));
  });
});

/** Two groups; in each the copy in "a" stays. */
const PLAIN = {
  "a/1.wav": "first",
  "copies/1.wav": "first",
  "a/2.wav": "two",
  "copies/2.wav": "two",
};

interface Trap {
  readonly what: string;
  lay(script: Script): void;
  takeAway(script: Script): void;
  /** What the script says on stderr first. */
  readonly said: (script: Script) => string;
}

const TRAPS: readonly Trap[] = [
  {
    what: "a copy was changed, with its size and time",
    lay: ({ library }) => writeAs(join(library, "copies/1.wav"), "FIRST"),
    takeAway: ({ library }) => writeAs(join(library, "copies/1.wav"), "first"),
    said: ({ library }) => `stopped: ${library}/copies/1.wav has other content than in the catalog`,
  },
  {
    what: "a copy has grown",
    lay: ({ library }) => appendFileSync(join(library, "copies/1.wav"), "!"),
    takeAway: ({ library }) => writeAs(join(library, "copies/1.wav"), "first"),
    said: ({ library }) => `stopped: ${library}/copies/1.wav has another size than in the catalog`,
  },
  {
    what: "the copy that stays was changed",
    lay: ({ library }) => writeAs(join(library, "a/1.wav"), "FIRST"),
    takeAway: ({ library }) => writeAs(join(library, "a/1.wav"), "first"),
    said: ({ library }) =>
      `stopped: ${library}/a/1.wav has other content than in the catalog: it is the copy that stays`,
  },
  {
    what: "the copy that stays is gone",
    lay: ({ library, root }) => renameSync(join(library, "a/1.wav"), join(root, "away")),
    takeAway: ({ library, root }) => renameSync(join(root, "away"), join(library, "a/1.wav")),
    said: ({ library }) => `stopped: ${library}/a/1.wav is not there: it is the copy that stays`,
  },
  {
    what: "a copy became a link to the one that stays",
    lay({ library }) {
      rmSync(join(library, "copies/1.wav"));
      symlinkSync(join(library, "a/1.wav"), join(library, "copies/1.wav"));
    },
    takeAway({ library }) {
      rmSync(join(library, "copies/1.wav"));
      writeAs(join(library, "copies/1.wav"), "first");
    },
    said: ({ library }) => `stopped: ${library}/copies/1.wav is no ordinary file`,
  },
  {
    what: "its folder became a link to the folder of the copy that stays",
    lay({ library, root }) {
      renameSync(join(library, "copies"), join(root, "away"));
      symlinkSync(join(library, "a"), join(library, "copies"));
    },
    takeAway({ library, root }) {
      rmSync(join(library, "copies"));
      renameSync(join(root, "away"), join(library, "copies"));
    },
    said: ({ library }) =>
      `stopped: ${library}/copies/1.wav and ${library}/a/1.wav are one file: nothing was moved`,
  },
];

function writeAs(path: string, text: string): void {
  writeFileSync(path, text);
  utimesSync(path, LONG_AGO, LONG_AGO);
}

test.each(TRAPS)(
  "the script moves nothing where $what, and goes on when that is over",
  async ({ lay, takeAway, said }) => {
    await withScript(PLAIN, (script) => {
      const before = script.files();
      for (const shell of SHELLS) {
        lay(script);
        const trapped = script.files();
        const stopped = script.run(shell);
        expect([stopped.code, stopped.err.split("\n")]).toEqual([
          1,
          [
            said(script),
            "0 moved, 0 had been moved before",
            "run it again to go on, or with restore to put everything back",
            "",
          ],
        ]);
        expect(script.files()).toEqual(trapped);
        takeAway(script);
        expect(script.run(shell).code).toBe(0);
        expect(script.trash()).toEqual(["copies/1.wav", "copies/2.wav"]);
        expect(script.run(shell, "restore").code).toBe(0);
        expect(script.files()).toEqual(before);
      }
    });
  },
);

test("restore leaves alone what is in the way or was changed, puts back the rest, and says so", async () => {
  await withScript({ ...PLAIN, "a/3.wav": "3", "copies/3.wav": "3" }, (script) => {
    const { library } = script;
    expect(script.run("sh").code).toBe(0);
    writeAs(join(library, "copies/1.wav"), "new");
    const [trash] = listTree(library).filter((name) => name.startsWith(TRASH) && name.endsWith("2.wav"));
    writeAs(join(library, trash ?? ""), "TWO");
    const back = script.run("sh", "restore");
    expect([back.code, back.out]).toEqual([
      1,
      `put back ${library}/copies/3.wav\n1 put back, 2 could not be\n`,
    ]);
    expect(back.err.split("\n")).toEqual([
      `${library}/copies/1.wav is there again: the one in the trash stays there`,
      `${library}/${trash} has other content than in the catalog`,
      "",
    ]);
    expect(script.files()).toMatchObject({ "copies/1.wav": "new", "copies/3.wav": "3" });
    expect(script.trash()).toEqual(["copies/1.wav", "copies/2.wav"]);
  });
});

test("on a full disk, or where a folder may not be written to, the script stops and nothing is lost", async (context) => {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    context.skip("only root on Linux can mount a full or a read-only disk");
  await withScript(PLAIN, (script) => {
    const { library, root } = script;
    const before = script.files();
    // The trash would be on a disk that takes no folder more, and that is not the copies' own.
    const trash = join(library, ".musaic-trash");
    mkdirSync(trash);
    mount(context, trash, "size=64k,nr_inodes=3");
    try {
      fillInodes(trash);
      const full = script.run("sh");
      expect([full.code, full.err]).toEqual([1, expect.stringContaining("No space left on device")]);
      expect(full.err).toContain("stopped: can't make the folder");
      expect(script.files()).toEqual(before);
    } finally {
      spawnSync("umount", [trash]);
    }
    expect(spawnSync("mount", ["--bind", library, library]).status).toBe(0);
    try {
      expect(spawnSync("mount", ["-o", "remount,bind,ro", library]).status).toBe(0);
      const denied = script.run("sh");
      expect([denied.code, denied.err]).toEqual([1, expect.stringContaining("Read-only file system")]);
      expect(script.files()).toEqual(before);
    } finally {
      spawnSync("umount", [library]);
    }
    expect(script.run("sh").code).toBe(0);
    expect(script.run("sh", "restore").code).toBe(0);
    expect(script.files()).toEqual(before);
    expect(root).toBe(dirname(library));
  });
});

function mount(context: TestContext, folder: string, options: string): void {
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]);
  if (mounted.status !== 0) context.skip(`no disk can be mounted here: ${mounted.stderr.toString()}`);
}

function fillInodes(folder: string): void {
  try {
    for (let n = 0; ; n++) writeFileSync(join(folder, `${n}`), "");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
  }
}

test("a copy on another disk goes into a trash folder there, and the script says that it may be a backup", async (context) => {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    context.skip("only root on Linux can mount a second disk");
  await withDatabase((database) =>
    withFolder(async (root) => {
      const library = join(root, "library");
      makeTree(library, { "a.wav": "a" });
      mkdirSync(join(library, "usb"));
      mount(context, join(library, "usb"), "size=1m");
      try {
        makeTree(library, { "usb/deep/a.wav": "a" });
        age(library);
        await scan(database, library);
        const file = join(root, "tidy.sh");
        await runCli(["duplicates", "--script", file], { url: database.url, cwd: root });
        const text = readFileSync(file, "utf8");
        const [said, line] = text.split("\n").slice(-5, -3);
        expect(said).toBe("# On another disk than the copy that stays: a backup?");
        expect(line).toMatch(
          new RegExp(`^moves '${library}/usb/deep/a.wav' '${library}/usb/.musaic-trash/[^/]+/deep/a.wav'$`),
        );
        expect(spawnSync("sh", [file]).status).toBe(0);
        expect(listTree(join(library, "usb"))).toEqual([
          expect.stringMatching(/^\.musaic-trash\/[^/]+\/deep\/a\.wav$/),
        ]);
      } finally {
        spawnSync("umount", [join(library, "usb")]);
      }
    }),
  );
});

test.each(SHELLS)("Ctrl-C in the middle of %s ends it, and it can go on or be undone", async (shell) => {
  const many = Array.from({ length: 60 }, (_, n) => [
    [`a/${n}.wav`, `${n}`],
    [`copies/${n}.wav`, `${n}`],
  ]);
  await withScript(Object.fromEntries(many.flat()) as TreeLiteral, async (script) => {
    const before = script.files();
    // A session of its own, as a terminal gives: Ctrl-C goes to the shell and to what it runs.
    const child = spawn(shell, [script.file], { detached: true, stdio: ["ignore", "pipe", "pipe"] });
    let err = "";
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    child.stdout.once("data", () => process.kill(-(child.pid ?? 0), "SIGINT"));
    child.stdout.resume();
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    expect([code, err]).toEqual([
      130,
      expect.stringContaining("interrupted: run it again to go on, or with restore to put everything back\n"),
    ]);
    const moved = script.trash().length;
    expect(moved).toBeGreaterThan(0);
    expect(moved).toBeLessThan(60);
    expect(new Set(Object.values(script.files()))).toEqual(new Set(Object.values(before)));
    expect(script.run(shell).out).toContain(`${60 - moved} moved, ${moved} had been moved before\n`);
    expect(script.run(shell, "restore").out).toContain("60 put back, 0 could not be\n");
    expect(script.files()).toEqual(before);
  });
});

test("hard links to the copy that stays, and copies that something uses or may use, are in no script", async () => {
  const literal = {
    "a/kick.wav": "kick",
    "kit/kick.wav": "kick",
    "kit/kit.sfz": "<region> sample=kick.wav",
    "old/kick.wav": "kick",
    "broken/kick.wav": "kick",
    "broken/pad.dspreset": '<DecentSampler><sample path="pad.wav"/><sam',
  };
  await withScript(literal, ({ file, library }) => {
    const lines = readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => /^(?:stays|moves) /.test(line));
    expect(lines.map((line) => line.replaceAll(`${library}/`, "").replace(/ '\.musaic.*/, ""))).toEqual([
      expect.stringMatching(/^stays '[0-9a-f]{64}' 4 'kit\/kick\.wav'$/),
      "moves 'a/kick.wav'",
      "moves 'old/kick.wav'",
    ]);
  });
});

test.each([
  ["tidy.txt", [], "--script tidy.txt: the name must end in .sh (POSIX shells) or .ps1 (PowerShell)"],
  ["tidy.sh", ["--json"], "--script does not go with --format json"],
  ["tidy.sh", ["--folders"], "--script does not go with --folders"],
  ["tidy.sh", ["--output", "x"], "--script does not go with --output"],
])("--script %s %j is refused", async (file, flags, said) => {
  const { code, stderr } = await runCli(["duplicates", "--script", file, ...flags]);
  expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
});
