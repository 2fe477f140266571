import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { readCatalog } from "../world/catalog.ts";
import { takes } from "../world/library.ts";
import { runCli, type CliResult } from "../world/run-cli.ts";
import { fillDisk, withSmallDisk, type SmallDisk } from "../world/small-disk.ts";
import { makeTree, withFolder } from "../world/tree.ts";

test("a full disk under the database ends the scan with 1 and one line, and with room again the next one goes on", async (context) => {
  await withSmallDisk(context, async (disk) => {
    const { full, whole, rows } = await scanOnFullDisk(disk);
    expect({ code: full.code, said: full.stderr.replace(/^database: .*\n/, "").split("\n") }).toEqual({
      code: 1,
      said: [
        expect.stringMatching(/^musaic-catalog: the disk of .* is full \(could not .*\): make room/),
        "",
      ],
    });
    expect({ code: whole.code, rows }).toEqual({ code: 0, rows: 2_000 });
  });
});

interface Scans {
  readonly full: CliResult;
  readonly whole: CliResult;
  readonly rows: number;
}

async function scanOnFullDisk({ database, filler }: SmallDisk): Promise<Scans> {
  const { url } = database;
  return withFolder(async (library) => {
    makeTree(library, takes(2_000, "a"));
    fillDisk(filler);
    const full = await runCli(["scan", library, "--json", "--quiet"], { url });
    rmSync(filler);
    const whole = await runCli(["scan", library, "--quiet"], { url });
    return { full, whole, rows: (await readCatalog(database, library)).length };
  });
}
