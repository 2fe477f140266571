import { execFileSync, spawnSync } from "node:child_process";
import { chown, lstat, mkdir, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { pathExists } from "../../src/postgres/path-exists.ts";
import { ask, opener, openServerScript, pidOf, testUsers, withFolder } from "./opener.ts";

const hasPython = spawnSync("python3", ["-c", "import pty"]).status === 0;
if (!hasPython) console.warn("no python3 with pty: the test of Ctrl-C on a terminal is left out");

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
      expect([await pidOf(folder), await pathExists(connection.host), await readdir(folder)]).toEqual([
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

  test.runIf(hasPython)("Ctrl-C on our terminal does not reach the server", () =>
    withFolder(user, async (folder) => {
      const command = [process.execPath, openServerScript, join(folder, "pg")];
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

const [root, ordinary] = testUsers();

test.runIf(ordinary)("root opens an ordinary user's cluster as that user, whose own it stays", () =>
  withFolder(ordinary ?? { name: "" }, async (folder) => {
    const maker = opener(join(folder, "pg"), ordinary ?? { name: "" });
    await maker.next();
    await maker.close();
    const asRoot = opener(join(folder, "pg"), root ?? { name: "" });
    const { event, connection } = await asRoot.next();
    const owner = (await lstat(connection.host)).uid;
    const joining = opener(join(folder, "pg"), ordinary ?? { name: "" });
    expect([event, owner, (await joining.next()).event]).toEqual(["open", ordinary?.uid, "open"]);
    await asRoot.close();
    await joining.close();
    expect(await pidOf(folder)).toBe(undefined);
  }),
);
