import { mkdirSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { query } from "../world/catalog.ts";
import { withDatabase } from "../world/database.ts";
import { LONG_AGO } from "../world/library.ts";
import { scan } from "../world/scan.ts";
import { withFolder } from "../world/tree.ts";

const FILES = 20_000;
const FILES_A_FOLDER = 200;

test("a renamed folder of 20,000 files keeps 20,000 ids, in one pass", { timeout: 300_000 }, async () => {
  await withDatabase((database) =>
    withFolder(async (library) => {
      // As for a million files: no plan may rest on a table that fits into memory.
      await query(
        database,
        `ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET work_mem = '64kB'`,
      );
      fill(join(library, "Old Name"));
      const first = await scan(database, library);
      expect(first).toMatchObject({ status: "complete", added: FILES });
      const ids = (folder: string): Promise<unknown[]> =>
        query(
          database,
          "SELECT id::text, substr(file_path, $1) AS name, state FROM assets ORDER BY file_path",
          [join(library, folder).length + 2],
        );
      const before = await ids("Old Name");
      renameSync(join(library, "Old Name"), join(library, "New Name Which Is Longer"));
      const second = await scan(database, library);
      expect(second).toMatchObject({ status: "complete", moved: FILES, added: 0, missing: 0 });
      expect(await ids("New Name Which Is Longer")).toEqual(before);
      // It reads what the first one read; what it does beside that must not grow with the square of the files.
      expect(second.elapsedMs / first.elapsedMs).toBeLessThan(4);
      console.log(
        `${FILES} files: first scan ${first.elapsedMs} ms, after the folder was renamed ${second.elapsedMs} ms`,
      );
    }),
  );
});

/** Distinct contents, times long ago. */
function fill(folder: string): void {
  for (let n = 0; n < FILES; n++) {
    const inner = join(folder, String(Math.floor(n / FILES_A_FOLDER)));
    if (n % FILES_A_FOLDER === 0) mkdirSync(inner, { recursive: true });
    writeFileSync(join(inner, `${n}.wav`), `take ${n}`);
    utimesSync(join(inner, `${n}.wav`), LONG_AGO, LONG_AGO);
  }
}
