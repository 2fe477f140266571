import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { EventBurst } from "../../../src/filesystem/watch/event-burst.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The seconds after which a burst was told, with so many events in each second. */
function toldAfter(eventsEachSecond: readonly number[]): number[] {
  const told: number[] = [];
  let second = 0;
  const burst = new EventBurst(() => told.push(second));
  for (const events of eventsEachSecond) {
    for (let index = 0; index < events; index += 1) burst.count();
    second += 1;
    vi.advanceTimersByTime(1_000);
  }
  burst.close();
  return told;
}

test("a burst is told once, when a second was quiet again", () => {
  expect(toldAfter([10, 5_000, 9_000, 100, 0, 0])).toEqual([4]);
  expect(toldAfter([5_000, 0, 0, 5_000, 0])).toEqual([2, 5]);
});

test("4,096 events in a second are no burst", () => {
  expect(toldAfter([4_096, 4_096, 0])).toEqual([]);
});

test("a burst without end is told each minute", () => {
  expect(toldAfter(Array.from({ length: 130 }, () => 5_000))).toEqual([61, 122]);
});
