import { join } from "node:path";
import { expect, test } from "vitest";
import { beginPass } from "../../src/catalog/running-passes.ts";
import { withSession } from "../../src/catalog/session.ts";
import { thisProcess } from "../../src/filesystem/process-identity.ts";
import { query } from "../world/catalog.ts";
import { withDatabase } from "../world/database.ts";
import { runCli } from "../world/run-cli.ts";
import { makeTree, withFolder } from "../world/tree.ts";

const reportsOn = (folder: string): string[][] => [
  ["duplicates"],
  ["find"],
  ["check", folder],
  ["missing"],
  ["relink"],
  ["problems"],
  ["uses"],
  ["uses", "--broken"],
];

test("every report on an empty catalog says that nothing has been scanned", async () => {
  await withFolder((folder) =>
    withDatabase(async ({ url }) => {
      for (const args of reportsOn(folder)) {
        const { code, stderr } = await runCli(args, { url });
        expect([args[0], code, stderr]).toEqual([
          args[0],
          0,
          "nothing has been scanned yet: musaic-catalog scan <folder>\n",
        ]);
      }
    }),
  );
});

test("every report on a library that was never scanned to its end says so, and doctor knows when it is being scanned", async () => {
  await withFolder((folder) =>
    withDatabase(async (database) => {
      const { url, address } = database;
      const [library, other] = [join(folder, "Samples"), join(folder, "Other")];
      makeTree(library, { "a.wav": "one" });
      makeTree(other, { "b.wav": "two" });
      expect((await runCli(["scan", library, other, "--quiet"], { url })).code).toBe(0);
      await query(database, "UPDATE libraries SET last_pass_at = NULL WHERE path LIKE '%/Samples'");
      const unfinished = `${library} was never scanned to its end, so what is said here is not all: musaic-catalog scan '${library}'\n`;
      for (const args of reportsOn(folder)) {
        const { stderr } = await runCli(args, { url });
        expect([args[0], stderr.split("\n").slice(-2).join("\n")]).toEqual([args[0], unfinished]);
      }
      expect((await runCli(["duplicates", "--under", other], { url })).stderr).toBe("");
      const session = async (): Promise<void> => {
        await withSession(address, async (open) => {
          const [row] = await open.sql<{ id: bigint }>("SELECT id FROM libraries WHERE last_pass_at IS NULL");
          await beginPass(open, {
            libraryId: row?.id ?? 0n,
            folders: null,
            command: "scan",
            process: thisProcess(),
          });
        });
      };
      await session();
      expect((await runCli(["missing"], { url })).stderr).toBe(
        `${library} is being scanned for the first time: what is said here is not yet all\n`,
      );
      const { stdout } = await runCli(["doctor", "--json"], { url });
      const { findings }: { findings: { code: string; message: string }[] } = JSON.parse(stdout);
      expect(findings.filter(({ message }) => message.includes(library))).toMatchObject([
        { code: "library-being-scanned", severity: "note" },
      ]);
    }),
  );
});
