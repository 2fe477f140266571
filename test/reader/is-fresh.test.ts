import { expect, test } from "vitest";
import { isFresh } from "../../src/reader/is-fresh.ts";

const NOW_MS = 1_700_000_000_500;
const ns = (ms: number): bigint => BigInt(ms) * 1_000_000n + 1n;

test("a file is fresh for 20 ms, or 2 s where the mtime is whole seconds, and never from the future", () => {
  const cases = {
    "this moment": isFresh(ns(NOW_MS), NOW_MS),
    "a part of this millisecond": isFresh(ns(NOW_MS) + 900_000n, NOW_MS),
    "19 ms ago": isFresh(ns(NOW_MS - 19), NOW_MS),
    "20 ms ago": isFresh(ns(NOW_MS - 20), NOW_MS),
    "1.5 s ago, whole seconds": isFresh(1_699_999_999_000_000_000n, NOW_MS),
    "2.5 s ago, whole seconds": isFresh(1_699_999_998_000_000_000n, NOW_MS),
    "in a second": isFresh(ns(NOW_MS + 1000), NOW_MS),
    "in half a second, whole seconds": isFresh(1_700_000_001_000_000_000n, NOW_MS),
    "before 1970": isFresh(-5_000_000n, NOW_MS),
  };
  expect(cases).toEqual({
    "this moment": true,
    "a part of this millisecond": true,
    "19 ms ago": true,
    "20 ms ago": false,
    "1.5 s ago, whole seconds": true,
    "2.5 s ago, whole seconds": false,
    "in a second": false,
    "in half a second, whole seconds": false,
    "before 1970": false,
  });
});
