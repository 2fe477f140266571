import { spawn, spawnSync } from "node:child_process";
import { chown, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deaf } from "../../src/postgres/cluster-refusal.ts";
import { pidUse, pidUseByPrograms, useInTaskList } from "../../src/postgres/pid-use.ts";
import { killHard, opener, pidOf, testUsers, withFolder, type TestUser } from "./opener.ts";

/** A whole cluster whose server was killed and whose `postmaster.pid` names another process by now. */
async function leftBehind(folder: string, user: TestUser, pid: number): Promise<void> {
  const before = opener(join(folder, "pg"), user);
  await before.next();
  const file = join(folder, "pg/postmaster.pid");
  const lines = (await readFile(file, "utf8")).split("\n");
  killHard(await pidOf(folder));
  await before.close();
  await writeFile(file, [pid, ...lines.slice(1)].join("\n"));
  if (user.uid !== undefined) await chown(file, user.uid, user.gid ?? user.uid);
}

describe.each(testUsers())("a postmaster.pid that names another process, met by $name", (user) => {
  test.each(["another cluster's server", "no server at all"])("%s: the server starts at once", (whose) =>
    withFolder(user, (elsewhere) =>
      withFolder(user, async (folder) => {
        const other = opener(join(elsewhere, "pg"), user);
        await other.next();
        const theirs = await pidOf(elsewhere);
        await leftBehind(folder, user, whose === "no server at all" ? other.pid : (theirs ?? 0));
        const since = performance.now();
        const next = opener(join(folder, "pg"), user);
        expect((await next.next()).event).toBe("open");
        expect(performance.now() - since).toBeLessThan(15_000);
        await next.close();
        expect(await pidOf(elsewhere)).toBe(theirs);
        await other.close();
      }),
    ),
  );
});

test("a server that nobody may look into is another user's: the start is left to PostgreSQL", async (context) => {
  const [root, ordinary = root] = testUsers();
  context.skip(root === ordinary, "it takes root to be two users");
  if (root === undefined || ordinary === undefined) return;
  await withFolder(root, (elsewhere) =>
    withFolder(ordinary, async (folder) => {
      // Root's server runs as `postgres` or `nobody`; only in the first case is it another user's.
      const other = opener(join(elsewhere, "pg"), root);
      await other.next();
      await leftBehind(folder, ordinary, (await pidOf(elsewhere)) ?? 0);
      const next = opener(join(folder, "pg"), ordinary);
      expect((await next.next()).event).toBe("open");
      await next.close();
      await other.close();
    }),
  );
});

const asked = (pid: number, cluster: string) => pidUseByPrograms(pid, cluster, "darwin");

/** One row as Windows' `tasklist` prints it. */
const row = (image: string): string => `"${image}","8225","Console","1","12.345 K"\r\n`;

describe("whose a pid is", () => {
  const [user] = testUsers();
  let stop: () => Promise<void>;
  let folder = "";
  let server = 0;
  const bystander = spawn("sleep", ["600"], { stdio: "ignore" });

  beforeAll(async () => {
    await new Promise<void>((resolve, reject) => {
      withFolder(user ?? { name: "nobody" }, async (made) => {
        folder = join(made, "pg");
        const open = opener(folder, user ?? { name: "nobody" });
        await open.next();
        server = (await pidOf(made)) ?? 0;
        await new Promise<void>((ended) => {
          stop = async () => {
            await open.close();
            ended();
          };
          resolve();
        });
      }).catch(reject);
    });
  });
  afterAll(async () => {
    bystander.kill();
    await stop();
  });

  test.skipIf(process.platform !== "linux")("is read from /proc on Linux", async () => {
    expect([
      await pidUse(server, folder),
      await pidUse(server, "/tmp"),
      await pidUse(bystander.pid ?? 0, folder),
      await pidUse(4_194_300, folder),
    ]).toEqual(["ours", "other", "other", "gone"]);
  });

  test("is asked of ps and lsof on macOS", async (context) => {
    const lacks = ["ps", "lsof"].filter((name) => spawnSync(name, ["-h"]).error !== undefined);
    context.skip(lacks.length > 0, `this machine has no ${lacks.join(", no ")}`);
    expect([
      await asked(server, folder),
      await asked(server, "/tmp"),
      await asked(bystander.pid ?? 0, folder),
      await asked(4_194_300, folder),
    ]).toEqual(["ours", "other", "other", "gone"]);
  });
});

test("Windows' list of tasks tells a server's program from another, in any language", () => {
  expect([
    useInTaskList(8225, row("postgres.exe")),
    useInTaskList(8225, row("Ableton Live 12 Suite.exe")),
    useInTaskList(822, row("postgres.exe")),
    useInTaskList(8225, "INFORMATION: Es werden keine Aufgaben ausgeführt.\r\n"),
    useInTaskList(8225, undefined),
  ]).toEqual(["unknown", "other", "gone", "gone", "unknown"]);
});

test("nobody is told to kill a process that is not known to be this cluster's server", () => {
  const place = { folder: "/data/pg", user: undefined, notes: [] };
  const postmaster = { pid: 8225, port: 5432, host: "/run/x" };
  expect([
    deaf(place, { postmaster, isOurs: true }, 30_000).message,
    deaf(place, { postmaster, isOurs: false }, 30_000).message,
  ]).toEqual([
    "the server of /data/pg (pid 8225, /run/x) has not answered for 30 s: look into /data/pg/server.log, try again in a moment, or stop it with `kill 8225`",
    "the server of /data/pg has not answered for 30 s: look into /data/pg/server.log, try again in a moment, or look what process 8225 is: if it is no PostgreSQL server of this folder, remove /data/pg/postmaster.pid",
  ]);
});
