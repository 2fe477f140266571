import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What takes longest, by the measured times of the whole suite: a file that waits for real time should not be the last to start. */
const LONGEST = [
  "test/catalog/without-statistics",
  "test/cli/scan-interrupted",
  "test/cli/scan-killed",
  "test/daemon/",
  "test/cli/",
  "test/scan/",
  "test/catalog/",
];

function rank({ moduleId }: TestSpecification): number {
  const at = LONGEST.findIndex((start) => moduleId.includes(`/${start}`));
  return at === -1 ? LONGEST.length : at;
}

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/world/global-setup.ts"],
    sequence: { sequencer: LongestFirst },
    // Real servers, real processes and a shared machine of two cores: a test that waits is not a test that hangs.
    testTimeout: 400_000,
    hookTimeout: 400_000,
    // More than the two cores, as tests wait for time to go by. Six are faster on a quiet machine (786 s), and fail tests on a busy one.
    maxWorkers: 4,
    maxConcurrency: 3,
    // CI's machine is shared with others: what waits for real time gets two more tries there, and vitest tells of it.
    retry: process.env["CI"] === "true" ? 2 : 0,
  },
});
