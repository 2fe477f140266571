import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { shellWord } from "../../src/domain/shell-word.ts";
import type { Session } from "../../src/catalog/session.ts";
import type { ServiceReport } from "../../src/domain/service-report.ts";
import { readDoctor, type Surroundings } from "../../src/report/doctor.ts";
import { writeDoctor } from "../../src/report/write-doctor.ts";
import { writeStatus } from "../../src/report/write-status.ts";
import { withDatabase } from "../world/database.ts";
import { withFolder } from "../world/tree.ts";
import { withSession } from "../../src/catalog/session.ts";
import { fillCatalog, memoryOutput, withCatalog } from "./catalog-world.ts";
import { schemaFaults } from "./report-schema.ts";

async function fill(session: Session): Promise<void> {
  await fillCatalog(session, [
    { path: "/samples/1.wav", content: "12345" },
    { path: "/samples/2.wav", content: "1", state: "missing", usedBy: ["Song"] },
    { path: "/samples/3.wav", content: "1", state: "unfollowed" },
  ]);
  await session.sql("UPDATE libraries SET last_pass_at = now() - interval '2 hours 1 second'");
  await session.sql(
    `INSERT INTO passes (library_id, command, machine_id, machine_name, pid, process_mark, started_at, finished_at, status, counts)
     SELECT id, 'scan', 'm1', 'studio', 7, 'x', now() - interval '3 hours', now() - interval '2 hours 1 second', 'complete', '{"seen": 3}' FROM libraries`,
  );
  await fillCatalog(session, [], "/usb");
  await session.sql(
    "UPDATE libraries SET state = 'offline', state_reason = 'the folder is not there', state_since = now() - interval '3 hours 1 second' WHERE path = '/usb'",
  );
  await session.sql(
    "INSERT INTO services (machine_id, machine_name, pid, process_mark, started_at) VALUES ('m1', 'studio', 42, 'x', now() - interval '5 minutes 1 second')",
  );
}

test("status says each library, its last pass and the service", async () => {
  await withCatalog(async (session) => {
    await fill(session);
    const output = memoryOutput();
    const surroundings = {
      configFile: "/home/me/musaic.config.json",
      embeddedFolder: null,
      watches: { limit: 8192, used: null },
    };
    const totals = await writeStatus(session, { ...surroundings, format: "json" }, output);
    expect(totals).toEqual({ libraries: 2, present: 1, bytes: 5, missing: 1, unfollowed: 1, problems: 0 });
    expect(schemaFaults("status", output.text())).toEqual([]);
    const status: { libraries: object[]; services: object[] } = JSON.parse(output.text());
    expect(status.libraries).toMatchObject([
      {
        path: "/samples",
        state: "online",
        assets: { present: 1, missing: 1, unfollowed: 1 },
        bytes: 5,
        lastPass: { command: "scan", status: "complete", counts: { seen: 3 } },
        running: null,
      },
      { path: "/usb", state: "offline", reason: "the folder is not there", lastPass: null, lastPassAt: null },
    ]);
    expect(status.services).toMatchObject([{ machine: "studio", pid: 42, alive: true }]);
  });
});

test("the table of status fits the terminal", async () => {
  await withCatalog(async (session) => {
    await fill(session);
    const output = memoryOutput({ columns: 76 });
    await writeStatus(session, { format: "table" }, output);
    const lines = output.text().split("\n");
    expect(lines.filter((line) => line.length > 76)).toEqual([]);
    expect(lines.slice(1)).toEqual([
      "Service   studio (process 42): running for 5 min",
      "",
      "Library   State    Assets  Size  Missing  Problems  Last pass",
      "/samples  online        1   5 B        1         0  2 h ago, complete",
      "/usb      offline       0   0 B        0         0  never",
      "all                     1   5 B        1         0",
      "",
      "/samples",
      "  never verified",
      "/usb",
      "  the folder is not there (for 3 h); never verified",
      "",
    ]);
  });
});

function ago(seconds: number): string {
  return new Date(Date.now() - seconds * 1000).toISOString();
}

/** What a service says of itself that follows /samples and was told to follow a folder that is not there. */
function serviceReport(): ServiceReport {
  const common = { configured: true, fileSystem: "ext4", since: ago(301), polledFolders: 0 };
  return {
    version: 1,
    state: "running",
    since: ago(301),
    engine: "folders",
    settleMs: 2000,
    libraries: [
      {
        ...common,
        path: "/samples",
        state: "online",
        reason: null,
        mode: "watched",
        watchedFolders: 1_000,
        dirtyFolders: 3,
        lastReconcileAt: ago(241),
        nextReconcileSeconds: 21_600,
      },
      {
        ...common,
        path: "/late",
        state: "unfollowed",
        reason: "the folder is not there",
        mode: null,
        watchedFolders: 0,
        dirtyFolders: 0,
        lastReconcileAt: null,
        nextReconcileSeconds: null,
      },
    ],
    queue: { state: "folders", dirtyFolders: 3, wholePasses: 0 },
    watches: { used: 1_000, allowed: 8_192, setting: "fs.inotify.max_user_watches" },
    missed: { total: 5, last: { folder: "/samples", count: 2, at: ago(7_201) } },
    database: { state: "open", shownAs: "x", since: ago(61), outages: 1 },
  };
}

test("status shows what the service says of itself, and who has a library", async () => {
  await withCatalog(async (session) => {
    await fill(session);
    await session.sql("UPDATE services SET report = $1", [JSON.stringify(serviceReport())]);
    await session.sql(
      "UPDATE libraries SET last_verified_at = now() - interval '3 days 1 minute' WHERE path = '/samples'",
    );
    await session.sql(
      `INSERT INTO passes (library_id, command, machine_id, machine_name, pid, process_mark, started_at)
       SELECT id, 'scan', 'm1', 'studio', 8, 'x', now() - interval '2 minutes 1 second' FROM libraries WHERE path = '/samples'`,
    );
    const output = memoryOutput({ columns: 120 });
    await writeStatus(session, { format: "table" }, output);
    expect(output.text().split("\n").slice(1)).toEqual([
      "Service   studio (process 42): running for 5 min",
      "          Queue: a pass over folders runs; 3 folders to look at",
      "          Watches: 1,000 used of 8,192 allowed (fs.inotify.max_user_watches)",
      "          Missed by the watcher, found by looking at everything: 5 changes, the last 2 in /samples 2 h ago",
      "          Database: reached for 1 min, after 1 outage",
      "",
      "Library   State     Assets  Size  Missing  Problems  Last pass",
      "/samples  scanning       1   5 B        1         0  2 h ago, complete",
      "/usb      offline        0   0 B        0         0  never",
      "all                      1   5 B        1         0",
      "",
      "/samples",
      "  scan of studio (process 8) runs for 2 min; watched (1,000 folders), 3 folders to look at, all of it looked at 4 min",
      "  ago, next in 6 h; verified 3 d ago",
      "/usb",
      "  the folder is not there (for 3 h); never verified",
      "/late",
      "  not followed by the service: the folder is not there",
      "",
    ]);
  });
});

test("a service that was ended, or died, says nothing of the present", async () => {
  await withCatalog(async (session) => {
    await fill(session);
    const said = async (report: object, silence: string): Promise<string | undefined> => {
      await session.sql(`UPDATE services SET report = $1, heartbeat_at = now() - interval '${silence}'`, [
        JSON.stringify(report),
      ]);
      const output = memoryOutput({ columns: 120 });
      await writeStatus(session, { format: "table" }, output);
      return output.text().split("\n").slice(1, 3).join("|");
    };
    expect([
      await said({ ...serviceReport(), state: "stopped" }, "2 minutes 1 second"),
      await said(serviceReport(), "1 hour"),
      await said({}, "1 second"),
    ]).toEqual([
      "Service   studio (process 42): stopped 2 min ago|",
      "Service   studio (process 42): no sign of life for 1 h|",
      "Service   studio (process 42): running for 5 min|",
    ]);
  });
});

test("on a narrow terminal the libraries stand one below the other, and nothing is wider than it", async () => {
  await withCatalog(async (session) => {
    await fill(session);
    const output = memoryOutput({ columns: 40 });
    await writeStatus(session, { format: "table" }, output);
    const lines = output.text().split("\n");
    expect(lines.filter((line) => line.length > 40)).toEqual([]);
    expect(lines.slice(lines.indexOf("") + 1)).toEqual([
      "/samples",
      "  online: 1 asset, 5 B, 1 missing, 0",
      "  problems; last pass 2 h ago, complete",
      "/usb",
      "  offline: 0 assets, 0 B, 0 missing, 0",
      "  problems; last pass never",
      "",
      "/samples",
      "  never verified",
      "/usb",
      "  the folder is not there (for 3 h);",
      "  never verified",
      "",
    ]);
  });
});

async function codesOf(session: Session, surroundings: Surroundings = {}): Promise<string[]> {
  const { findings } = await readDoctor(session, surroundings);
  return findings.map(({ severity, code }) => `${severity} ${code}`).filter((one) => !one.includes("fsync"));
}

test("doctor finds nothing wrong with a new catalog", async () => {
  await withCatalog(async (session) => {
    const missingExtension =
      (await session.sql("SELECT FROM pg_extension WHERE extname = 'pgcrypto'")).length === 0;
    expect(await codesOf(session)).toEqual(missingExtension ? ["note pgcrypto-missing"] : []);
  });
});

test("doctor says what is wrong, worst first, and what mends it", async () => {
  await withCatalog(async (session) => {
    await session.sql("DROP EXTENSION IF EXISTS pgcrypto");
    await fill(session);
    await fillCatalog(session, [], "/held");
    await session.sql("UPDATE libraries SET state = 'held' WHERE path = '/held'");
    await session.sql("UPDATE services SET heartbeat_at = now() - interval '1 hour'");
    await session.sql(
      "INSERT INTO library_mounts SELECT id, '/samples/USB', now() FROM libraries WHERE path = '/samples'",
    );
    await session.sql(
      "INSERT INTO scan_problems (file_path, library_id, code, message) SELECT '/samples/' || code, id, code, 'x' FROM libraries, (VALUES ('busy'), ('content-damaged')) AS c (code) WHERE path = '/samples'",
    );
    await session.sql(
      "INSERT INTO passes (library_id, command, machine_id, machine_name, pid, process_mark, heartbeat_at) SELECT id, 'scan', 'm1', 'studio', 8, 'x', now() - interval '1 day' FROM libraries WHERE path = '/samples'",
    );
    await session.sql("INSERT INTO assets (file_path) VALUES ('/old/1.wav')");
    await session.sql(
      "UPDATE assets SET file_path = '/samples/a b/3.wav', state = 'present' WHERE state = 'unfollowed'",
    );
    await session.sql("UPDATE libraries SET configured = TRUE");
    const surroundings = {
      // Two folders hold samples by then.
      watchLimit: 1,
      findings: [{ code: "config-missing", severity: "error", message: "no config", remedy: "write one" }],
    } satisfies Surroundings;
    expect(await codesOf(session, surroundings)).toEqual([
      "error content-damaged",
      "error library-held",
      "error config-missing",
      "warning songs-miss-assets",
      "warning problems",
      "warning mount-offline",
      "warning library-offline",
      "warning service-silent",
      "warning watch-limit",
      "note pgcrypto-missing",
      "note stale-passes",
      "note assets-outside-libraries",
      "note library-unvisited",
    ]);
    const output = memoryOutput();
    await writeDoctor(await readDoctor(session, surroundings), "json", output);
    expect(schemaFaults("doctor", output.text())).toEqual([]);
  });
});

function stopped(since: string): object {
  return {
    code: "service-stopped",
    severity: "note",
    message: `the service on studio was stopped ${since} ago: nothing follows the libraries there now`,
    remedy: "start it: musaic-catalog service install, or musaic-catalog watch",
  };
}

test("doctor warns of a service that died, and only notes one that was ended", async () => {
  await withCatalog(async (session) => {
    await fill(session);
    const found = async (report: object, silence: string): Promise<unknown> => {
      await session.sql(`UPDATE services SET report = $1, heartbeat_at = now() - interval '${silence}'`, [
        JSON.stringify(report),
      ]);
      const { findings } = await readDoctor(session);
      return findings.filter(({ code }) => code.startsWith("service-"));
    };
    expect([
      await found({ ...serviceReport(), state: "stopped" }, "1 second"),
      await found({ ...serviceReport(), state: "stopped" }, "2 minutes 1 second"),
      await found(serviceReport(), "1 second"),
      await found(serviceReport(), "1 hour"),
    ]).toMatchObject([
      [stopped("1 s")],
      [stopped("2 min")],
      [],
      [{ code: "service-silent", severity: "warning" }],
    ]);
  });
});

test("doctor tells of configured folders that are not there, or were never scanned", async () => {
  await withFolder((folder) =>
    withCatalog(async (session) => {
      await fill(session);
      mkdirSync(join(folder, "New"));
      const libraries = ["/samples", "/usb", join(folder, "Nwe"), join(folder, "New"), "/samples/Nwe"];
      const { findings } = await readDoctor(session, {
        libraries: { folders: libraries, file: "/cfg.json" },
      });
      expect(findings.filter(({ code }) => code.startsWith("library-not"))).toEqual([
        ...[join(folder, "Nwe"), "/samples/Nwe"].map((path) => ({
          code: "library-not-found",
          severity: "warning",
          message: `${path} does not exist, and the catalog never knew it`,
          remedy: "connect its drive, or correct catalog.libraries in /cfg.json",
        })),
        {
          code: "library-not-scanned",
          severity: "note",
          message: `the configured folder ${folder}/New was never scanned`,
          remedy: `musaic-catalog scan ${shellWord(join(folder, "New"))}, or let musaic-catalog service install do it`,
        },
      ]);
    }),
  );
});

test("doctor counts the rows of a taken-over database that break a rule, and says how to mend it", async () => {
  await withCatalog(async (session) => {
    await session.sql(
      "ALTER TABLE tracks DROP CONSTRAINT tracks_project_id_fkey, DROP CONSTRAINT tracks_pan_check",
    );
    await session.sql(
      "INSERT INTO tracks (project_id, name, type, pan) VALUES (gen_random_uuid(), 'lost', 'AUDIO', 0)",
    );
    await session.sql(
      "ALTER TABLE tracks ADD CONSTRAINT tracks_project_id_fkey FOREIGN KEY (project_id) REFERENCES projects (id) NOT VALID",
    );
    await session.sql(
      "ALTER TABLE tracks ADD CONSTRAINT tracks_pan_check CHECK (pan >= -1 AND pan <= 1) NOT VALID",
    );
    const { findings } = await readDoctor(session);
    expect(findings.filter(({ code }) => code.startsWith("rule"))).toEqual([
      {
        code: "rule-broken",
        severity: "warning",
        message:
          "tracks: 1 row of an older program breaks tracks_project_id_fkey: FOREIGN KEY (project_id) REFERENCES projects(id)",
        remedy: "correct or delete them, then ALTER TABLE tracks VALIDATE CONSTRAINT tracks_project_id_fkey;",
      },
    ]);
  });
});

test("doctor of an empty database says that the first scan makes the catalog", async () => {
  await withDatabase(
    ({ address }) =>
      withSession(address, async (session) => {
        const output = memoryOutput();
        await writeDoctor(await readDoctor(session), "table", output);
        expect(output.text()).toBe(
          [
            "note: the database holds no catalog yet",
            "    → nothing to do: the first musaic-catalog scan makes it",
            "All is well.",
            "",
          ].join("\n"),
        );
      }),
    { empty: true },
  );
});
