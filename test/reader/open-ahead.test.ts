import { closeSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { OpenAhead } from "../../src/reader/open-ahead.ts";
import { takes } from "../world/library.ts";
import { withSlowDrive } from "../world/slow-drive.ts";

const COUNT = 24;

function openFiles(): number {
  return readdirSync("/proc/self/fd").length;
}

test("files of a drive with 20 ms a look are opened beside each other, each is the file that was asked for, and none stays open", async (context) => {
  await withSlowDrive(context, { files: takes(COUNT, "Kit"), lookMs: 20 }, async ({ place, mostAtOnce }) => {
    const before = openFiles();
    const paths = Array.from({ length: COUNT }, (_, n) => join(place, `Kit/${n}.wav`));
    const opener = new OpenAhead([...paths, join(place, "Kit/none.wav")], false);
    const sizes: bigint[] = [];
    for (const index of paths.keys()) {
      const { file } = await opener.take(index);
      if (file.kind === "problem") throw new Error(file.message);
      sizes.push(file.stats.size);
      closeSync(file.descriptor);
    }
    expect(sizes).toEqual(paths.map((_, n) => BigInt(`Kit ${n}`.length)));
    expect((await opener.take(COUNT)).file).toMatchObject({ kind: "problem", code: "vanished" });
    const left = new OpenAhead(paths, false);
    for (const index of [0, 1, 2, 3]) {
      const { file } = await left.take(index);
      if (file.kind === "open") closeSync(file.descriptor);
    }
    left.close();
    await expect.poll(openFiles, { timeout: 10_000 }).toBeLessThanOrEqual(before);
    expect(mostAtOnce()).toBeGreaterThan(2);
  });
});
