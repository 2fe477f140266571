import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { makeTree } from "../world/tree.ts";
import { catalogIsTheDisk, eventually, report, startService, take } from "./service.ts";
import { withDatabase } from "../world/database.ts";
import { withFolder } from "../world/tree.ts";

/** A user namespace has a limit of its own, which touches nobody else. */
const LIMITED = [
  "unshare",
  "-Ur",
  "sh",
  "-c",
  'echo 40 > /proc/sys/user/max_inotify_watches && exec "$@"',
  "sh",
];

test("folders over the limit of watches are polled, and one line names the setting and a value", async (context) => {
  const trial = spawnSync("unshare", [...LIMITED.slice(1), "true"]);
  if (trial.status !== 0) context.skip("this system lets nobody set a limit of watches of his own");
  await withDatabase((database) =>
    withFolder(async (library) => {
      makeTree(library, Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`${n}/1.wav`, take(n)])));
      const env = { MUSAIC_CATALOG_RECONCILE_MINUTES: "0.1" };
      const service = startService({ databaseUrl: database.url, folders: [library], env, through: LIMITED });
      try {
        await catalogIsTheDisk({ database, library });
        const lines = service.log.filter(({ msg }) => msg.includes("over the limit"));
        expect(lines.map(({ msg }) => msg)).toEqual([
          expect.stringMatching(
            /^21 folders are over the limit of 40 watches.*sysctl -w user.max_inotify_watches=128/,
          ),
        ]);
        await eventually(async () =>
          expect((await report(database))?.libraries).toMatchObject([
            { mode: "partly-polled", polledFolders: 21 },
          ]),
        );
        makeTree(
          library,
          Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`${n}/2.wav`, take(100 + n)])),
        );
        await catalogIsTheDisk({ database, library });
      } finally {
        await service.end("SIGTERM");
      }
    }),
  );
});
