import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { idsByPath, query, statesByPath } from "../world/catalog.ts";
import { withDatabase } from "../world/database.ts";
import { makeTree, putFile, withFolder } from "../world/tree.ts";
import {
  bystanders,
  catalogIsTheDisk,
  eventually,
  filesRead,
  isRunning,
  quiet,
  report,
  startService,
  take,
  takes,
  withService,
  writeConfig,
  type Service,
} from "./service.ts";

const END = { code: 0, signal: null };

/** A database and an empty folder; every service that was started is ended. */
async function withPlace(
  use: (place: {
    database: Parameters<Parameters<typeof withDatabase>[0]>[0];
    folder: string;
    start(options: Omit<Parameters<typeof startService>[0], "databaseUrl">): Service;
  }) => Promise<void>,
): Promise<void> {
  await withDatabase((database) =>
    withFolder(async (folder) => {
      const started: Service[] = [];
      try {
        await use({
          database,
          folder,
          start: (options) => {
            const service = startService({ databaseUrl: database.url, ...options });
            started.push(service);
            return service;
          },
        });
      } finally {
        for (const service of started) if (isRunning(service)) await service.end("SIGKILL");
      }
    }),
  );
}

/** So many small files that a first pass takes seconds. */
function manyFiles(count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`many/${n % 50}/${n}.wav`, `content ${n}`]),
  );
}

async function oldEnough(): Promise<void> {
  await sleep(500);
}

test.each(["SIGTERM", "SIGINT"] as const)(
  "%s ends it with 0, in the middle of its first pass too",
  async (signal) => {
    await withPlace(async ({ database, folder, start }) => {
      makeTree(folder, manyFiles(4_000));
      await oldEnough();
      const first = start({ folders: [folder] });
      await eventually(async () => expect(await query(database, "SELECT id FROM passes")).not.toEqual([]));
      const asked = performance.now();
      expect(await first.end(signal)).toEqual(END);
      expect(performance.now() - asked).toBeLessThan(10_000);
      expect((await report(database))?.state).toBe("stopped");
      const second = start({ folders: [folder] });
      await catalogIsTheDisk({ database, library: folder });
      expect(await second.end(signal)).toEqual(END);
      expect(await filesRead(database)).toBe(4_000);
    });
  },
);

test("killed in the middle of its first pass, it goes on from there at the next start", async () => {
  await withPlace(async ({ database, folder, start }) => {
    makeTree(folder, manyFiles(4_000));
    await oldEnough();
    const first = start({ folders: [folder] });
    await eventually(async () =>
      expect(await query(database, "SELECT id FROM assets LIMIT 1")).not.toEqual([]),
    );
    expect(await first.end("SIGKILL")).toEqual({ code: null, signal: "SIGKILL" });
    const [before] = await query<{ rows: number }>(database, "SELECT count(*)::int AS rows FROM assets");
    start({ folders: [folder] });
    await catalogIsTheDisk({ database, library: folder });
    await quiet(database);
    // The killed pass left no count: what the second one read is what the first had not stored.
    expect(await filesRead(database)).toBe(4_000 - (before?.rows ?? 0));
  });
});

test("a file saved during a long pass does not wait for its end, and none is read twice", async () => {
  await withPlace(async ({ database, folder, start }) => {
    makeTree(folder, { ...manyFiles(12_000), ...takes({ "live/1.wav": 1 }) });
    await oldEnough();
    start({ folders: [folder] });
    await eventually(async () =>
      expect(await query(database, "SELECT id FROM assets LIMIT 1")).not.toEqual([]),
    );
    putFile(join(folder, "live/2.wav"), take(2));
    await catalogIsTheDisk({ database, library: folder });
    await quiet(database);
    const rows = await query<{ early: boolean }>(
      database,
      `SELECT a.added_at < p.finished_at AS early FROM assets a, passes p
       WHERE a.file_path LIKE '%live/2.wav' AND p.folders IS NULL ORDER BY p.id LIMIT 1`,
    );
    expect(rows).toEqual([{ early: true }]);
    expect(await filesRead(database)).toBe(12_002);
  });
});

test.concurrent("SIGHUP reads the config again: libraries come, go, and come back with their ids", async () => {
  await withPlace(async ({ database, folder, start }) => {
    const config = join(folder, "musaic.config.json");
    const [one, two] = [join(folder, "one"), join(folder, "two")];
    makeTree(folder, takes({ "one/1.wav": 1, "two/2.wav": 2 }));
    writeConfig(config, [one]);
    const service = start({ config });
    await catalogIsTheDisk({ database, library: one });
    writeConfig(config, [one, two]);
    service.child.kill("SIGHUP");
    await catalogIsTheDisk({ database, library: folder });
    const before = await idsByPath(database, folder);
    writeConfig(config, [two]);
    service.child.kill("SIGHUP");
    await eventually(async () =>
      expect(await statesByPath(database, folder)).toEqual({
        "one/1.wav": "unfollowed",
        "two/2.wav": "present",
      }),
    );
    writeFileSync(config, "{");
    service.child.kill("SIGHUP");
    await eventually(() => expect(service.log.map(({ event }) => event)).toContain("config-invalid"));
    await quiet(database);
    const read = await filesRead(database);
    writeConfig(config, [one, two]);
    service.child.kill("SIGHUP");
    await catalogIsTheDisk({ database, library: folder });
    expect(await idsByPath(database, folder)).toEqual(before);
    expect(await filesRead(database)).toBe(read);
    expect(await service.end("SIGTERM")).toEqual(END);
  });
});

test.concurrent("a library that the config no longer names at a restart is unfollowed", async () => {
  await withPlace(async ({ database, folder, start }) => {
    const config = join(folder, "musaic.config.json");
    const [one, two] = [join(folder, "one"), join(folder, "two")];
    makeTree(folder, takes({ "one/1.wav": 1, "two/2.wav": 2 }));
    writeConfig(config, [one, two]);
    const first = start({ config });
    await catalogIsTheDisk({ database, library: folder });
    await eventually(async () => expect((await report(database))?.libraries.length).toBe(2));
    await first.end("SIGTERM");
    writeConfig(config, [two]);
    start({ config });
    await eventually(async () =>
      expect(await statesByPath(database, folder)).toEqual({
        "one/1.wav": "unfollowed",
        "two/2.wav": "present",
      }),
    );
  });
});

test.concurrent("a library whose own folder was renamed is known again when the config says so", async () => {
  await withPlace(async ({ database, folder, start }) => {
    const config = join(folder, "musaic.config.json");
    makeTree(folder, takes({ "old/1.wav": 1, "old/Deep/2.wav": 2 }));
    writeConfig(config, [join(folder, "old")]);
    const service = start({ config });
    await catalogIsTheDisk({ database, library: folder });
    await quiet(database);
    const { "old/1.wav": first, "old/Deep/2.wav": second } = await idsByPath(database, folder);
    const read = await filesRead(database);
    renameSync(join(folder, "old"), join(folder, "new"));
    writeConfig(config, [join(folder, "new")]);
    service.child.kill("SIGHUP");
    await catalogIsTheDisk({ database, library: folder });
    expect(await idsByPath(database, folder)).toEqual({ "new/1.wav": first, "new/Deep/2.wav": second });
    expect(await filesRead(database)).toBe(read);
  });
});

test.concurrent("a file moved from one library to another keeps its id", async () => {
  await withPlace(async ({ database, folder, start }) => {
    makeTree(folder, { ...bystanders(), ...takes({ "one/1.wav": 1, "one/2.wav": 2, "two/3.wav": 3 }) });
    start({ folders: [join(folder, "one"), join(folder, "two")] });
    await eventually(async () => expect(Object.keys(await idsByPath(database, folder)).length).toBe(3));
    await quiet(database);
    const { "one/1.wav": id, ...others } = await idsByPath(database, folder);
    renameSync(join(folder, "one/1.wav"), join(folder, "two/1.wav"));
    await eventually(async () =>
      expect(await idsByPath(database, folder)).toEqual({ ...others, "two/1.wav": id }),
    );
  });
});

test.concurrent("a library of another machine is refused in one line, and the others are followed", async () => {
  await withPlace(async ({ database, folder, start }) => {
    makeTree(folder, takes({ "one/1.wav": 1, "two/2.wav": 2 }));
    const one = join(folder, "one");
    await query(
      database,
      "INSERT INTO libraries (path, real_path, machine_id, machine_name) VALUES ($1, $1, 'other', 'other-host')",
      [one],
    );
    const service = start({ folders: [one, join(folder, "two")] });
    await eventually(async () =>
      expect(Object.keys(await idsByPath(database, folder))).toEqual(["two/2.wav"]),
    );
    expect(service.log.filter(({ msg }) => msg.includes("other-host")).length).toBe(1);
  });
});

test.concurrent("systemd is told when it is ready, that it lives and that it stops, while the database is away too", async () => {
  await withFolder(async (folder) => {
    const said = join(folder, "said");
    mkdirSync(join(folder, "bin"));
    const notify = join(folder, "bin/systemd-notify");
    writeFileSync(notify, `#!/bin/sh\necho "$@" >> ${said}\n`);
    chmodSync(notify, 0o755);
    const service = startService({
      databaseUrl: `postgresql://nobody@localhost/none?host=${encodeURIComponent(folder)}`,
      folders: [folder],
      env: {
        PATH: `${join(folder, "bin")}:${process.env["PATH"]}`,
        NOTIFY_SOCKET: join(folder, "socket"),
        WATCHDOG_USEC: "1000000",
      },
    });
    const heard = (): string[] => (existsSync(said) ? readFileSync(said, "utf8").trim().split("\n") : []);
    await eventually(() => expect(heard().filter((line) => line === "WATCHDOG=1").length).toBeGreaterThan(1));
    expect(heard()[0]).toBe(`--ready --pid=${service.child.pid}`);
    expect(await service.end("SIGTERM")).toEqual(END);
    expect(heard()).toContain("STOPPING=1");
    // One line for an outage, however often it was tried.
    expect(service.log.filter(({ event }) => event === "database-away").length).toBe(1);
  });
});

test.concurrent("--log-file appends, and no folder to watch is wrong usage", async () => {
  await withPlace(async ({ folder, start }) => {
    const file = join(folder, "logs/musaic.log");
    writeConfig(join(folder, "musaic.config.json"), []);
    const none = start({ config: join(folder, "musaic.config.json") });
    expect(await none.end("SIGCONT")).toEqual({ code: 2, signal: null });
    const logged = (): string[] =>
      readFileSync(file, "utf8")
        .trim()
        .split("\n")
        .map((line) => (JSON.parse(line) as { event: string }).event)
        .filter((event) => event === "starts" || event === "ends");
    for (const nth of [1, 2]) {
      const service = start({ folders: [folder, "--log-file", file] });
      await eventually(() => expect(logged()).toHaveLength(nth * 2 - 1));
      await service.end("SIGTERM");
    }
    expect(logged()).toEqual(["starts", "ends", "starts", "ends"]);
  });
});

test.concurrent("what the watcher missed is found by the next look at everything, and counted", async () => {
  await withService(
    { "Kicks/1.wav": 1 },
    { env: { MUSAIC_CATALOG_RECONCILE_MINUTES: "0.1" } },
    async ({ database, library, service }) => {
      await withFolder(async (elsewhere) => {
        linkSync(join(library, "Kicks/1.wav"), join(elsewhere, "1.wav"));
        await catalogIsTheDisk({ database, library });
        await quiet(database);
        // inotify tells the folder through which a file is written, not the other one that holds it too.
        writeFileSync(join(elsewhere, "1.wav"), take(3));
        await catalogIsTheDisk({ database, library });
        await eventually(() =>
          expect(service.log.find(({ event }) => event === "missed")).toMatchObject({ count: 1 }),
        );
        await eventually(async () => expect((await report(database))?.missed).toMatchObject({ total: 1 }));
      });
    },
  );
});

/** The other services that it told of. */
function told({ log }: Service): unknown[] {
  return log.filter(({ event }) => event === "other-service").map(({ pid }) => pid);
}

test.concurrent("two services for one catalog on one machine say so, each once; a service started after one that was killed does not", async () => {
  await withPlace(async ({ database, folder, start }) => {
    makeTree(folder, takes({ "a.wav": 1 }));
    await oldEnough();
    const killed = start({ folders: [folder] });
    await eventually(async () => expect((await report(database))?.state).toBe("running"));
    await killed.end("SIGKILL");
    const first = start({ folders: [folder] });
    await catalogIsTheDisk({ database, library: folder });
    const second = start({ folders: [folder] });
    await eventually(async () => {
      expect(told(second)).toEqual([first.child.pid]);
      expect(told(first)).toEqual([second.child.pid]);
    });
    expect(await second.end("SIGTERM")).toEqual(END);
    expect(await first.end("SIGTERM")).toEqual(END);
  });
});

test.concurrent("a program that has the pid of a service that was killed is not taken for one", async () => {
  await withPlace(async ({ database, folder, start }) => {
    makeTree(folder, takes({ "a.wav": 1 }));
    await oldEnough();
    const killed = start({ folders: [folder] });
    await eventually(async () => expect((await report(database))?.state).toBe("running"));
    await killed.end("SIGKILL");
    // Its row as macOS and Windows leave it, where a process has no mark; this test's own process has the pid by now.
    await query(database, `UPDATE services SET pid = ${process.pid}, process_mark = ''`);
    const next = start({ folders: [folder] });
    await catalogIsTheDisk({ database, library: folder });
    await eventually(async () =>
      expect(await query(database, "SELECT pid FROM services")).toEqual([{ pid: next.child.pid }]),
    );
    expect(await next.end("SIGTERM")).toEqual(END);
    expect(told(next)).toEqual([]);
  });
});
