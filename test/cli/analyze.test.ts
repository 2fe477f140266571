import { readFileSync, renameSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { describe, expect, test } from "vitest";
import { packageFile } from "../../src/package-file.ts";
import { ffmpeg, hasFfmpeg } from "../analysis/ffmpeg.ts";
import { schemaFaults } from "../report/report-schema.ts";
import { wav } from "../world/audio/wav.ts";
import { query } from "../world/catalog.ts";
import { type TestDatabase, withDatabase } from "../world/database.ts";
import { runCli } from "../world/run-cli.ts";
import { makeTree, withFolder } from "../world/tree.ts";

interface Result extends Record<string, unknown> {
  readonly file_path: string;
  readonly method: string;
  readonly result_json: Record<string, unknown>;
}

interface World {
  readonly folder: string;
  readonly database: TestDatabase;
  run(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }>;
  analyze(...args: string[]): Promise<Record<string, number>>;
  results(): Promise<Result[]>;
}

async function inWorld(
  tree: Parameters<typeof makeTree>[1],
  use: (world: World) => Promise<void>,
): Promise<void> {
  await withFolder((folder) =>
    withDatabase(async (database) => {
      makeTree(join(folder, "Samples"), tree);
      const run: World["run"] = (...args) =>
        runCli(args, { url: database.url, cwd: folder, env: { HOME: folder } });
      await run("scan", "Samples");
      await use({
        folder: join(folder, "Samples"),
        database,
        run,
        analyze: async (...args) => {
          const { stdout } = await run("analyze", ...args, "--json");
          expect(schemaFaults("analyze", stdout)).toEqual([]);
          const { elapsedMs: _, ...totals } = JSON.parse(stdout).totals as Record<string, number>;
          return totals;
        },
        results: () =>
          query<Result>(
            database,
            "SELECT a.file_path, k.method, k.result_json FROM analysis_cache k JOIN assets a ON a.id = k.asset_id ORDER BY 1, 2",
          ),
      });
    }),
  );
}

const NOTHING = { analysed: 0, needsFfmpeg: 0, undecodable: 0, unread: 0, bytes: 0 };
const kick = wav({ seconds: 0.5 });

test("each content is decoded once, and its results stay with it", async () => {
  await inWorld(
    { "Kick.wav": kick, "Copies/Kick.wav": kick, "Tom.wav": wav({ seconds: 0.7 }) },
    async (world) => {
      const { folder, run, analyze, results } = world;
      expect(await analyze()).toMatchObject({ analysed: 2, needsFfmpeg: 0, undecodable: 0, unread: 0 });
      const first = await results();
      expect(first.map(({ method }) => method)).toEqual([
        "loudness/1",
        "peaks/1",
        "sound/1",
        "loudness/1",
        "peaks/1",
        "sound/1",
      ]);
      expect(resultFaults(first)).toEqual([]);
      expect(await analyze()).toEqual(NOTHING);

      renameSync(join(folder, "Tom.wav"), join(folder, "Floor Tom.wav"));
      await run("scan", "Samples");
      expect(await analyze()).toEqual(NOTHING);

      // Of two with one content the one that holds the rows gets another: they go over to the other.
      writeFileSync(join(folder, "Copies/Kick.wav"), wav({ seconds: 0.9 }));
      await run("scan", "Samples");
      expect((await results()).filter(({ file_path }) => file_path.endsWith("/Kick.wav"))).toHaveLength(3);
      expect(await analyze()).toMatchObject({ analysed: 1 });

      writeFileSync(join(folder, "Floor Tom.wav"), wav({ seconds: 1.1 }));
      await run("scan", "Samples");
      expect((await results()).filter(({ file_path }) => file_path.endsWith("Tom.wav"))).toEqual([]);
    },
  );
});

test("only what lies below the folders is analysed", async () => {
  await inWorld({ "A/1.wav": kick, "B/1.wav": wav({ seconds: 0.7 }) }, async ({ analyze, run }) => {
    expect(await analyze("Samples/A")).toMatchObject({ analysed: 1 });
    expect(await analyze()).toMatchObject({ analysed: 1 });
    expect((await run("analyze")).stdout).toBe("everything is analysed already\n");
    expect((await run("analyze", "Elsewhere")).code).toBe(2);
  });
});

test("a library that can't be seen now waits until it is back", async () => {
  await inWorld({ "1.wav": kick }, async ({ analyze, database }) => {
    await query(database, "UPDATE libraries SET state = 'offline'");
    expect(await analyze()).toEqual(NOTHING);
    await query(database, "UPDATE libraries SET state = 'online'");
    expect(await analyze()).toMatchObject({ analysed: 1 });
  });
});

test("a file that changed since its scan gets no results, and is told", async () => {
  await inWorld({ "1.wav": kick }, async ({ folder, run, analyze, results }) => {
    utimesSync(join(folder, "1.wav"), 1_000, 1_000);
    expect(await run("analyze")).toMatchObject({
      code: 3,
      stdout: expect.stringContaining("1.wav: it changed since it was scanned"),
    });
    expect(await results()).toEqual([]);
    await run("scan", "Samples");
    expect(await analyze()).toMatchObject({ analysed: 1 });
  });
});

describe.runIf(hasFfmpeg)("with decoders of other programs", () => {
  test("what needs ffmpeg waits for it, and doctor says so", async () => {
    await inWorld({ "1.wav": kick }, async ({ folder, run, database }) => {
      for (const [name, codec] of [
        ["alac.m4a", "alac"],
        ["flac.flac", "flac"],
      ] as const)
        ffmpeg("-i", join(folder, "1.wav"), "-c:a", codec, join(folder, name));
      await run("scan", "Samples");
      const bare = { url: database.url, cwd: folder, env: { HOME: folder, PATH: programs(folder) } };
      const without = await runCli(["analyze"], bare);
      expect(without).toMatchObject({ code: 3, stdout: expect.stringContaining("1 sound needs ffmpeg") });
      expect((await runCli(["doctor"], bare)).stdout).toContain("1 sound not analysed: needs ffmpeg");
      expect((await runCli(["analyze"], bare)).stdout).toBe("everything is analysed already\n");
      expect((await run("analyze")).stdout).toContain("1 sound analysed");
      const names = await query(
        database,
        "SELECT DISTINCT result_json ->> 'hash' AS name FROM analysis_cache WHERE method = 'sound/1'",
      );
      expect(names).toHaveLength(1);
    });
  });

  test("a file that no decoder understands is a problem once", async () => {
    await inWorld({ "1.wav": kick }, async ({ folder, run, analyze, results }) => {
      ffmpeg("-i", join(folder, "1.wav"), "-c:a", "flac", join(folder, "cut.flac"));
      const whole = readFileSync(join(folder, "cut.flac"));
      writeFileSync(
        join(folder, "cut.flac"),
        Buffer.concat([whole.subarray(0, 200), Buffer.alloc(2_000, 0x55)]),
      );
      await run("scan", "Samples");
      expect(await analyze()).toMatchObject({ analysed: 1, undecodable: 1 });
      expect(await analyze()).toEqual(NOTHING);
      expect(resultFaults(await results())).toEqual([]);
      expect(await analyze("--retry")).toMatchObject({ analysed: 0, undecodable: 1 });
    });
  });
});

/** A folder with Node and nothing else, for a PATH. */
function programs(folder: string): string {
  const bin = join(folder, "bin");
  makeTree(bin, { "read.me": "" });
  symlinkSync(process.execPath, join(bin, "node"));
  return bin;
}

/** What of the rows breaks the documented shape of their method. */
function resultFaults(rows: readonly Result[]): string[] {
  type JsonSchema = Exclude<Parameters<typeof z.fromJSONSchema>[0], boolean>;
  const schema: JsonSchema = JSON.parse(
    readFileSync(packageFile("config/analysis-results.schema.json"), "utf8"),
  );
  return rows.flatMap(({ method, result_json }) => {
    const { success, error } = z.fromJSONSchema(schema).safeParse({ [method]: result_json });
    return success ? [] : [`${method}: ${error.message}`];
  });
}
