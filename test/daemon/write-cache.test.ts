import { copyFileSync, mkdirSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { statesByPath } from "../world/catalog.ts";
import { withDatabase } from "../world/database.ts";
import { said } from "../world/drive.ts";
import { makeTree, withFolder } from "../world/tree.ts";
import { eventually, startService, takes } from "./service.ts";

const FILES = { "1.wav": 1, "2.wav": 2, "3.wav": 3, "4.wav": 4 };
const LONG_AGO = 1_000_000_000;
/** rclone writes back after 5 s; a busy machine takes longer. */
const PATIENCE_MS = 90_000;

test("files that rclone's write cache makes look as if they changed while they are read are taken in by the service itself", async (context) => {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    context.skip("only root on Linux mounts a FUSE file system here");
  await withDatabase((database) =>
    withFolder(async (root) => {
      const [behind, place, outside, cache] = ["behind", "M", "outside", "cache"].map((name) =>
        join(root, name),
      ) as [string, string, string, string];
      for (const folder of [behind, place]) mkdirSync(folder);
      makeTree(outside, takes(FILES));
      const options = ["--vfs-cache-mode", "writes", "--cache-dir", cache, "--daemon"];
      if (said("rclone", ["mount", behind, place, ...options]) === null)
        context.skip("needs rclone of Debian");
      try {
        mkdirSync(join(place, "Kit"));
        for (const name of Object.keys(FILES)) {
          copyFileSync(join(outside, name), join(place, "Kit", name));
          utimesSync(join(place, "Kit", name), LONG_AGO, LONG_AGO);
        }
        const service = startService({ databaseUrl: database.url, folders: [place] });
        try {
          await eventually(
            async () =>
              expect(await statesByPath(database, place)).toEqual(
                Object.fromEntries(Object.keys(FILES).map((name) => [`Kit/${name}`, "present"])),
              ),
            PATIENCE_MS,
          );
        } finally {
          await service.end("SIGTERM");
        }
      } finally {
        said("umount", [place]);
        said("umount", ["-l", place]);
        rmSync(cache, { recursive: true, force: true });
      }
    }),
  );
});
