import { execFile, execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { raiseWatchLimitAdvice } from "../../src/filesystem/watch-limits.ts";
import { temporaryFolder } from "./watch/follower.ts";

const DIST = fileURLToPath(new URL("../../build/filesystem/", import.meta.url));

/** Runs in a process of its own, because the limit of its user namespace is not ours. */
const WATCH_ALL = `
import { lstatSync, readdirSync } from "node:fs";
const [root, dist] = process.argv.slice(1);
const { openFolderWatcher } = await import(dist + "watch/folder-watcher.js");
const { readWatchLimits } = await import(dist + "watch-limits.js");
const seen = ["", ...readdirSync(root).sort()].map((name) => ({ path: root + "/" + name, inode: lstatSync(root + "/" + name, { bigint: true }).ino }));
const errors = [];
const watcher = openFolderWatcher(root, "folders", { onDirty() {}, onOverflow() {}, onError(error) { errors.push(error.message); } });
const first = await watcher.watch(seen);
const limits = await readWatchLimits();
await watcher.unwatch(seen[1].path);
const second = await watcher.watch(seen);
await watcher.close();
console.log(JSON.stringify({ watched: first.watched, refused: first.refused.length, limits, again: second.added.length, errors }));
`;

function canLowerLimit(): boolean {
  if (process.platform !== "linux") return false;
  try {
    execFileSync("unshare", ["-U", "-r", "sh", "-c", "echo 10 > /proc/sys/user/max_inotify_watches"], {
      stdio: "ignore",
    });
    return true;
  } catch {
    return false;
  }
}

test("folders over the system's limit are refused by name, and one is taken as soon as there is room", async (context) => {
  context.skip(
    !canLowerLimit(),
    "this system lets no process lower its own limit of watches (user namespaces)",
  );
  using library = temporaryFolder();
  for (let index = 0; index < 30; index += 1) mkdirSync(join(library.path, `${index}`));

  const lowered = `echo 10 > /proc/sys/user/max_inotify_watches && exec "$0" --input-type=module -e "$1" "$2" "$3"`;
  const command = ["-U", "-r", "sh", "-c", lowered, process.execPath, WATCH_ALL, library.path, DIST];
  const { stdout } = await promisify(execFile)("unshare", command);

  expect(JSON.parse(stdout)).toEqual({
    watched: 10,
    refused: 21,
    limits: { setting: "user.max_inotify_watches", maxWatches: 10, usedWatches: 10 },
    again: 1,
    errors: [],
  });
});

test("the advice names the setting and a value with room for twice what is missing", () => {
  const advice = raiseWatchLimitAdvice(
    { setting: "fs.inotify.max_user_watches", maxWatches: 8_192, usedWatches: 8_000 },
    24_000,
  );

  expect(advice).toBe(
    "24000 folders are over the limit of 8192 watches and are looked at from time to time instead; " +
      "to follow them at once: sudo sysctl -w fs.inotify.max_user_watches=65536 (and the same in a file in /etc/sysctl.d to keep it)",
  );
});
