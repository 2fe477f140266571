/**
 * Plays many more random histories than `npm test` does: `node test/scan/model-soak.mjs [count] [seed]`. The tests' own
 * runner plays them, as it brings the server.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const [count = "10000", seed] = process.argv.slice(2);
const root = join(import.meta.dirname, "../..");
const env = { ...process.env, MUSAIC_HISTORIES: count, ...(seed === undefined ? {} : { MUSAIC_SEED: seed }) };
const vitest = join(root, "node_modules/vitest/vitest.mjs");
const done = spawnSync(process.execPath, [vitest, "run", "test/scan/model"], {
  cwd: root,
  env,
  stdio: "inherit",
});
process.exitCode = done.status ?? 1;
