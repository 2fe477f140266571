import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { schemaFaults } from "../report/report-schema.ts";
import { wav } from "../world/audio/wav.ts";
import { readCatalog } from "../world/catalog.ts";
import { withDatabase } from "../world/database.ts";
import { runCli } from "../world/run-cli.ts";
import { scan } from "../world/scan.ts";
import { makeTree, withFolder } from "../world/tree.ts";

test("forget counts, deletes with --yes, and says what would bring the rows back", async () => {
  await withDatabase((database) =>
    withFolder(async (folder) => {
      const library = join(folder, "Samples");
      makeTree(library, {
        "a/1.wav": wav({ seed: 1 }),
        "a/2.wav": wav({ seed: 2 }),
        "b/3.wav": wav({ seed: 3 }),
      });
      await scan(database, library);
      writeFileSync(
        join(folder, "musaic.config.json"),
        JSON.stringify({ catalog: { libraries: ["Samples"] } }),
      );
      const forget = async (...args: string[]) => {
        const { code, stdout, stderr } = await runCli(["forget", ...args], {
          url: database.url,
          cwd: folder,
        });
        return { code, stdout, said: stderr.replace(/^database: .*\n/m, "") };
      };
      expect(await forget("Samples/a")).toEqual({
        code: 0,
        stdout: `forget would delete 2 rows below ${library}/a; no file is touched. If you mean it: musaic-catalog forget '${library}/a' --yes\n`,
        said: "",
      });
      const count = await forget("Samples/a", "--json");
      expect({ ...count, stdout: JSON.parse(count.stdout) as unknown }).toEqual({
        code: 0,
        stdout: {
          command: "forget",
          version: 1,
          folder: `${library}/a`,
          done: false,
          forgotten: 2,
          kept: 0,
          libraryRemoved: false,
        },
        said: "",
      });
      expect(schemaFaults("forget", count.stdout)).toEqual([]);
      expect(await readCatalog(database, library)).toHaveLength(3);
      const { code, stdout, said } = await forget("Samples/a/", "--yes", "--json");
      expect({ code, json: JSON.parse(stdout) as unknown, said }).toEqual({
        code: 0,
        json: {
          command: "forget",
          version: 1,
          folder: `${library}/a`,
          done: true,
          forgotten: 2,
          kept: 0,
          libraryRemoved: false,
        },
        said: `${library} is still a library: a scan takes in again what lies there; catalog.exclude keeps a folder out\n`,
      });
      expect((await readCatalog(database, library)).map(({ path }) => path)).toEqual(["b/3.wav"]);
      expect(await forget(library, "--yes")).toEqual({
        code: 0,
        stdout: `${library}: deleted 1 row; it is no library any more\n`,
        said: `it is still listed as one of catalog.libraries in ${folder}/musaic.config.json: the next scan takes it in again\n`,
      });
      expect(await forget(library, "--yes")).toEqual({
        code: 2,
        stdout: "",
        said: `musaic-catalog: the catalog knows nothing below ${library}: check the path\n`,
      });
      expect(existsSync(join(library, "a/1.wav"))).toBe(true);
    }),
  );
});

test("an empty name is no folder", async () => {
  expect(await runCli(["forget", " "], { url: "postgresql://127.0.0.1:1/none" })).toEqual({
    code: 2,
    stdout: "",
    stderr: "musaic-catalog: the folder's name is empty: check the command line\n",
  });
});
