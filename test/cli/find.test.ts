import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseLimit } from "../../src/cli/report-flags.ts";
import { parseLoudness, parseRange, parseRate, parseSince, parseTempo } from "../../src/cli/find-flags.ts";
import { find, type FoundAsset } from "../../src/index.ts";
import { withDatabase, type TestDatabase } from "../world/database.ts";
import { runCli } from "../world/run-cli.ts";
import { makeTree, withFolder } from "../world/tree.ts";

async function withScanned(use: (database: TestDatabase, folder: string) => Promise<void>): Promise<void> {
  await withFolder((folder) =>
    withDatabase(async (database) => {
      makeTree(join(folder, "samples"), {
        "Loops/bass 120bpm Am.wav": "bass",
        "Loops/pad 90bpm.wav": "pad",
        "Kicks/808 kick.wav": "kick",
        "Kicks/copy.wav": "kick",
      });
      const { code } = await runCli(["scan", "samples"], { url: database.url, cwd: folder });
      expect(code).toBe(0); // no file is audio: each is an asset all the same
      await use(database, folder);
    }),
  );
}

test("find by words, tempo, kind and content, and from a program", async () => {
  await withScanned(async ({ url }, folder) => {
    const samples = join(folder, "samples");
    const ask = (...args: string[]): ReturnType<typeof runCli> =>
      runCli(["find", ...args], { url, cwd: folder });
    const paths = async (...args: string[]): Promise<string[]> =>
      (await ask("--format", "paths", ...args)).stdout
        .split("\n")
        .filter((line) => line !== "")
        .map((path) => path.slice(samples.length + 1));
    writeFileSync(join(folder, "other.wav"), "kick");
    // Each is a process of its own; what each option finds, test/report/find.test.ts says.
    expect({
      ofNoLength: await paths("kicks", "80", "--duration", "0..", "--limit", "all").then(
        (found) => found.length,
      ),
      tempo: await paths("bass", "--tempo", "60", "--fold", "--key", "8A", "--loop", "--unused"),
      outside: await paths("--same", "other.wav", "--under", "samples/Kicks", "--sort", "added"),
      nul: (await ask("kick", "-0")).stdout.split("\0").length,
    }).toEqual({
      ofNoLength: 0,
      tempo: ["Loops/bass 120bpm Am.wav"],
      outside: ["Kicks/808 kick.wav", "Kicks/copy.wav"],
      nul: 3,
    });
    const limited = await ask("--limit", "1");
    expect(limited.stderr).toContain("1 of 4 are shown: --limit all shows all");
    const found: FoundAsset[] = [];
    for await (const asset of find({ database: url, words: "bass", tempo: { to: 130 } })) found.push(asset);
    expect(found).toMatchObject([{ fileName: "bass 120bpm Am.wav", bpm: 120, key: "A minor", kind: "loop" }]);
  });
});

test("loudness is a range below full scale, or one number and what rounds to it", () => {
  expect(["-20..-8", "..-14", "-20..", "-14"].map(parseLoudness)).toEqual([
    { from: -20, to: -8 },
    { to: -14 },
    { from: -20 },
    { from: -14.5, to: -13.5 },
  ]);
  for (const text of ["-8..-20", "..", "loud", "-20..x", "1..2..3"])
    expect(() => parseLoudness(text)).toThrow(/expected a range|the smaller number/);
});

test("what is no question is refused before a server is asked", async () => {
  await withFolder(async (cwd) => {
    const refusal = async (...args: string[]): Promise<string> => {
      const { code, stderr } = await runCli(["find", ...args], { url: "postgresql://127.0.0.1:1/none", cwd });
      expect(code).toBe(2);
      return stderr.split("\n")[0] ?? "";
    };
    expect([
      await refusal("--tempo", "124..118"),
      await refusal("--fold"),
      await refusal("--loop", "--one-shot"),
      await refusal("-0", "--json"),
    ]).toEqual([
      expect.stringContaining("the smaller number comes first"),
      expect.stringContaining("--fold goes with --tempo"),
      expect.stringContaining("--loop"),
      expect.stringContaining("-0 writes paths"),
    ]);
  });
});

test.each([parseRange, parseTempo, parseRate, parseSince, parseLimit])("%o refuses what is none", (parse) => {
  expect(() => parse("fast")).toThrow("expected");
});

test("one number is what rounds to it, and a range may be open", () => {
  expect(["120", "120.5", "..2", "10..", "4..8"].map(parseRange)).toEqual([
    { from: 119.5, to: 120.5 },
    { from: 120.45, to: 120.55 },
    { to: 2 },
    { from: 10 },
    { from: 4, to: 8 },
  ]);
  expect(parseTempo("120~2")).toEqual({ from: 118, to: 122 });
  expect(["44100", "44.1k", "48kHz"].map(parseRate)).toEqual([44_100, 44_100, 48_000]);
  expect(parseSince("2026-11-01")).toEqual(new Date("2026-11-01T00:00:00"));
  expect(Math.round((Date.now() - parseSince("7d").getTime()) / 86_400_000)).toBe(7);
});
