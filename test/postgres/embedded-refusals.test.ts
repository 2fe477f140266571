import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Client } from "pg";
import { expect, test } from "vitest";
import { withEmbeddedServer, openEmbeddedServer } from "../../src/postgres/embedded-server.ts";
import { clusterHash } from "../../src/postgres/cluster-place.ts";
import { readPostmaster } from "../../src/postgres/postmaster-file.ts";
import { serverUser } from "../../src/postgres/server-user.ts";
import { withFolder } from "./opener.ts";

const self = { name: "ourselves" };
const isRoot = process.getuid?.() === 0;
if (!isRoot) console.warn("not run as root: what root does, and the log-in of another user, is left out");

const failureOf = (opening: Promise<unknown>) =>
  opening.then(
    () => "opened",
    (error: unknown) => error,
  );

const close = async (): Promise<void> => undefined;

test("a cluster of another major version is refused with what to do, and left as it is", () =>
  withFolder(self, async (folder) => {
    const pg = join(folder, "pg");
    await mkdir(join(pg, "global"), { recursive: true });
    await writeFile(join(pg, "PG_VERSION"), "17\n");
    await writeFile(join(pg, "global", "pg_control"), "");
    expect(await failureOf(openEmbeddedServer({ folder: pg }))).toMatchObject({
      code: "embedded-other-version",
      message: expect.stringMatching(/is of PostgreSQL 17, this program brings 18: dump it/),
    });
    expect((await readdir(pg)).sort()).toEqual(["PG_VERSION", "global"]);
  }));

test("a folder that holds other things is refused and left as it is", () =>
  withFolder(self, async (folder) => {
    await mkdir(join(folder, "pg"));
    await writeFile(join(folder, "pg", "song.wav"), "RIFF");
    expect(await failureOf(openEmbeddedServer({ folder: join(folder, "pg") }))).toMatchObject({
      code: "embedded-unavailable",
      message: expect.stringMatching(/holds other things than a database/),
    });
    expect(await readdir(join(folder, "pg"))).toEqual(["song.wav"]);
  }));

test("where the file system is read-only, as the home is to the service, that is said, with what makes a database", async (context) => {
  context.skip(!isRoot || process.platform !== "linux", "only root on Linux can mount something read-only");
  await withFolder(self, async (folder) => {
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "ro,mode=0755", "tmpfs", folder]);
    context.skip(mounted.status !== 0, "nothing can be mounted here");
    try {
      for (const pg of [join(folder, "pg"), join(folder, "data/pg")]) {
        expect(await failureOf(openEmbeddedServer({ folder: pg }))).toMatchObject({
          code: "embedded-read-only",
          message: expect.stringMatching(/^there is no database in .*read-only.*service install makes one$/),
        });
      }
    } finally {
      spawnSync("umount", [folder]);
    }
  });
});

test("a server that can't start says the log's reason in one line", () =>
  withFolder(self, async (folder) => {
    const pg = join(folder, "pg");
    await withEmbeddedServer({ folder: pg }, close);
    await writeFile(join(pg, "postgresql.conf"), "no_such_setting = 1\n");
    const failure = await failureOf(openEmbeddedServer({ folder: pg }));
    expect(failure).toMatchObject({
      code: "embedded-unavailable",
      message: `the database in ${pg} does not start: FATAL:  configuration file "${join(pg, "postgresql.conf")}" contains errors (log: ${join(pg, "server.log")})`,
    });
  }));

test("a place where a file stands in the way is refused with the reason", () =>
  withFolder(self, async (folder) => {
    await writeFile(join(folder, "file"), "");
    expect(await failureOf(openEmbeddedServer({ folder: join(folder, "file", "pg") }))).toMatchObject({
      code: "embedded-unavailable",
    });
    expect(await failureOf(openEmbeddedServer({ folder: join(folder, "file") }))).toMatchObject({
      code: "embedded-unavailable",
    });
  }));

test("a postmaster.pid that names a living process of another kind is no hindrance", () =>
  withFolder(self, async (folder) => {
    const pg = join(folder, "pg");
    await withEmbeddedServer({ folder: pg }, close);
    await writeFile(join(pg, "postmaster.pid"), `${process.ppid}\n${pg}\n1\n5432\n/nowhere\n\n1 1\nready\n`);
    await withEmbeddedServer({ folder: pg }, async ({ connection }) => {
      expect(await readPostmaster(pg)).toMatchObject({ host: connection.host });
    });
  }));

test("a start that is aborted leaves nothing behind", () =>
  withFolder(self, async (folder) => {
    const reason = new Error("enough");
    const aborting = new AbortController();
    const opening = failureOf(openEmbeddedServer({ folder: join(folder, "pg"), signal: aborting.signal }));
    while ((await readdir(folder)).length === 0) await new Promise(setImmediate);
    aborting.abort(reason);
    expect([await opening, await readdir(folder)]).toEqual([reason, []]);
  }));

test("a folder's name may hold what a shell or a URL would take apart", () =>
  withFolder(self, async (folder) => {
    const pg = join(folder, 'it\'s $HOME `a` "b" %20 ü', "pg");
    await withEmbeddedServer({ folder: pg }, async (server) => {
      expect(server.folder).toBe(pg);
    });
    expect(await readPostmaster(pg)).toBe(undefined);
  }));

test("a socket folder that someone else has laid out is not used", () =>
  withFolder(self, async (folder) => {
    const pg = join(folder, "pg");
    const runtime = process.env["XDG_RUNTIME_DIR"];
    delete process.env["XDG_RUNTIME_DIR"];
    const owner = (await serverUser(pg))?.uid ?? process.getuid?.();
    const planted = `/tmp/musaic-${owner}-${clusterHash(pg)}`;
    await mkdir(planted);
    await chmod(planted, 0o777);
    try {
      await withEmbeddedServer({ folder: pg }, async ({ connection }) => {
        expect(connection.host).toMatch(new RegExp(`^${planted}-\\w{6}$`));
        expect((await lstat(connection.host)).mode & 0o777).toBe(0o700);
      });
    } finally {
      await rm(planted, { recursive: true });
      if (runtime !== undefined) process.env["XDG_RUNTIME_DIR"] = runtime;
    }
  }));

test.runIf(isRoot)("another user of the machine has no log-in even with the socket's folder open", () =>
  withFolder(self, async (folder) => {
    await withEmbeddedServer({ folder: join(folder, "pg") }, async ({ connection, url }) => {
      // User 1 is `daemon`, known to every Linux and macOS.
      const asDaemon = () =>
        spawnSync(process.execPath, ["-e", CONNECT, url], {
          cwd: dirname(import.meta.dirname),
          uid: 1,
          gid: 1,
          encoding: "utf8",
        });
      const closed = asDaemon().stdout;
      await chmod(connection.host, 0o711);
      expect([closed, asDaemon().stdout]).toEqual(["EACCES", "28000"]);
    });
  }),
);

const CONNECT = `
  const client = new (require("pg").Client)({ connectionString: process.argv[1] });
  client.connect().then(() => process.stdout.write("logged in"), (error) => process.stdout.write(error.code)).finally(() => client.end());
`;

test.runIf(isRoot)(
  "below /root the cluster lies where the server's user can go, and a line says so",
  async () => {
    const below = await mkdtemp("/root/musaic-embedded-");
    const wanted = join(below, "data", "pg");
    const real = `/var/lib/musaic-catalog/pg-${createHash("sha256").update(wanted).digest("hex").slice(0, 12)}`;
    try {
      const said: string[] = [];
      await withEmbeddedServer({ folder: wanted, onNote: (line) => said.push(line) }, async (server) => {
        const client = new Client(server.connection);
        await client.connect();
        await client.end();
        expect([server.folder, server.notes, said]).toEqual([
          real,
          [expect.stringMatching(`who can't reach ${wanted}, so its cluster is in ${real}`)],
          server.notes,
        ]);
      });
      expect([await readdir(below), (await readFile(join(real, "PG_VERSION"), "utf8")).trim()]).toEqual([
        [],
        "18",
      ]);
    } finally {
      await rm(below, { recursive: true });
      await rm(real, { recursive: true, force: true });
    }
  },
);
