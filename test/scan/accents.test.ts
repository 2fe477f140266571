import { renameSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { catalogIsTheDisk, isRunning, quiet, startService } from "../daemon/service.ts";
import { idsByPath, query } from "../world/catalog.ts";
import { withDatabase } from "../world/database.ts";
import { withFoldingDrive } from "../world/folding-drive.ts";
import { takes } from "../world/library.ts";
import { scan } from "../world/scan.ts";
import { makeTree, putFile } from "../world/tree.ts";

/** One name in the two forms that an accent has, one letter, or a letter and a mark behind it; and in other letters. */
const [COMPOSED, DECOMPOSED, CAPITALS] = ["Sp\u00E4ter", "Spa\u0308ter", "SP\u00C4TER"];

const SPELLINGS = [
  { how: "from one letter to a letter and its mark", from: COMPOSED, to: DECOMPOSED },
  { how: "from a letter and its mark to one letter", from: DECOMPOSED, to: COMPOSED },
  { how: "from a letter and its mark to one capital", from: DECOMPOSED, to: CAPITALS },
];

test.for(SPELLINGS)(
  "a library and a folder in it are one place in either spelling: $how",
  async ({ from, to }, context) => {
    await withFoldingDrive(context, (drive) =>
      withDatabase(async (database) => {
        makeTree(join(drive, from), { ...takes(2, `Vox/${from}`), ...takes(1, "Kits") });
        await scan(database, join(drive, from));
        expect(await scan(database, join(drive, to))).toMatchObject({ seen: 3, unchanged: 3 });
        expect(await scan(database, join(drive, to, "vox", to))).toMatchObject({ seen: 2, unchanged: 2 });
        expect(await query(database, "SELECT path FROM libraries")).toEqual([{ path: join(drive, from) }]);
      }),
    );
  },
);

test.for(SPELLINGS)(
  "a folder whose name changes its spelling keeps its files' ids: $how",
  async ({ from, to }, context) => {
    await withFoldingDrive(context, (drive) =>
      withDatabase(async (database) => {
        makeTree(drive, takes(3, from));
        await scan(database, drive);
        const before = await idsByPath(database, drive);
        renameSync(join(drive, from), join(drive, "x"));
        renameSync(join(drive, "x"), join(drive, to));
        expect(await scan(database, drive)).toMatchObject({ status: "complete", added: 0, missing: 0 });
        expect(await idsByPath(database, drive)).toEqual(
          Object.fromEntries(Object.entries(before).map(([path, id]) => [path.replace(from, to), id])),
        );
      }),
    );
  },
);

test.for(SPELLINGS)(
  "the service follows a library named in another spelling, and the rename of a folder to one: $how",
  async ({ from, to }, context) => {
    await withFoldingDrive(context, (drive) =>
      withDatabase(async (database) => {
        const library = join(drive, from);
        makeTree(library, takes(3, `Vox ${from}`));
        const service = startService({ databaseUrl: database.url, folders: [join(drive, to)] });
        try {
          await catalogIsTheDisk({ database, library });
          await quiet(database);
          const before = await idsByPath(database, library);
          putFile(join(library, "new.wav"), "a new one");
          await catalogIsTheDisk({ database, library });
          renameSync(join(library, `Vox ${from}`), join(library, "x"));
          renameSync(join(library, "x"), join(library, `Vox ${to}`));
          await catalogIsTheDisk({ database, library });
          expect(await idsByPath(database, library)).toMatchObject(
            Object.fromEntries(Object.entries(before).map(([path, id]) => [path.replace(from, to), id])),
          );
          expect(await query(database, "SELECT path FROM libraries")).toEqual([{ path: library }]);
        } finally {
          if (isRunning(service)) await service.end("SIGTERM");
        }
      }),
    );
  },
);
