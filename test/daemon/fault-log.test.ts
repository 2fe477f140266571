import { expect, test, vi } from "vitest";
import { FaultLog } from "../../src/daemon/fault-log.ts";
import { openLog } from "../../src/log.ts";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

test("the same fault again and again is one line, a count every ten minutes, and one line when it is over", () => {
  const folder = mkdtempSync(join(tmpdir(), "musaic-log-"));
  vi.useFakeTimers({ toFake: ["performance"] });
  try {
    const file = join(folder, "log");
    const faults = new FaultLog(openLog({ level: "info", file }));
    for (let second = 0; second < 700; second += 1) {
      faults.happened("database-away", "waiting");
      vi.advanceTimersByTime(1_000);
    }
    faults.over("database-away", "back");
    faults.over("database-away", "back");
    const lines = readFileSync(file, "utf8").trim().split("\n");
    const facts = lines.map((line) => {
      const { level, event, again, times, forMs } = JSON.parse(line) as Record<string, unknown>;
      return { level, event, again, times, forMs };
    });
    expect(facts).toEqual([
      { level: "warn", event: "database-away" },
      { level: "warn", event: "database-away", again: 600 },
      { level: "info", event: "database-away-over", times: 700, forMs: 700_000 },
    ]);
  } finally {
    vi.useRealTimers();
    rmSync(folder, { recursive: true });
  }
});

test("as text a line is a sentence", () => {
  const folder = mkdtempSync(join(tmpdir(), "musaic-log-"));
  try {
    const file = join(folder, "log");
    const log = openLog({ level: "info", format: "text", file });
    log.warn({ event: "offline", err: new Error("unplugged") }, "/music is offline");
    expect(readFileSync(file, "utf8").slice(20)).toBe(
      "warn  /music is offline (unplugged, event: offline)\n",
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
