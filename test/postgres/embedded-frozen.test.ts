import { join } from "node:path";
import { expect, test } from "vitest";
import { openEmbeddedServer } from "../../src/postgres/embedded-server.ts";
import { lockServer } from "../../src/postgres/server-lock.ts";
import { signalServer } from "../world/cluster.ts";
import { ask, opener, pidOf, withFolder } from "./opener.ts";

const self = { name: "ourselves" };

test("a server that stands still is left within seconds, and the next to come stops it", () =>
  withFolder(self, async (folder) => {
    const data = join(folder, "pg");
    const server = await openEmbeddedServer({ folder: data });
    const pid = await pidOf(folder);
    signalServer(data, "SIGSTOP");
    const started = performance.now();
    await server.close();
    const seconds = (performance.now() - started) / 1000;
    signalServer(data, "SIGCONT");
    expect(seconds).toBeLessThan(12);
    expect(await pidOf(folder)).toBe(pid);
    const next = opener(data, self);
    await next.next();
    await next.close();
    expect(await pidOf(folder)).toBe(undefined);
  }));

test("who is told to stop does not wait for a server that stands still", () =>
  withFolder(self, async (folder) => {
    const data = join(folder, "pg");
    const first = opener(data, self);
    await first.next();
    signalServer(data, "SIGSTOP");
    try {
      const stop = new AbortController();
      const opening = openEmbeddedServer({ folder: data, signal: stop.signal });
      setTimeout(() => stop.abort(new Error("enough")), 500);
      const started = performance.now();
      await expect(opening).rejects.toThrow("enough");
      expect((performance.now() - started) / 1000).toBeLessThan(5);
    } finally {
      signalServer(data, "SIGCONT");
    }
    await first.close();
    expect(await pidOf(folder)).toBe(undefined);
  }));

test("a connection at rest to a server that stands still is ended all the same", () =>
  withFolder(self, async (folder) => {
    const data = join(folder, "pg");
    const server = await openEmbeddedServer({ folder: data });
    const lock = await lockServer(server.connection);
    signalServer(data, "SIGSTOP");
    const started = performance.now();
    await lock?.close();
    const seconds = (performance.now() - started) / 1000;
    signalServer(data, "SIGCONT");
    expect(seconds).toBeLessThan(5);
    // The server needs a moment to see that the second lock's connection has gone.
    const locks = "SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory'";
    await expect.poll(() => ask(server.url, locks), { timeout: 60_000 }).toEqual({ n: 1 });
    await server.close();
    expect(await pidOf(folder)).toBe(undefined);
  }));
