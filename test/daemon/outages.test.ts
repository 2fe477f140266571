import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { addressOfUrl } from "../../src/catalog/database-address.ts";
import { withSession } from "../../src/catalog/session.ts";
import { idsByPath, query, statesByPath } from "../world/catalog.ts";
import { clusterBinaries, startCluster } from "../world/cluster.ts";
import type { TestDatabase } from "../world/database.ts";
import { IMPATIENT } from "../world/run-cli.ts";
import { makeTree, putFile, withFolder } from "../world/tree.ts";
import {
  bystanders,
  catalogIsTheDisk,
  cpuMs,
  eventually,
  filesRead,
  isRunning,
  quiet,
  report,
  startService,
  take,
  withService,
  type Service,
} from "./service.ts";

test.concurrent("the database is stopped for ten seconds: one line, no crash, and it catches up", async () => {
  const [binaries] = clusterBinaries();
  const cluster = startCluster("outage", binaries?.binFolder ?? "");
  try {
    const url = cluster.url("postgres");
    const database: TestDatabase = { url, address: addressOfUrl(url) };
    await withFolder(async (library) => {
      makeTree(library, bystanders());
      const service = startService({ databaseUrl: url, folders: [library] });
      try {
        await catalogIsTheDisk({ database, library });
        await quiet(database);
        cluster.down();
        await sleep(1_000);
        putFile(join(library, "new/1.wav"), take(1));
        await sleep(9_000);
        expect(events(service, "database-away")).toBe(1);
        cluster.start();
        await catalogIsTheDisk({ database, library });
        await quiet(database);
        expect(events(service, "database-away")).toBe(1);
        expect(events(service, "database-away-over")).toBe(1);
        expect(await filesRead(database)).toBe(11);
        expect(await service.end("SIGTERM")).toEqual({ code: 0, signal: null });
      } finally {
        if (isRunning(service)) await service.end("SIGKILL");
      }
    });
  } finally {
    cluster.stop();
  }
});

test.concurrent("a database that takes no writes is waited for, and not given up", async () => {
  await withService({}, {}, async ({ database, library, service }) => {
    const name = /\/(test_\w+)\?/.exec(database.url)?.[1] ?? "";
    await query(database, `ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    putFile(join(library, "new/1.wav"), take(1));
    await eventually(() => expect(events(service, "database-away")).toBe(1));
    await sleep(3_000);
    const admin = {
      ...database.address,
      connection: { ...database.address.connection, options: "-c default_transaction_read_only=off" },
    };
    await withSession(admin, (session) =>
      session.sql(`ALTER DATABASE ${name} RESET default_transaction_read_only`),
    );
    await catalogIsTheDisk({ database, library });
    await eventually(() => expect(events(service, "database-away-over")).toBe(1));
    expect(events(service, "database-away")).toBe(1);
  });
});

test.concurrent("a frozen database freezes nothing else, and the service ends all the same", async () => {
  const [binaries] = clusterBinaries();
  const cluster = startCluster("frozen", binaries?.binFolder ?? "");
  const url = cluster.url("postgres");
  const database: TestDatabase = { url, address: addressOfUrl(url) };
  try {
    await withFolder(async (library) => {
      makeTree(library, bystanders());
      const service = startService({ databaseUrl: url, folders: [library] });
      await catalogIsTheDisk({ database, library });
      cluster.freeze();
      putFile(join(library, "new/1.wav"), take(1));
      await sleep(4_000);
      cluster.thaw();
      await catalogIsTheDisk({ database, library });
      cluster.freeze();
      putFile(join(library, "new/2.wav"), take(2));
      await sleep(1_000);
      const asked = performance.now();
      expect(await service.end("SIGTERM")).toEqual({ code: 0, signal: null });
      expect(performance.now() - asked).toBeLessThan(15_000);
    });
  } finally {
    cluster.thaw();
    cluster.stop();
  }
});

test.concurrent("a database frozen for longer than a connection is waited for costs nothing, and is caught up with", async () => {
  const [binaries] = clusterBinaries();
  const cluster = startCluster("deep-frozen", binaries?.binFolder ?? "");
  const url = cluster.url("postgres");
  const database: TestDatabase = { url, address: addressOfUrl(url) };
  try {
    await withFolder(async (library) => {
      makeTree(library, bystanders());
      const service = startService({ databaseUrl: url, folders: [library], env: IMPATIENT });
      try {
        await catalogIsTheDisk({ database, library });
        await quiet(database);
        cluster.freeze();
        const cpu = cpuMs(service);
        putFile(join(library, "new/1.wav"), take(1));
        await sleep(12_000);
        putFile(join(library, "new/2.wav"), take(2));
        await sleep(12_000);
        expect(cpuMs(service) - cpu).toBeLessThan(1_500);
        expect([isRunning(service), events(service, "database-away")]).toEqual([true, 1]);
        cluster.thaw();
        await catalogIsTheDisk({ database, library });
        await eventually(() => expect(events(service, "database-away-over")).toBe(1));
        expect(await filesRead(database)).toBe(12);
        expect(await service.end("SIGTERM")).toEqual({ code: 0, signal: null });
      } finally {
        if (isRunning(service)) await service.end("SIGKILL");
      }
    });
  } finally {
    cluster.thaw();
    cluster.stop();
  }
}, 400_000);

test.concurrent("a library that is unplugged loses nothing, and is followed again within seconds", async () => {
  await withService({ "Kicks/1.wav": 1 }, {}, async ({ database, library, service }) => {
    const before = await idsByPath(database, library);
    renameSync(library, `${library}-away`);
    await eventually(async () => {
      expect((await report(database))?.libraries).toMatchObject([{ path: library, state: "offline" }]);
    });
    expect(await idsByPath(database, library)).toEqual(before);
    putFile(join(`${library}-away`, "Kicks/2.wav"), take(2));
    renameSync(`${library}-away`, library);
    await catalogIsTheDisk({ database, library });
    putFile(join(library, "Kicks/3.wav"), take(3));
    await catalogIsTheDisk({ database, library });
    expect(await idsByPath(database, library)).toMatchObject(before);
    expect(events(service, "offline")).toBe(1);
    expect(events(service, "missed")).toBe(0);
  });
});

test.concurrent("a configured library that is not there at the start is found when it comes", async () => {
  await withService({}, {}, async ({ database, library }) => {
    const late = join(library, "../", `${library.split("/").at(-1)}-late`);
    const config = join(library, "musaic.config.json");
    writeFileSync(config, JSON.stringify({ catalog: { libraries: [late] } }));
    const service = startService({ databaseUrl: database.url, config });
    try {
      await eventually(() =>
        expect(service.log.some(({ msg }) => msg.includes("is not followed"))).toBe(true),
      );
      await sleep(2_500);
      makeTree(late, { "1.wav": take(1) });
      await eventually(async () =>
        expect(Object.values(await statesByPath(database, late))).toContain("present"),
      );
    } finally {
      await service.end("SIGTERM");
      renameSync(late, join(library, "late"));
    }
  });
});

function events(service: Service, name: string): number {
  return service.log.filter(({ event }) => event === name).length;
}
