import { chown, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { describe, expect, test } from "vitest";
import { ask, killHard, opener, pidOf, testUsers, withFolder } from "./opener.ts";

describe.each(testUsers())("the embedded server, mended by $name", (user) => {
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

  test("a server whose socket was taken away is started again", () =>
    withFolder(user, async (folder) => {
      const one = opener(join(folder, "pg"), user);
      const { connection } = await one.next();
      const pid = await pidOf(folder);
      await one.kill();
      await rm(connection.host, { recursive: true });
      const two = opener(join(folder, "pg"), user);
      expect([(await two.next()).event, (await pidOf(folder)) === pid]).toEqual(["open", false]);
      await two.close();
    }));
});
