import { spawnSync } from "node:child_process";
import { mkdirSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, type TestContext } from "vitest";
import { statesByPath } from "../world/catalog.ts";
import { makeTree, withFolder } from "../world/tree.ts";
import { withDatabase, type TestDatabase } from "../world/database.ts";
import { eventually, quiet, startService, takes, type Service } from "./service.ts";

const isDone = (command: string, args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: "ignore" }).status === 0;

/** A tmpfs with samples in it, to be mounted somewhere else; skipped, with a word, where nobody may mount one. */
async function withDrive(
  context: TestContext,
  use: (world: { database: TestDatabase; root: string; plug: (place: string) => void }) => Promise<void>,
): Promise<void> {
  if (process.platform !== "linux") context.skip("mounts a tmpfs, which only Linux has");
  if (process.getuid?.() !== 0) context.skip("only root may mount a drive");
  await withDatabase((database) =>
    withFolder(async (root) => {
      const [drive, plugged] = [join(root, "drive"), new Array<string>()];
      mkdirSync(drive);
      if (!isDone("mount", ["-t", "tmpfs", "tmpfs", drive])) context.skip("this machine mounts no tmpfs");
      makeTree(drive, takes({ "a/1.wav": 1, "a/2.wav": 2, "b/3.wav": 3 }));
      const plug = (place: string): void => {
        mkdirSync(place, { recursive: true });
        if (!isDone("mount", ["--bind", drive, place])) throw new Error(`can't mount at ${place}`);
        plugged.push(place);
      };
      try {
        await use({ database, root, plug });
      } finally {
        for (const place of [...plugged, drive]) isDone("umount", ["-l", place]);
      }
    }),
  );
}

/** Seconds on a machine that has nothing else to do; one that others share takes longer. */
const PATIENCE_MS = 90_000;

async function follows(service: Service, use: () => Promise<void>): Promise<void> {
  try {
    await use();
  } finally {
    await service.end("SIGTERM");
  }
}

const present = async (database: TestDatabase, library: string): Promise<number> =>
  Object.values(await statesByPath(database, library)).filter((state) => state === "present").length;

test("a library that is an empty mount point when the service starts, and gets its drive later, is taken in within seconds", async (context) => {
  await withDrive(context, async ({ database, root, plug }) => {
    const library = join(root, "M");
    mkdirSync(library);
    await follows(startService({ databaseUrl: database.url, folders: [library] }), async () => {
      await quiet(database);
      plug(library);
      await eventually(async () => expect(await present(database, library)).toBe(3), PATIENCE_MS);
    });
  });
});

test("a drive that is mounted in a folder of a library which never held one is taken in within seconds", async (context) => {
  await withDrive(context, async ({ database, root, plug }) => {
    const library = join(root, "media");
    mkdirSync(join(library, "USB"), { recursive: true });
    await follows(startService({ databaseUrl: database.url, folders: [library] }), async () => {
      await quiet(database);
      plug(join(library, "USB"));
      await eventually(async () => expect(await present(database, library)).toBe(3), PATIENCE_MS);
    });
  });
});

test("an automount: the folder comes while the service runs, and its drive a moment later", async (context) => {
  await withDrive(context, async ({ database, root, plug }) => {
    const library = join(root, "media/USB");
    const config = join(root, "musaic.config.json");
    writeFileSync(config, JSON.stringify({ catalog: { libraries: [library] } }));
    mkdirSync(join(root, "media"));
    await follows(startService({ databaseUrl: database.url, config }), async () => {
      await quiet(database);
      mkdirSync(library);
      await quiet(database);
      plug(library);
      await eventually(async () => expect(await present(database, library)).toBe(3), PATIENCE_MS);
      isDone("umount", ["-l", library]);
      rmdirSync(library);
    });
  });
});
