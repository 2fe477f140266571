import { execFileSync, spawnSync } from "node:child_process";
import { access, chown, lstat, mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { describe, expect, test } from "vitest";
import { readPostmaster } from "../../src/postgres/postmaster-file.ts";
import { killHard, opener, testUsers, withFolder } from "./opener.ts";

const hasPython = spawnSync("python3", ["-c", "import pty"]).status === 0;
if (!hasPython) console.warn("no python3 with pty: the test of Ctrl-C on a terminal is left out");

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

const pidOf = async (folder: string) => (await readPostmaster(join(folder, "pg")))?.pid;

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows[0];
  } finally {
    await client.end();
  }
}

describe.each(testUsers())("the embedded server, opened by $name", (user) => {
  test("a first start gives an empty UTF-8 database behind a private socket, and leaving it leaves nothing running", () =>
    withFolder(user, async (folder) => {
      const one = opener(join(folder, "pg"), user);
      const { event, connection, url } = await one.next();
      const owner = (await lstat(join(folder, "pg", "PG_VERSION"))).uid;
      const socketFolder = await lstat(connection.host);
      const server = await ask(
        url,
        `SELECT current_database() AS database, current_user AS user, getdatabaseencoding() AS encoding,
                datlocprovider AS provider, datlocale AS locale, current_setting('data_checksums') AS checksums,
                current_setting('fsync') AS fsync, current_setting('listen_addresses') AS addresses, current_setting('jit') AS jit,
                (SELECT count(*)::int FROM pg_tables WHERE schemaname = 'public') AS tables
         FROM pg_database WHERE datname = current_database()`,
      );
      expect({ event, connection, server }).toEqual({
        event: "open",
        connection: {
          host: expect.stringMatching(/^.{1,86}$/),
          port: 5432,
          user: "musaic",
          database: "musaic",
          ssl: false,
        },
        server: {
          database: "musaic",
          user: "musaic",
          encoding: "UTF8",
          provider: "b",
          locale: "C.UTF-8",
          checksums: "on",
          fsync: "on",
          addresses: "",
          jit: "off",
          tables: 0,
        },
      });
      expect([socketFolder.mode & 0o777, socketFolder.uid]).toEqual([0o700, owner]);
      expect(await one.close()).toEqual(["closed"]);
      expect([await pidOf(folder), await exists(connection.host), await readdir(folder)]).toEqual([
        undefined,
        false,
        ["pg"],
      ]);
    }));

  test("a second process joins, and who leaves last stops the server", () =>
    withFolder(user, async (folder) => {
      const [one, two] = [opener(join(folder, "pg"), user), opener(join(folder, "pg"), user)];
      await one.next();
      const pid = await pidOf(folder);
      await two.next();
      await one.close();
      const after = await pidOf(folder);
      await two.close();
      expect([after === pid, await pidOf(folder)]).toEqual([true, undefined]);
    }));

  test("three first starts at once end on one server", () =>
    withFolder(user, async (folder) => {
      const openers = [1, 2, 3].map(() => opener(join(folder, "pg"), user));
      const lines = await Promise.all(openers.map((each) => each.next()));
      expect(lines.map(({ event }) => event)).toEqual(["open", "open", "open"]);
      expect(await readdir(folder)).toEqual(["pg"]);
      expect(await Promise.all(openers.map((each) => each.close()))).toEqual([
        ["closed"],
        ["closed"],
        ["closed"],
      ]);
      expect(await pidOf(folder)).toBe(undefined);
    }));

  test("a server whose only owner was killed is found by the next, and stopped by it", () =>
    withFolder(user, async (folder) => {
      const killed = opener(join(folder, "pg"), user);
      await killed.next();
      const pid = await pidOf(folder);
      await killed.kill();
      const next = opener(join(folder, "pg"), user);
      await next.next();
      expect(await pidOf(folder)).toBe(pid);
      await next.close();
      expect(await pidOf(folder)).toBe(undefined);
    }));

  test("a killed server is started again with what it had stored, and its old owner leaves in peace", () =>
    withFolder(user, async (folder) => {
      const old = opener(join(folder, "pg"), user);
      const { url } = await old.next();
      await ask(url, "CREATE TABLE kept AS SELECT 7 AS n");
      const pid = await pidOf(folder);
      killHard(pid);
      const next = opener(join(folder, "pg"), user);
      const again = await next.next();
      expect(await ask(again.url, "SELECT n FROM kept")).toEqual({ n: 7 });
      expect(await old.close()).toEqual(["closed"]);
      expect(await ask(again.url, "SELECT n FROM kept")).toEqual({ n: 7 });
      await next.close();
      expect(await pidOf(folder)).toBe(undefined);
    }));

  test("who meets a stopping server waits and starts it again", () =>
    withFolder(user, async (folder) => {
      const one = opener(join(folder, "pg"), user);
      const { url } = await one.next();
      const guest = new Client({ connectionString: url });
      await guest.connect();
      await one.kill();
      const stopping = await pidOf(folder);
      // SIGTERM: no new connections, and it ends when the guest has gone.
      killHard(stopping, "SIGTERM");
      await pause(100);
      const two = opener(join(folder, "pg"), user);
      const opened = two.next();
      const early = await Promise.race([opened.then(() => "opened"), pause(700, "waits")]);
      await guest.end();
      expect([early, (await opened).event, (await pidOf(folder)) !== stopping]).toEqual([
        "waits",
        "open",
        true,
      ]);
      await two.close();
    }));

  test("a first start that was killed half-way is mended by the next", () =>
    withFolder(user, async (folder) => {
      const killed = opener(join(folder, "pg"), user);
      while (!(await readdir(folder)).some((name) => name.startsWith("pg.new-"))) await pause(5);
      await pause(100);
      await killed.kill();
      const next = opener(join(folder, "pg"), user);
      expect((await next.next()).event).toBe("open");
      await next.close();
      expect((await readdir(folder)).filter((name) => name === "pg")).toEqual(["pg"]);
    }));

  test("an initdb of another program that was killed is put aside", () =>
    withFolder(user, async (folder) => {
      await mkdir(join(folder, "pg"), { mode: 0o700 });
      await writeFile(join(folder, "pg", "PG_VERSION"), "18\n");
      if (user.uid !== undefined) {
        await chown(join(folder, "pg"), user.uid, 0);
        await chown(join(folder, "pg", "PG_VERSION"), user.uid, 0);
      }
      const one = opener(join(folder, "pg"), user);
      expect((await one.next()).event).toBe("open");
      await one.close();
      const names = (await readdir(folder)).sort();
      expect(names).toEqual(["pg", expect.stringMatching(/^pg\.half-made-/)]);
    }));

  test.runIf(hasPython)("Ctrl-C on our terminal does not reach the server", () =>
    withFolder(user, async (folder) => {
      const command = [process.execPath, join(import.meta.dirname, "open-server.mjs"), join(folder, "pg")];
      const script = join(import.meta.dirname, "ctrl-c.py");
      const said = execFileSync("python3", [script, join(folder, "pg", "postmaster.pid"), ...command], {
        encoding: "utf8",
        cwd: "/",
        ...(user.uid !== undefined && { uid: user.uid, gid: user.gid }),
      });
      expect(said).toBe("alive after Ctrl-C: True\nalive after close: False\n");
    }),
  );

  test("the runtime folder is used where it is the server user's own", () =>
    withFolder(user, async (folder) => {
      const runtime = join(folder, "run");
      await mkdir(runtime, { mode: 0o700 });
      if (user.uid !== undefined) await chown(runtime, user.uid, 0);
      const one = opener(join(folder, "pg"), user, { XDG_RUNTIME_DIR: runtime });
      const { connection } = await one.next();
      await one.close();
      // Root's own runtime folder is closed to the user whom its server runs as.
      expect(dirname(connection.host)).toBe(user.name === "root" ? "/tmp" : runtime);
    }));
});
