import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SlowDrive } from "../../src/filesystem/slow-drive.ts";
import { idsByPath } from "../world/catalog.ts";
import { withDatabase } from "../world/database.ts";
import { takes } from "../world/library.ts";
import { runCli } from "../world/run-cli.ts";
import { withSlowDrive } from "../world/slow-drive.ts";

const FILES = Object.assign({}, ...["a", "b", "c", "d"].map((folder) => takes(60, folder))) as Record<
  string,
  string
>;

test("a drive with 20 ms a look is asked many things at once, and every file of it is seen", async (context) => {
  await withSlowDrive(context, { files: FILES, lookMs: 20 }, ({ place, behind, mostAtOnce }) =>
    withDatabase(async (database) => {
      const scan = async (): Promise<unknown> =>
        JSON.parse((await runCli(["scan", place, "--json"], { url: database.url })).stdout);
      expect(await scan()).toMatchObject({ status: "complete", seen: 240, added: 240 });
      const before = await idsByPath(database, place);
      expect(await scan()).toMatchObject({ status: "complete", seen: 240, unchanged: 240 });
      rmSync(join(behind, "c"), { recursive: true });
      expect(await scan()).toMatchObject({ status: "complete", unchanged: 180, missing: 60 });
      expect(before).toMatchObject(await idsByPath(database, place));
      expect(mostAtOnce()).toBeGreaterThan(8);
    }),
  );
});

/** Spins: timers would not stand for a synchronous look. */
function lookFor(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}

test("a drive is slow when most of its looks are, and not when a busy machine delays some", () => {
  const drive = new SlowDrive();
  for (let look = 0; look < 160; look += 1) drive.timed(() => lookFor(look % 2 === 0 ? 1.5 : 0));
  expect(drive.isSlow).toBe(false);
  for (let look = 0; look < 16; look += 1) drive.timed(() => lookFor(1.5));
  expect(drive.isSlow).toBe(true);
});

test("a listing may take longer the more it tells of", () => {
  const drive = new SlowDrive();
  for (let look = 0; look < 16; look += 1)
    drive.timed(
      () => lookFor(1.5),
      () => 1_000_000,
    );
  expect(drive.isSlow).toBe(false);
});
