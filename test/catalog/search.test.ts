import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withSession, type Session } from "../../src/catalog/session.ts";
import { withDatabase } from "../world/database.ts";

const EXAMPLES = join(import.meta.dirname, "../../sql/examples");

/** Which index answers each example of sql/examples. */
const INDEX: Record<string, string> = {
  "by_tempo.sql": "assets_tempo_idx",
  "by_key.sql": "assets_key_idx",
  "by_duration.sql": "assets_duration_idx",
  "by_words.sql": "assets_words_idx",
};

test("each example of the workstation's queries is answered by its index, at 100,000 assets", async () => {
  await withDatabase(async ({ address }) => {
    await withSession(address, async (session) => {
      await fill(session, 100_000);
      const used: Record<string, string> = {};
      for (const file of readdirSync(EXAMPLES)) {
        const plan = await session.sql<{ "QUERY PLAN": string }>(
          `EXPLAIN ${readFileSync(join(EXAMPLES, file), "utf8")}`,
        );
        const text = plan.map((row) => row["QUERY PLAN"]).join("\n");
        used[file] = /assets_\w+_idx/.exec(text)?.[0] ?? text;
      }
      expect(used).toEqual(INDEX);
    });
  });
});

test("the examples find what they say", async () => {
  await withDatabase(async ({ address }) => {
    await withSession(address, async (session) => {
      await session.sql(`INSERT INTO assets (file_path, duration, metadata) VALUES
        ('/s/Drums/Kick_808 (Dry).wav', 0.2, '{}'),
        ('/s/Loops/Bass 120bpm Am.wav', 8, '{"tempo":{"bpm":120,"source":"filename"},"key":{"key":"A minor","source":"filename"}}'),
        ('/s/x.wav', 3, '{"tempo":{"bpm":90.5,"source":"tag"},"tags":{"title":"Kicking 808"}}'),
        ('/s/Snare_808.wav', NULL, '{}')`);
      expect(await found(session, "by_tempo.sql")).toEqual(["/s/Loops/Bass 120bpm Am.wav"]);
      expect(await found(session, "by_key.sql")).toEqual(["/s/Loops/Bass 120bpm Am.wav"]);
      expect(await found(session, "by_duration.sql")).toEqual(["/s/Drums/Kick_808 (Dry).wav"]);
      expect(await found(session, "by_words.sql")).toEqual(["/s/Drums/Kick_808 (Dry).wav", "/s/x.wav"]);
    });
  });
});

async function found(session: Session, file: string): Promise<string[]> {
  const rows = await session.sql<{ file_path: string }>(readFileSync(join(EXAMPLES, file), "utf8"));
  return rows.map(({ file_path: path }) => path);
}

async function fill(session: Session, count: number): Promise<void> {
  await session.sql(
    `INSERT INTO assets (file_path, file_hash, duration, metadata)
     SELECT '/s/Pack ' || n % 100 || '/' || (ARRAY['Kick', 'Snare', 'Hat', 'Bass'])[1 + n % 4] || ' ' || n || CASE WHEN n % 50 = 0 THEN ' 808' ELSE '' END || '.wav',
       lpad(to_hex(n), 64, '0'), 0.1 + (n % 1000) / 10.0,
       CASE WHEN n % 3 = 0 THEN jsonb_build_object('tempo', jsonb_build_object('bpm', 60 + n % 140, 'source', 'filename'),
         'key', jsonb_build_object('key', (ARRAY['A', 'B', 'C', 'D', 'E', 'F', 'G'])[1 + n % 7] || ' minor', 'source', 'filename')) ELSE '{}' END
     FROM generate_series(1, $1::int) n`,
    [count],
  );
  await session.sql("ANALYZE assets");
}
