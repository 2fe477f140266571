import { existsSync, lstatSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openLog } from "../src/log.ts";
import { runCli } from "./world/run-cli.ts";
import { withFolder } from "./world/tree.ts";

const words = (file: string): string[] =>
  readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { msg: string }).msg);

test("a log file is begun anew at 5 MB, and the lines before are kept once", async () => {
  // oxlint-disable-next-line require-await -- nothing here waits
  await withFolder(async (folder) => {
    const file = join(folder, "logs/service.log");
    openLog({ level: "info", file }).info("first");
    const log = openLog({ level: "info", file });
    log.info("second");
    expect([words(file), existsSync(`${file}.1`)]).toEqual([["first", "second"], false]);
    truncateSync(file, 5 * 2 ** 20 + 1);
    const next = openLog({ level: "info", file });
    next.info("third");
    next.info("fourth");
    expect([words(file), statSync(`${file}.1`).size]).toEqual([["third", "fourth"], 5 * 2 ** 20 + 1]);
  });
});

test("a log that can't be written ends nobody, and what waits for room is bounded", (context) => {
  context.skip(!existsSync("/dev/full"), "this system has no /dev/full");
  const log = openLog({ level: "info", file: "/dev/full" });
  const before = process.memoryUsage().rss;
  for (let line = 0; line < 20_000; line += 1) log.info("x".repeat(1_000));
  expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20);
  // Nor is a device turned over, though root could.
  expect([lstatSync("/dev/full").isCharacterDevice(), existsSync("/dev/full.1")]).toEqual([true, false]);
});

test("a service that a manager would start again for ever ends with 0 where no second start mends it, and its log says why", async () => {
  await withFolder(async (folder) => {
    const [config, log] = [join(folder, "musaic.config.json"), join(folder, "service.log")];
    writeFileSync(config, JSON.stringify({ catalog: { library: [] } }));
    const watch = ["--config", config, "watch", "--log-file", log];
    expect((await runCli(watch)).code).toBe(2);
    expect(existsSync(log)).toBe(false);
    expect((await runCli([...watch, "--as-service"])).code).toBe(0);
    const [line] = readFileSync(log, "utf8").trim().split("\n");
    expect(JSON.parse(line ?? "")).toMatchObject({
      level: "error",
      event: "cannot-start",
      code: "config-invalid",
      msg: expect.stringMatching(
        /catalog\.library.*; the service starts at the next log-in, or by musaic-catalog service install$/s,
      ),
    });
  });
});
