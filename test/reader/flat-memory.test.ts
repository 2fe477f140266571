import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { wav } from "../world/audio/wav.ts";
import { makeTree, withFolder } from "../world/tree.ts";

test.each(["pool", "threads"])(
  "a process with the %s holds on to nothing of what it has read",
  async (whose) => {
    await withFolder(async (folder) => {
      makeTree(
        folder,
        Object.fromEntries(
          Array.from({ length: 64 }, (_, n) => [`${n}.wav`, wav({ seconds: 0.01, seed: n })]),
        ),
      );
      const script = join(import.meta.dirname, "flat-memory.mjs");
      const grown = Number(
        execFileSync(process.execPath, ["--expose-gc", script, folder, "150", whose], { encoding: "utf8" }),
      );
      // A leak of the outcomes alone was 800 bytes a file: 7.7 MB here.
      expect(grown).toBeLessThan(1_500_000);
    });
  },
);
