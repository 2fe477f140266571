import { execFile } from "node:child_process";
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { CatalogError, duplicates, scan, type DuplicatesSummary } from "../src/index.ts";
import { wav } from "./world/audio/wav.ts";
import { withDatabase } from "./world/database.ts";
import { makeTree, withFolder } from "./world/tree.ts";

const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

test("the example does what it says, with the package under its own name, and ends by itself", async () => {
  await withDatabase(({ url }) =>
    withFolder(async (folder) => {
      makeTree(folder, {
        "Samples/a.wav": wav({ seed: 1 }),
        "Samples/b/a.wav": wav({ seed: 1 }),
        "Samples/c.wav": wav({ seed: 2 }),
      });
      const example = join(import.meta.dirname, "example.ts");
      const { stdout, stderr } = await promisify(execFile)(process.execPath, ["--import", TSX, example], {
        cwd: folder,
        env: { PATH: process.env["PATH"], MUSAIC_DB_CONNECTION_STRING: url },
      });
      expect({ stdout: stdout.split("\n"), stderr }).toEqual({
        stdout: [
          "complete: 3 added, 0 moved, 0 missing",
          expect.stringMatching(`^${folder}/Samples/a.wav: keep \\(.+\\)$`),
          `${folder}/Samples/b/a.wav: not needed`,
          "",
        ],
        stderr: "",
      });
    }),
  );
});

describe("on the embedded database that a config names", () => {
  test("a second scan reads nothing, and an iteration that is left early lets the server go", async () => {
    await withFolder(async (folder) => {
      // The embedded server of root runs as another user, who must get here.
      chmodSync(folder, 0o755);
      const content = wav({ seed: 1 });
      makeTree(folder, {
        "S/1.wav": content,
        "S/2.wav": content,
        "S/3.wav": wav({ seed: 2 }),
        "S/4.wav": wav({ seed: 2 }),
      });
      const config = join(folder, "musaic.config.json");
      writeFileSync(config, JSON.stringify({ catalog: { libraries: ["S"] } }));
      const stages = new Set<string>();
      const first = await scan({ config, onProgress: ({ stage }) => stages.add(stage) });
      expect(first).toMatchObject({
        status: "complete",
        added: 4,
        filesRead: 4,
        libraries: [{ path: join(folder, "S") }],
      });
      expect([...stages]).toContain("read");
      expect(await scan({ config })).toMatchObject({ unchanged: 4, filesRead: 0 });
      for await (const { files } of duplicates({ config })) {
        expect(files).toHaveLength(2);
        expect(existsSync(join(folder, "data/pg/postmaster.pid"))).toBe(true);
        break;
      }
      expect(existsSync(join(folder, "data/pg/postmaster.pid"))).toBe(false);
    });
  });
});

test("the iteration's return value is the summary", async () => {
  await withDatabase(({ url }) =>
    withFolder(async (folder) => {
      const content = wav({ seed: 1 });
      makeTree(folder, { "1.wav": content, "2.wav": content });
      await scan({ folders: [folder], database: url });
      const found = duplicates({ database: url, limit: 5 });
      const groups: unknown[] = [];
      let step = await found.next();
      for (; step.done !== true; step = await found.next()) groups.push(step.value.fileHash);
      expect(groups).toHaveLength(1);
      const bytes = { redundantBytes: content.length, removableBytes: content.length };
      expect(step.value).toEqual({
        totals: { groups: 1, files: 2, redundantFiles: 1, removableFiles: 1, ...bytes },
        checked: { files: 2, gone: 0, changed: 0, unreadable: 0, offline: 0 },
      } satisfies DuplicatesSummary);
    }),
  );
});

test("what is wrong rejects with a CatalogError that has a code", async () => {
  const database = "mysql://localhost/x";
  const refusals = [
    scan({ folders: [] }),
    scan({ folders: [" "] }),
    scan({ folders: ["a", "b"], movedFrom: "c" }),
    scan({ folders: ["a"], database }),
    scan({ folders: ["a"], database: "postgresql://127.0.0.1:1/x" }),
    duplicates({ database }).next(),
    duplicates({ database: "postgresql://127.0.0.1:1/x" }).next(),
  ];
  const errors = (await Promise.allSettled(refusals)).map((one) =>
    one.status === "rejected" && one.reason instanceof CatalogError ? one.reason.code : one,
  );
  expect(errors).toEqual([
    "usage",
    "usage",
    "usage",
    "config-invalid",
    "database-unreachable",
    "config-invalid",
    "database-unreachable",
  ]);
});

test("a scan that is aborted says so, and an iteration that is rejects", async () => {
  await withDatabase(({ url }) =>
    withFolder(async (folder) => {
      makeTree(folder, { "1.wav": wav({ seed: 1 }), "2.wav": wav({ seed: 1 }) });
      const signal = AbortSignal.abort();
      expect(await scan({ folders: [folder], database: url, signal })).toMatchObject({
        status: "interrupted",
      });
      await scan({ folders: [folder], database: url });
      await expect(duplicates({ database: url, signal }).next()).rejects.toMatchObject({
        name: "AbortError",
      });
    }),
  );
});
