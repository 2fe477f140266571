import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { shellWord } from "../../src/domain/shell-word.ts";

test("a word is quoted so that nothing in it is expanded", () => {
  expect(shellWord("/a b/$HOME `id`", "linux")).toBe("'/a b/$HOME `id`'");
  expect(shellWord(String.raw`D:\My Samples`, "win32")).toBe(String.raw`"D:\My Samples"`);
});

test.skipIf(process.platform === "win32")(
  "a shell reads back the very name (a Windows shell is no sh)",
  () => {
    const name = String.raw`/it's "$(id)" \ !`;
    expect(execFileSync("sh", ["-c", `printf %s ${shellWord(name)}`], { encoding: "utf8" })).toBe(name);
  },
);
