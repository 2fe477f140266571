import { expect, onTestFinished, test } from "vitest";
import { fuzz } from "./fuzz.ts";
import { openTestPool } from "./open-test-pool.ts";
import { validFiles } from "./valid-files.ts";

/** `FUZZ_MUTATIONS=20000 npx vitest run test/reader/damaged-files.test.ts` for the long run. */
const mutations = Number(process.env["FUZZ_MUTATIONS"] ?? 500);
const firstSeed = Number(process.env["FUZZ_SEED"] ?? 0);

/** A hundred files a second are read at the very least. */
const timeout = 60_000 + mutations * 10;

test(
  `${mutations} damaged files of all formats are each a reading with the right hash`,
  { timeout },
  async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): number => unhandled.push(reason);
    process.on("unhandledRejection", note);
    onTestFinished(() => void process.off("unhandledRejection", note));
    const before = process.memoryUsage.rss() / 2 ** 20;
    const report = await fuzz(openTestPool({ stallMs: 10_000 }), validFiles(), { mutations, firstSeed });
    if (mutations > 500) console.log(report);
    expect({ faults: report.faults, unhandled }).toEqual({ faults: [], unhandled: [] });
    // Two threads with a parser each take some 150 MB, however many files they read.
    expect(report.peakRssMb - before).toBeLessThan(400);
  },
);
