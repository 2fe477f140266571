import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { takes } from "../world/library.ts";
import { withDatabase } from "../world/database.ts";
import { fillDisk, withSmallDisk } from "../world/small-disk.ts";
import { makeTree, putFile, withFolder } from "../world/tree.ts";
import {
  bystanders,
  catalogIsTheDisk,
  cpuMs,
  eventually,
  filesRead,
  isRunning,
  quiet,
  startService,
  take,
  withService,
  type Service,
} from "./service.ts";

test("a full disk under the database is said once and waited for, and with room again the service catches up", async (context) => {
  await withSmallDisk(context, async ({ database, filler }) => {
    await withFolder(async (library) => {
      makeTree(library, bystanders());
      const service = startService({ databaseUrl: database.url, folders: [library] });
      try {
        await catalogIsTheDisk({ database, library });
        await quiet(database);
        fillDisk(filler);
        makeTree(library, takes(2_000, "new"));
        await eventually(() =>
          expect(said(service, "database-away")).toEqual([expect.stringMatching(/disk of .* is full/)]),
        );
        const cpu = cpuMs(service);
        await sleep(10_000);
        expect(cpuMs(service) - cpu).toBeLessThan(3_000);
        expect(isRunning(service)).toBe(true);
        rmSync(filler);
        await catalogIsTheDisk({ database, library });
        await eventually(() => expect(said(service, "database-away-over")).toHaveLength(1));
        expect(said(service, "database-away")).toHaveLength(1);
        expect(await service.end("SIGTERM")).toEqual({ code: 0, signal: null });
      } finally {
        if (isRunning(service)) await service.end("SIGKILL");
      }
    });
  });
});

test("with too few file handles the service stays up, and with enough again it has missed nothing", async (context) => {
  if (process.platform !== "linux") context.skip("prlimit is a program of Linux");
  await withService({}, {}, async ({ database, library, service }) => {
    const before = await filesRead(database);
    const limited = (handles: string): number | null =>
      spawnSync("prlimit", [`--pid=${service.child.pid}`, `--nofile=${handles}`]).status;
    // Fewer than it has open: nothing more can be opened, neither files nor connections nor threads.
    if (limited("3:") !== 0) context.skip("prlimit is not installed");
    makeTree(library, takes(200, "new/deep"));
    putFile(join(library, "other/10.wav"), take(10));
    const cpu = cpuMs(service);
    await sleep(12_000);
    expect(cpuMs(service) - cpu).toBeLessThan(3_000);
    expect(isRunning(service)).toBe(true);
    expect(service.log.filter(({ msg }) => /EMFILE|too many open files/i.test(msg)).length).toBeGreaterThan(
      0,
    );
    limited("1024:");
    await catalogIsTheDisk({ database, library });
    await quiet(database);
    expect((await filesRead(database)) - before).toBe(201);
  });
});

test("started with 128 file handles the service follows its library all the same", async () => {
  await withDatabase((database) =>
    withFolder(async (library) => {
      makeTree(library, bystanders());
      const through = ["sh", "-c", 'ulimit -n 128; exec "$@"', "sh"];
      const service = startService({ databaseUrl: database.url, folders: [library], through });
      try {
        await catalogIsTheDisk({ database, library });
        makeTree(library, takes(300, "new"));
        await catalogIsTheDisk({ database, library });
        expect(await service.end("SIGTERM")).toEqual({ code: 0, signal: null });
      } finally {
        if (isRunning(service)) await service.end("SIGKILL");
      }
    }),
  );
});

function said(service: Service, name: string): string[] {
  return service.log.filter(({ event }) => event === name).map(({ msg }) => msg);
}
