import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withSession } from "../../src/catalog/session.ts";
import { thisProcess } from "../../src/filesystem/process-identity.ts";
import { lookAtLibraries } from "../../src/report/library-sight.ts";
import { writeMissing } from "../../src/report/write-missing.ts";
import { writeStatus } from "../../src/report/write-status.ts";
import { lookInTime } from "../../src/report/look-at-files.ts";
import { memoryOutput } from "../report/catalog-world.ts";
import { schemaFaults } from "../report/report-schema.ts";
import { query } from "../world/catalog.ts";
import type { TestDatabase } from "../world/database.ts";
import { takes, withScannedLibrary } from "../world/library.ts";
import { runCli } from "../world/run-cli.ts";
import { scan } from "../world/scan.ts";
import { makeTree } from "../world/tree.ts";

async function reportsOf(database: TestDatabase): Promise<{ status: string; missing: string; json: string }> {
  return withSession(database.address, async (session) => {
    const [status, missing, json] = [
      memoryOutput({ columns: 200 }),
      memoryOutput({ columns: 200 }),
      memoryOutput(),
    ];
    const sights = await lookAtLibraries(session, thisProcess().machineId);
    await writeStatus(session, { format: "table", sights }, status);
    await writeMissing(session, { format: "table", sights, look: lookInTime }, missing);
    await writeMissing(session, { format: "json", sights, look: lookInTime }, json);
    expect(schemaFaults("missing", json.text())).toEqual([]);
    return { status: status.text(), missing: missing.text(), json: json.text() };
  });
}

test("a library that went away, or came back, since the last scan is so in status and missing", async () => {
  await withScannedLibrary(takes(3, "a"), async ({ database, root, library }) => {
    expect((await reportsOf(database)).missing).toBe("Nothing is missing.\n");
    renameSync(library, join(root, "away"));
    const gone = await reportsOf(database);
    expect(gone.status).toMatch(`\n  not there now: the folder is not there; `);
    expect(gone.missing).toMatch("0 missing, 3 offline");
    await scan(database, library);
    expect((await reportsOf(database)).missing).toMatch("0 missing, 3 offline");
    renameSync(join(root, "away"), library);
    const back = await reportsOf(database);
    expect(back.status).toMatch("there again: the next scan takes it in");
    expect(back.missing).toBe("Nothing is missing.\n");
    const cli = await runCli(["status", "--json"], { url: database.url });
    expect(schemaFaults("status", cli.stdout)).toEqual([]);
    expect(JSON.parse(cli.stdout)).toMatchObject({
      libraries: [{ state: "offline", now: { state: "online", reason: null, offlineMounts: [] } }],
    });
  });
});

test("a copy is looked at before missing names it: one that is gone too is no place to find the sample", async () => {
  await withScannedLibrary({ "a.wav": "kick", "b.wav": "snare" }, async ({ database, root, library }) => {
    const other = join(root, "other");
    makeTree(other, { "copy.wav": "kick", "copy 2.wav": "kick" });
    await scan(database, other);
    rmSync(join(library, "a.wav"));
    await scan(database, library);
    expect(await query(database, "SELECT count(*)::int AS n FROM assets WHERE state = 'missing'")).toEqual([
      { n: 1 },
    ]);
    rmSync(join(other, "copy 2.wav"));
    const one = await reportsOf(database);
    expect(one.missing).toMatch(`the same content: ${other}/copy.wav\n`);
    expect(one.json.match(/"seen": ?"\w+"/g)).toHaveLength(2);
    rmSync(join(other, "copy.wav"));
    const none = await reportsOf(database);
    expect(none.missing).not.toMatch("the same content");
    expect(none.missing).toMatch(/the catalog's copy is gone too: .*copy.* \(scan its folder again\)/);
  });
});
