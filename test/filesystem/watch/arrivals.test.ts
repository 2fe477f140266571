import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { Arrivals } from "../../../src/filesystem/watch/arrivals.ts";
import { withFolder } from "../../world/tree.ts";

test("a folder that is not there is told of when it comes, also a second time, and no other is", async () => {
  await withFolder(async (root) => {
    const told: string[] = [];
    const arrivals = new Arrivals((folder) => told.push(folder));
    const late = join(root, "deep/late");
    mkdirSync(join(root, "deep"));
    arrivals.await(new Set([late]));
    try {
      await sleep(500);
      mkdirSync(join(root, "deep/other"));
      mkdirSync(late);
      await until(() => told.length === 1);
      rmSync(late, { recursive: true });
      await sleep(500);
      mkdirSync(late);
      await until(() => told.length === 2);
      expect(told).toEqual([late, late]);
      arrivals.await(new Set());
      await sleep(200);
      rmSync(late, { recursive: true });
      mkdirSync(late);
      await sleep(500);
      expect(told).toEqual([late, late]);
    } finally {
      await arrivals.close();
    }
  });
});

async function until(isTrue: () => boolean): Promise<void> {
  for (const end = performance.now() + 20_000; !isTrue() && performance.now() < end;) await sleep(50);
}
