import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withDatabase, type TestDatabase } from "../world/database.ts";
import { wav } from "../world/audio/wav.ts";
import { runCli } from "../world/run-cli.ts";
import { makeTree, withFolder } from "../world/tree.ts";

async function inLibrary(use: (library: string, database: TestDatabase) => Promise<void>): Promise<void> {
  await withDatabase((database) =>
    withFolder(async (root) => {
      const library = join(root, "lib");
      makeTree(library, {
        "kick.wav": wav({ seconds: 0.1 }),
        "fake.wav": "text\n",
        "deep/fake.wav": "other text\n",
        "deep/cut.wav": "RIFF\0\0\0\0WAVE",
      });
      await use(library, database);
    }),
  );
}

test("what is no audio or damaged is a class of its own: scan counts it, problems names it, and the exit code is 0", async () => {
  await inLibrary(async (library, { url }) => {
    const first = await runCli(["scan", library], { url });
    expect({ code: first.code, said: first.stdout.split("\n").slice(2) }).toEqual({
      code: 0,
      said: ["  2 files are not audio, 1 is damaged: musaic-catalog problems", ""],
    });
    const again = JSON.parse((await runCli(["scan", library, "--json"], { url })).stdout);
    expect(again).toMatchObject({ status: "complete", unchanged: 4, problems: 0, notAudio: 2, damaged: 1 });
    const part = JSON.parse((await runCli(["scan", join(library, "deep"), "--json"], { url })).stdout);
    expect(part).toMatchObject({ seen: 2, notAudio: 1, damaged: 1 });

    const told = await runCli(["problems", "--json"], { url });
    const { problems, totals } = JSON.parse(told.stdout);
    expect(totals).toEqual({ problems: 0, notAudio: 2, damaged: 1, codes: { damaged: 1, "not-audio": 2 } });
    const shown = problems.map((one: Record<string, unknown>) => [
      one["class"],
      one["code"],
      one["filePath"],
    ]);
    expect(shown).toEqual([
      ["damaged", "damaged", join(library, "deep/cut.wav")],
      ["not-audio", "not-audio", join(library, "deep/fake.wav")],
      ["not-audio", "not-audio", join(library, "fake.wav")],
    ]);
    const table = await runCli(["problems", "--code", "not-audio"], { url });
    expect(table.stdout).toMatch(/\n2 files are not audio \(catalogued all the same\)\n$/);
  });
});

test("what became audio, or went, is told of no more", async () => {
  await inLibrary(async (library, { url }) => {
    await runCli(["scan", library, "--quiet"], { url });
    writeFileSync(join(library, "fake.wav"), wav({ seconds: 0.2 }));
    rmSync(join(library, "deep/cut.wav"));
    const result = JSON.parse((await runCli(["scan", library, "--json"], { url })).stdout);
    expect(result).toMatchObject({ changed: 1, missing: 1, notAudio: 1, damaged: 0 });
    const { problems } = JSON.parse((await runCli(["problems", "--json"], { url })).stdout);
    expect(problems).toMatchObject([{ filePath: join(library, "deep/fake.wav") }]);
  });
});

test("a scan counts what it passes by, and says why", async () => {
  await inLibrary(async (library, { url }) => {
    makeTree(library, {
      "read me.pdf": "x",
      "a.pdf": "x",
      LICENCE: "x",
      "._kick.wav": "x",
      ".hidden.wav": "x",
      "half.wav.part": "x",
      "kit.sfz": "<region> sample=kick.wav",
      "@eaDir/thumb.wav": "x",
    });
    mkdirSync(join(library, ".git"));
    symlinkSync(join(library, "kick.wav"), join(library, "link.wav"));
    const expected = {
      otherKinds: 4,
      hidden: 2,
      leftOut: 0,
      links: 1,
      folders: 2,
      endings: { pdf: 2, "": 1, part: 1 },
    };
    const dry = JSON.parse((await runCli(["scan", library, "--dry-run", "--json"], { url })).stdout);
    expect(dry.passedBy).toEqual(expected);
    const done = JSON.parse((await runCli(["scan", library, "--json"], { url })).stdout);
    expect([done.passedBy, done.libraries[0].passedBy]).toEqual([expected, expected]);
    const again = await runCli(["scan", library], { url });
    expect(again.stdout).toContain(
      "  passed by: 4 files of other kinds (2 pdf, 1 without an ending, 1 part), 2 hidden files, 1 link, 2 folders that are hidden or left out\n",
    );
  });
});
