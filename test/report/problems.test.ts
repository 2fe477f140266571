import { expect, test } from "vitest";
import { retryProblems } from "../../src/catalog/problems.ts";
import { type Session } from "../../src/catalog/session.ts";
import { PROBLEMS } from "../../src/domain/problem.ts";
import { problemFilter } from "../../src/report/problems.ts";
import { writeProblems } from "../../src/report/write-problems.ts";
import { fillCatalog, memoryOutput, withCatalog } from "./catalog-world.ts";
import { schemaFaults } from "./report-schema.ts";

async function fill(session: Session): Promise<void> {
  await fillCatalog(session, []);
  await session.sql(
    `INSERT INTO scan_problems (file_path, library_id, code, message, reader_version, attempts, first_seen, last_seen)
     SELECT p.path, l.id, p.code, p.message, 3, p.attempts, '2026-01-02T00:00:00Z', '2026-01-03T00:00:00Z'
     FROM libraries l, (VALUES ('/samples/a.wav', 'no-permission', 'may not be read', 4),
       ('/samples/b/c.wav', 'parser-hung', 'no end found', 1), ('/samples/b/d.wav', 'of-the-future', 'unheard of', 1)) AS p (path, code, message, attempts)`,
  );
}

test("problems are said in plain words with what to do", async () => {
  await withCatalog(async (session) => {
    await fill(session);
    const output = memoryOutput();
    const totals = await writeProblems(session, { format: "json" }, output);
    expect(totals).toEqual({
      problems: 3,
      notAudio: 0,
      damaged: 0,
      codes: { "no-permission": 1, "parser-hung": 1, "of-the-future": 1 },
    });
    expect(schemaFaults("problems", output.text())).toEqual([]);
    const { problems }: { problems: object[] } = JSON.parse(output.text());
    expect(problems[0]).toEqual({
      filePath: "/samples/a.wav",
      library: "/samples",
      class: "not-taken-in",
      code: "no-permission",
      message: "may not be read",
      hint: PROBLEMS["no-permission"].hint,
      nature: "access",
      since: "2026-01-02T00:00:00.000Z",
      lastSeen: "2026-01-03T00:00:00.000Z",
      attempts: 4,
    });
  });
});

test("the table is for people", async () => {
  await withCatalog(async (session) => {
    const output = memoryOutput();
    await writeProblems(session, { format: "table" }, output);
    expect(output.text()).toBe("No problems.\n");
    await fill(session);
    await session.sql("UPDATE scan_problems SET first_seen = now() - interval '3 days 1 hour'");
    const filled = memoryOutput({ columns: 200 });
    await writeProblems(session, { format: "table", under: ["/samples/b"], codes: ["parser-hung"] }, filled);
    expect(filled.text().split("\n")).toEqual([
      "/samples/b/c.wav",
      "    parser-hung: no end found (for 3 d, tried 1 time)",
      `    → ${PROBLEMS["parser-hung"].hint}`,
      "1 problem: 1 parser-hung",
      "",
    ]);
  });
});

test("on a narrow terminal messages and hints are wrapped, not cut", async () => {
  await withCatalog(async (session) => {
    await fill(session);
    const output = memoryOutput({ columns: 40 });
    await writeProblems(session, { format: "table", under: ["/samples/b"], codes: ["parser-hung"] }, output);
    const lines = output.text().split("\n");
    expect(lines.filter((line) => line.length > 40)).toEqual([]);
    const words = lines.map((line) => line.trim()).join(" ");
    expect(words).toContain(`→ ${PROBLEMS["parser-hung"].hint}`);
  });
});

test("a retry forgets the reader that failed, and says where to scan", async () => {
  await withCatalog(async (session) => {
    await fill(session);
    const retried = await retryProblems(session, problemFilter({ under: ["/samples/b"] }));
    expect(retried).toEqual([{ library: "/samples", files: 2 }]);
    expect(await session.sql("SELECT file_path, reader_version FROM scan_problems ORDER BY 1")).toEqual([
      { file_path: "/samples/a.wav", reader_version: 3 },
      { file_path: "/samples/b/c.wav", reader_version: null },
      { file_path: "/samples/b/d.wav", reader_version: null },
    ]);
  });
});

test("problems of many pages are all said", async () => {
  await withCatalog(async (session) => {
    await fillCatalog(session, []);
    await session.sql(
      "INSERT INTO scan_problems (file_path, library_id, code, message) SELECT '/samples/' || n, l.id, 'busy', 'x' FROM libraries l, generate_series(1, 2500) n",
    );
    expect((await writeProblems(session, { format: "csv" }, memoryOutput())).problems).toBe(2500);
  });
});
