import { expect, test } from "vitest";
import { ALWAYS_EXCLUDED } from "../../src/config/catalog-defaults.ts";
import { excludeGlobs, includeGlobs } from "../../src/config/glob-rules.ts";

test("nothing included is everything included", () => {
  expect(includeGlobs([])).toEqual(["**/*"]);
});

test("a name counts at any depth, a path from the library on, and a slash at the end means all below", () => {
  expect(includeGlobs(["*.wav", "Drums/", "Drums/Kicks/*", "/Loops", "/Loops/", ".samples/**"])).toEqual([
    "**/*.wav",
    "**/Drums/**",
    "Drums/Kicks/*",
    "Loops",
    "Loops/**",
    ".samples/**",
  ]);
});

test("what is excluded always stays so beside the user's own, until it is taken back", () => {
  const always = ALWAYS_EXCLUDED.map((name) => `**/${name}`);
  expect(excludeGlobs([])).toEqual(always);
  expect(excludeGlobs(["Old/", "Drums/Old/", "!*.tmp"])).toEqual([
    ...always.filter((glob) => glob !== "**/*.tmp"),
    "**/Old",
    "Drums/Old",
  ]);
});
