import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/world/global-setup.ts"],
    // Real servers, real processes and a shared machine of two cores: a test that waits is not a test that hangs.
    testTimeout: 240_000,
    hookTimeout: 300_000,
    maxWorkers: 4,
    // CI's machine is shared with others: what waits for real time gets a second try there, and vitest tells of it.
    retry: process.env["CI"] === "true" ? 1 : 0,
  },
});
