import { readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { packageFile } from "../../src/package-file.ts";
import { withScannedLibrary } from "../world/library.ts";
import { runCli } from "../world/run-cli.ts";
import { exists, listTree, type TreeLiteral } from "../world/tree.ts";
import { readPowerShell } from "./power-shell-reader.ts";

// There is no PowerShell on every machine that runs the tests, but there is its grammar, and a reader that follows the script's branches.
let powerShell: Awaited<ReturnType<typeof readPowerShell>>;
beforeAll(async () => {
  powerShell = await readPowerShell();
});

interface Script {
  readonly library: string;
  readonly text: string;
  files(): Record<string, string>;
  run(action?: string): { code: number; said: string[] };
}

async function withScript(literal: TreeLiteral, use: (script: Script) => void): Promise<void> {
  await withScannedLibrary(literal, async ({ database, root, library }) => {
    const file = join(root, "tidy.ps1");
    const { code } = await runCli(["duplicates", "--script", file], { url: database.url, cwd: root });
    expect(code).toBe(0);
    const text = readFileSync(file, "utf8");
    use({
      library,
      text,
      files: () => contents(library),
      run(action) {
        const { code: exit, said } = powerShell.run(text, action);
        return { code: exit, said: said.map((line) => line.replaceAll(`${library}/`, "")) };
      },
    });
  });
}

const TRASH = ".musaic-trash/";

function contents(library: string): Record<string, string> {
  const names = listTree(library).filter((name) => !name.startsWith(TRASH));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(library, name), "utf8")]));
}

test("what the script is made of is plain ASCII, parses, and uses nothing that Windows PowerShell 5.1 does not know", () => {
  const text = readFileSync(packageFile("tools/duplicates.ps1"), "utf8");
  expect(text.replaceAll(/[\n -~]/g, "")).toBe("");
  expect([powerShell.hasError(text), powerShell.hasError(`${text}\nMoves 'a`)]).toEqual([false, true]);
  expect(text).toMatch(/^#Requires -Version 5\.1$/m);
  expect(text).not.toMatch(/&&|\|\||\?\?|\?\./);
});

test("whatever the names, what can go is moved, a second run does nothing, and restore puts everything back", async () => {
  const literal = {
    "a/1.wav": "quotes",
    'z/it\'s "a" ‘kick’ ’’ ‚ ‛.wav': "quotes",
    "a/2.wav": "lines",
    "z/two\nMoves 'x' 'y'\n# lines.wav": "lines",
    "a/3.wav": "dollar",
    "z/$(throw 1) `n ${HOME} $PSHOME @{a=1}.wav": "dollar",
    "a/4.wav": "star",
    "z/-rf [a-z] * ? ; & | < > %s \u{1b}[31m.wav": "star",
  };
  await withScript(literal, ({ text, files, run, library }) => {
    expect(text.startsWith("\u{feff}# Made by musaic-catalog")).toBe(true);
    expect(powerShell.hasError(text)).toBe(false);
    const first = run();
    expect([first.code, first.said.slice(-3)]).toEqual([
      0,
      [
        "4 moved, 0 had been moved before",
        expect.stringMatching(/^in the trash: \.musaic-trash\/[\dTZ-]+$/),
        expect.stringMatching(/^Their space is free/),
      ],
    ]);
    expect(first.said.join("")).not.toContain("\u{1b}");
    expect(files()).toEqual(
      Object.fromEntries(Object.entries(literal).filter(([name]) => name.startsWith("a/"))),
    );
    expect(run().said[0]).toBe("0 moved, 4 had been moved before");
    const back = run("restore");
    expect([back.code, back.said.at(-1)]).toEqual([0, "4 put back, 0 could not be"]);
    expect(files()).toEqual(literal);
    expect(run("restore").said).toEqual(["0 put back, 0 could not be"]);
    expect(exists(join(library, "x"))).toBe(false);
  });
});

const PLAIN = { "a/1.wav": "first", "copies/1.wav": "first", "a/2.wav": "two", "copies/2.wav": "two" };

test("the script stops at the first surprise, and restore puts back what it can", async () => {
  await withScript(PLAIN, ({ library, files, run }) => {
    const at = (name: string): string => join(library, name);
    const traps: [string, () => void, () => void][] = [
      [
        "stopped: copies/1.wav has other content than in the catalog",
        () => writeFileSync(at("copies/1.wav"), "FIRST"),
        () => writeFileSync(at("copies/1.wav"), "first"),
      ],
      [
        "stopped: copies/1.wav has another size than in the catalog",
        () => writeFileSync(at("copies/1.wav"), "first!"),
        () => writeFileSync(at("copies/1.wav"), "first"),
      ],
      [
        "stopped: a/1.wav is not there: it is the copy that stays",
        () => renameSync(at("a/1.wav"), at("away")),
        () => renameSync(at("away"), at("a/1.wav")),
      ],
      [
        "stopped: copies/1.wav and a/1.wav are one file: nothing was moved",
        () => {
          renameSync(at("copies"), at("away"));
          symlinkSync(at("a"), at("copies"));
        },
        () => {
          rmSync(at("copies"));
          renameSync(at("away"), at("copies"));
        },
      ],
    ];
    for (const [said, lay, takeAway] of traps) {
      lay();
      const trapped = files();
      expect(run()).toEqual({
        code: 1,
        said: [
          said,
          "0 moved, 0 had been moved before",
          "run it again to go on, or with restore to put everything back",
        ],
      });
      expect(files()).toEqual(trapped);
      takeAway();
    }
    expect(run().code).toBe(0);
    writeFileSync(at("copies/1.wav"), "new");
    expect(run("restore")).toEqual({
      code: 1,
      said: [
        "copies/1.wav is there again: the one in the trash stays there",
        "put back copies/2.wav",
        "1 put back, 1 could not be",
      ],
    });
  });
});
