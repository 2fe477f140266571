import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/world/global-setup.ts"],
    // Real servers, real processes and a shared machine of two cores: a test that waits is not a test that hangs.
    testTimeout: 400_000,
    hookTimeout: 400_000,
    maxWorkers: 3,
    // CI's machine is shared with others: what waits for real time gets two more tries there, and vitest tells of it.
    retry: process.env["CI"] === "true" ? 2 : 0,
  },
});
