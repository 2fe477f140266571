import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test, type TestContext } from "vitest";
import { query } from "../world/catalog.ts";
import { withDatabase, type TestDatabase } from "../world/database.ts";
import { MAIN, runCli } from "../world/run-cli.ts";
import { makeTree, withFolder } from "../world/tree.ts";

interface World {
  readonly database: TestDatabase;
  readonly home: string;
}

/** A home with a sample in a folder of downloads, and two libraries. */
async function inHome(use: (world: World) => Promise<void>): Promise<void> {
  await withDatabase((database) =>
    withFolder(async (home) => {
      makeTree(home, { "Downloads/x.wav": "x", "Kits/a.wav": "a", "Loops/b.wav": "b", "notes.txt": "" });
      await use({ database, home });
    }),
  );
}

function needsPty(context: TestContext): void {
  const isThere = spawnSync("python3", ["-c", "import pty"]).status === 0;
  context.skip(!isThere, "no python3 with its pty module here to make a terminal");
}

async function onTerminal(
  { database, home }: World,
  answer: string,
  args: readonly string[],
): Promise<{ code: number; out: string; asked: boolean }> {
  const script = join(import.meta.dirname, "answer-question.py");
  const { stdout } = spawn("python3", [script, answer, process.execPath, MAIN, ...args], {
    env: {
      PATH: process.env["PATH"],
      HOME: home,
      TERM: "xterm",
      MUSAIC_DB_CONNECTION_STRING: database.url,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(await text(stdout)) as { code: number; out: string; asked: boolean };
}

async function librariesOf({ database, home }: World): Promise<string[]> {
  const rows = await query<{ path: string }>(database, "SELECT path FROM libraries ORDER BY path");
  return rows.map(({ path }) => path.replace(home, "~"));
}

const said = (stderr: string): string => stderr.replace(/^database: .*\n/m, "");

test("a scan of a folder with libraries in it says so first; forget --only takes it back", async () => {
  await inHome(async (world) => {
    const { database, home } = world;
    const options = { url: database.url, cwd: home };
    await runCli(["scan", "Kits", "Loops"], options);
    const { code, stderr } = await runCli(["scan", home, "--quiet"], options);
    expect({ code, said: said(stderr) }).toEqual({
      code: 0,
      said: `${home} holds the libraries ${home}/Kits, ${home}/Loops, which stay so: as a library it takes in every other sample below it (to take that back: musaic-catalog forget '${home}' --only)\n`,
    });
    expect(await librariesOf(world)).toEqual(["~", "~/Kits", "~/Loops"]);
    expect(said((await runCli(["scan", home, "--quiet"], options)).stderr)).toBe("");
    const counted = await runCli(["forget", home, "--only"], options);
    expect(counted.stdout).toBe(
      `forget would delete 1 row below ${home}; no file is touched. If you mean it: musaic-catalog forget '${home}' --only --yes\n`,
    );
    const { stdout } = await runCli(["forget", home, "--only", "--yes"], options);
    expect(stdout).toBe(`${home}: deleted 1 row; it is no library any more\n`);
    expect(await librariesOf(world)).toEqual(["~/Kits", "~/Loops"]);
    expect(await query(database, "SELECT count(*)::int AS n FROM assets")).toEqual([{ n: 2 }]);
  });
});

test("a home folder with no sample of its own is said to be one; one with samples in it is a library like any other", async () => {
  await inHome(async ({ database, home }) => {
    const options = { url: database.url, cwd: home };
    const first = await runCli(["scan", home, "--dry-run"], options);
    expect(said(first.stderr)).toContain(`${home} is a home folder with no sample of its own: as a library`);
    makeTree(home, { "mine.wav": "mine" });
    expect(said((await runCli(["scan", home, "--quiet"], options)).stderr)).toBe("");
  });
});

test("on a terminal a scan asks before it makes such a library: no, Ctrl-D and Ctrl-C write nothing", async (context) => {
  needsPty(context);
  await inHome(async (world) => {
    const { database, home } = world;
    await runCli(["scan", join(home, "Kits")], { url: database.url });
    for (const [answer, code] of [
      [String.raw`n\n`, 2],
      [String.raw`\n`, 2],
      [String.raw`\x04`, 2],
      [String.raw`\x03`, 130],
    ] as const) {
      expect(await onTerminal(world, answer, ["scan", home])).toMatchObject({ code, asked: true });
      expect(await librariesOf(world)).toEqual(["~/Kits"]);
    }
    expect(await onTerminal(world, String.raw`y\n`, ["scan", home])).toMatchObject({ code: 0, asked: true });
    expect(await librariesOf(world)).toEqual(["~", "~/Kits"]);
    expect(await onTerminal(world, "", ["scan", home])).toMatchObject({ code: 0, asked: false });
  });
});
