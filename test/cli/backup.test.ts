import { existsSync, readFileSync, truncateSync, writeFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { migrate, schemaVersions } from "../../src/catalog/schema.ts";
import { withSession } from "../../src/catalog/session.ts";
import { readTables } from "../../src/catalog/write-backup.ts";
import { withDatabase, type TestDatabase } from "../world/database.ts";
import { runCli } from "../world/run-cli.ts";
import { makeTree, withFolder } from "../world/tree.ts";

/** Every row of every table, as text. */
function everything({ address }: TestDatabase): Promise<Record<string, unknown[]>> {
  return withSession(address, async (session) => {
    const found: Record<string, unknown[]> = {};
    for (const { name } of await readTables(session)) {
      found[name] = await session.sql(`SELECT t::text AS row FROM ${name} t ORDER BY 1`);
    }
    return found;
  });
}

/** A scanned library, with a song on one of its samples, an analysis, and names that COPY has to write in other letters. */
async function withCatalog(
  use: (world: { database: TestDatabase; library: string; file: string }) => Promise<void>,
): Promise<void> {
  await withFolder((folder) =>
    withDatabase(async (database) => {
      const library = join(folder, "Samples");
      makeTree(library, {
        "a\\.\n\\.wav": "one",
        "tab\there.wav": "two",
        "gone.wav": "three",
        "Ü/é.wav": "two",
      });
      const { url, address } = database;
      expect((await runCli(["scan", library, "--quiet"], { url })).code).toBe(0);
      await withSession(address, async (session) => {
        await session.sql("INSERT INTO projects (name) VALUES (E'Night\\nDrive')");
        await session.sql(
          "INSERT INTO tracks (project_id, name, type) SELECT id, 'T', 'AUDIO' FROM projects",
        );
        await session.sql("INSERT INTO clips (track_id, asset_id) SELECT t.id, a.id FROM tracks t, assets a");
        await session.sql(
          `INSERT INTO analysis_cache (asset_id, method, result_json) SELECT id, 'peaks/1', '{"a": null}' FROM assets`,
        );
      });
      await use({ database, library, file: join(folder, "catalog.backup.gz") });
    }),
  );
}

test("a backup that is restored into an empty database is the same catalog, and it goes on from there", async () => {
  await withCatalog(async ({ database, library, file }) => {
    const before = await everything(database);
    const made = await runCli(["db", "backup", file], { url: database.url });
    expect(made).toMatchObject({ code: 0, stderr: "" });
    expect(made.stdout).toMatch(
      /^1 projects, 1 tracks, 4 clips, 4 assets, 4 analysis cache in .*\.gz \(.* K?B\)\n$/,
    );
    await withDatabase(
      async (other) => {
        const restored = await runCli(["db", "restore", file], { url: other.url });
        expect(restored).toMatchObject({ code: 0, stderr: "" });
        expect(restored.stdout).toMatch(/^restored 1 projects, .* as of 20/);
        expect(await everything(other)).toEqual(before);
        makeTree(library, { "new.wav": "new" });
        const scanned = await runCli(["scan", library, "--json"], { url: other.url });
        expect(JSON.parse(scanned.stdout)).toMatchObject({ unchanged: 4, added: 1, filesRead: 1 });
      },
      { empty: true },
    );
  });
});

test("what a catalog holds is dropped for a backup only with --yes", async () => {
  await withCatalog(async ({ database, file }) => {
    const { url } = database;
    await runCli(["db", "backup", file], { url });
    const then = await everything(database);
    await withSession(database.address, (session) => session.sql("DELETE FROM clips"));
    const now = await everything(database);
    const refused = await runCli(["db", "restore", file], { url });
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toMatch(
      /^musaic-catalog: db restore would drop 1 projects, 1 tracks, 4 assets, 4 analysis cache in .* If you mean it: musaic-catalog db restore '.*' --yes\n$/,
    );
    expect(await everything(database)).toEqual(now);
    expect((await runCli(["db", "restore", file, "--yes"], { url })).code).toBe(0);
    expect(await everything(database)).toEqual(then);
  });
});

test("what is no whole backup, or a newer version's, is refused before anything is dropped", async () => {
  await withCatalog(async ({ database, library, file }) => {
    const { url } = database;
    const before = await everything(database);
    await runCli(["db", "backup", file], { url });
    const plain = gunzipSync(readFileSync(file)).toString();
    const refusal = async (): Promise<string> => {
      const { code, stderr } = await runCli(["db", "restore", file, "--yes"], { url });
      expect(code).toBeGreaterThan(0);
      return stderr.replace(`musaic-catalog: ${file} can't be restored: `, "");
    };
    writeFileSync(file, gzipSync(plain.slice(0, plain.lastIndexOf("{"))));
    expect(await refusal()).toBe("its end is missing; nothing was changed\n");
    writeFileSync(file, gzipSync(plain));
    truncateSync(file, statSync(file).size - 20);
    expect(await refusal()).toBe("unexpected end of file; nothing was changed\n");
    writeFileSync(file, gzipSync("-- PostgreSQL database dump\n"));
    expect(await refusal()).toBe("it is no backup that musaic-catalog db backup made; nothing was changed\n");
    writeFileSync(file, gzipSync(plain.replace(schemaVersions().at(-1) ?? "", "999_later.sql")));
    expect(await refusal()).toMatch(/^a newer version of this program made it \(999_later\.sql\): update/);
    expect((await runCli(["db", "restore", `${file}.none`], { url })).stderr).toMatch(
      /ENOENT.*; nothing was changed\n$/,
    );
    expect(await everything(database)).toEqual(before);
    const audio = join(library, "gone.wav");
    expect((await runCli(["db", "backup", audio], { url })).code).toBe(2);
    expect([readFileSync(audio, "utf8"), existsSync(`${file}.none`)]).toEqual(["three", false]);
  });
});

test("a backup of an older version is brought up to date", async () => {
  await withFolder((folder) =>
    withDatabase(
      async (database) => {
        const file = join(folder, "old.backup.gz");
        const older = schemaVersions().slice(0, 6);
        await withSession(database.address, async (session) => {
          await migrate(session, { only: older });
          await session.sql("INSERT INTO projects (name) VALUES ('Old')");
        });
        const { writeBackup } = await import("../../src/catalog/write-backup.ts");
        const chunks: Buffer[] = [];
        const head = await withSession(database.address, (session) =>
          writeBackup(session, (chunk) => Promise.resolve(void chunks.push(Buffer.from(chunk)))),
        );
        expect(head.schema).toEqual(older);
        writeFileSync(file, gzipSync(Buffer.concat(chunks)));
        expect((await runCli(["db", "restore", file, "--yes"], { url: database.url })).code).toBe(0);
        const status = await runCli(["db", "status", "--json"], { url: database.url });
        expect(JSON.parse(status.stdout)).toMatchObject({ pending: [] });
        expect((await everything(database))["projects"]).toHaveLength(1);
      },
      { empty: true },
    ),
  );
});
