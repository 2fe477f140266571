import { expect, test } from "vitest";
import { withSession, type Session } from "../../src/catalog/session.ts";
import { withDatabase } from "../world/database.ts";

const SONG = `
  INSERT INTO projects (id, name) VALUES ('00000000-0000-0000-0000-000000000001', 'Song');
  INSERT INTO tracks (id, project_id, name, type)
    VALUES ('00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000001', 'Drums', 'AUDIO');
  INSERT INTO assets (id, file_path, file_hash) VALUES ('00000000-0000-0000-0000-000000000003', '/s/a.wav', repeat('ab', 32));
  INSERT INTO clips (track_id, asset_id) VALUES ('00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000003');
  INSERT INTO render_jobs (id, project_id) VALUES ('00000000-0000-0000-0000-000000000004', '00000000-0000-0000-0000-000000000001');
  INSERT INTO render_nodes (id, job_id, type) VALUES
    ('00000000-0000-0000-0000-000000000005', '00000000-0000-0000-0000-000000000004', 'mix'),
    ('00000000-0000-0000-0000-000000000006', '00000000-0000-0000-0000-000000000004', 'bounce');
  INSERT INTO render_edges (from_node_id, to_node_id)
    VALUES ('00000000-0000-0000-0000-000000000005', '00000000-0000-0000-0000-000000000006');
  INSERT INTO render_artifacts (node_id, path) VALUES ('00000000-0000-0000-0000-000000000006', '/out/x.wav');
  INSERT INTO analysis_cache (asset_id, method) VALUES ('00000000-0000-0000-0000-000000000003', 'onsets')`;

const NOBODY = "gen_random_uuid()";
const FOREIGN_KEY = "23503";
const UNIQUE = "23505";
const CHECK = "23514";
const NOT_NULL = "23502";

/** What the schema refuses: each statement, and the code PostgreSQL refuses it with. */
const REFUSED: readonly [string, string][] = [
  ["INSERT INTO projects (name) VALUES ('Song')", UNIQUE],
  ["INSERT INTO projects DEFAULT VALUES", NOT_NULL],
  ["UPDATE projects SET bpm = 0", CHECK],
  ["UPDATE projects SET time_signature_num = 0", CHECK],
  ["UPDATE projects SET time_signature_denom = -4", CHECK],
  [`UPDATE tracks SET project_id = ${NOBODY}`, FOREIGN_KEY],
  ["UPDATE tracks SET project_id = NULL", NOT_NULL],
  ["UPDATE tracks SET type = 'VIDEO'", CHECK],
  ["UPDATE tracks SET pan = 1.1", CHECK],
  ["UPDATE tracks SET pan = -1.1", CHECK],
  ["UPDATE tracks SET pan = 'NaN'", CHECK],
  ["UPDATE tracks SET color = 'red'", CHECK],
  [`UPDATE clips SET track_id = ${NOBODY}`, FOREIGN_KEY],
  [`UPDATE clips SET asset_id = ${NOBODY}`, FOREIGN_KEY],
  ["UPDATE clips SET start_time = -1", CHECK],
  ["UPDATE clips SET duration = -1", CHECK],
  [`UPDATE clips SET "offset" = -1`, CHECK],
  ["DELETE FROM assets", FOREIGN_KEY],
  ["INSERT INTO assets (file_path) VALUES ('/s/a.wav')", UNIQUE],
  ["UPDATE assets SET file_hash = upper(file_hash)", CHECK],
  ["UPDATE assets SET file_hash = 'short'", CHECK],
  ["UPDATE assets SET duration = -1", CHECK],
  ["UPDATE assets SET duration = 'NaN'", CHECK],
  ["UPDATE assets SET duration = 'Infinity'", CHECK],
  ["UPDATE assets SET sample_rate = 0", CHECK],
  ["UPDATE assets SET channels = 0", CHECK],
  ["UPDATE assets SET size_bytes = -1", CHECK],
  ["UPDATE assets SET state = 'lost'", CHECK],
  ["UPDATE assets SET file_path = NULL", CHECK],
  ["UPDATE assets SET library_id = 99", FOREIGN_KEY],
  [`UPDATE render_jobs SET project_id = ${NOBODY}`, FOREIGN_KEY],
  ["UPDATE render_jobs SET status = 'DONE'", CHECK],
  [`UPDATE render_nodes SET job_id = ${NOBODY}`, FOREIGN_KEY],
  ["UPDATE render_nodes SET status = 'DONE'", CHECK],
  [`UPDATE render_edges SET from_node_id = ${NOBODY}`, FOREIGN_KEY],
  [`UPDATE render_edges SET to_node_id = ${NOBODY}`, FOREIGN_KEY],
  ["UPDATE render_edges SET to_node_id = from_node_id", CHECK],
  [`UPDATE render_artifacts SET node_id = ${NOBODY}`, FOREIGN_KEY],
  ["UPDATE render_artifacts SET size_bytes = -1", CHECK],
  [`UPDATE analysis_cache SET asset_id = ${NOBODY}`, FOREIGN_KEY],
  ["INSERT INTO asset_events (asset_id, type) SELECT id, 'renamed' FROM assets", CHECK],
  [
    "INSERT INTO libraries (path, real_path, machine_id, machine_name, state) VALUES ('/s', '/s', 'm', 'm', 'gone')",
    CHECK,
  ],
];

test("the schema refuses what breaks its rules", async () => {
  await inSong(async (session) => {
    const met: [string, string][] = [];
    for (const [statement] of REFUSED) {
      const refusal = await session
        .transaction(() => session.sql(statement))
        .then(
          () => "accepted",
          (error: unknown) => (error as { code: string }).code,
        );
      met.push([statement, refusal]);
    }
    expect(met).toEqual(REFUSED);
  });
});

test("a project's tracks, clips, jobs, nodes, edges and artifacts go with it; assets stay", async () => {
  await inSong(async (session) => {
    await session.sql("DELETE FROM projects");
    const counts = await session.sql(
      `SELECT (SELECT count(*) FROM tracks) AS tracks, (SELECT count(*) FROM clips) AS clips, (SELECT count(*) FROM render_jobs) AS jobs,
        (SELECT count(*) FROM render_nodes) AS nodes, (SELECT count(*) FROM render_edges) AS edges,
        (SELECT count(*) FROM render_artifacts) AS artifacts, (SELECT count(*) FROM assets) AS assets`,
    );
    expect(counts).toEqual([
      { tracks: 0n, clips: 0n, jobs: 0n, nodes: 0n, edges: 0n, artifacts: 0n, assets: 1n },
    ]);
  });
});

test("an asset's analysis goes with it, and knows the content it was computed from", async () => {
  await inSong(async (session) => {
    expect(await session.sql("SELECT file_hash FROM analysis_cache")).toEqual([
      { file_hash: "ab".repeat(32) },
    ]);
    await session.sql("DELETE FROM clips; DELETE FROM assets");
    expect(await session.sql("SELECT * FROM analysis_cache")).toEqual([]);
  });
});

test("what nobody says has the plan's defaults", async () => {
  await inSong(async (session) => {
    expect(await session.sql("SELECT bpm, time_signature_num, time_signature_denom FROM projects")).toEqual([
      { bpm: 120, time_signature_num: 4, time_signature_denom: 4 },
    ]);
    expect(await session.sql("SELECT gain_db, pan FROM tracks")).toEqual([{ gain_db: 0, pan: 0 }]);
    expect(await session.sql("SELECT status FROM render_jobs")).toEqual([{ status: "PENDING" }]);
  });
});

test("every foreign key has an index", async () => {
  await inSong(async (session) => {
    const bare = await session.sql(
      `SELECT c.conname FROM pg_constraint c WHERE c.contype = 'f' AND NOT EXISTS (
         SELECT FROM pg_index i WHERE i.indrelid = c.conrelid AND (i.indkey::int2[])[0] = c.conkey[1])`,
    );
    expect(bare).toEqual([]);
  });
});

async function inSong(use: (session: Session) => Promise<void>): Promise<void> {
  await withDatabase(({ address }) =>
    withSession(address, async (session) => {
      await session.sql(SONG);
      await use(session);
    }),
  );
}
