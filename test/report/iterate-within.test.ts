import { expect, test } from "vitest";
import { iterateWithin } from "../../src/report/iterate-within.ts";

test("items come in their order, at most two ahead, and the work ends before the iteration does", async () => {
  const log: string[] = [];
  const items = iterateWithin<number, string>(async (give) => {
    for (let item = 0; item < 5; item++) {
      log.push(`give ${item}`);
      await give(item);
    }
    log.push("closed");
    return "done";
  });
  expect(log).toEqual([]);
  let taken = 0;
  for await (const item of items) {
    expect(item).toBe(taken++);
    const given = log.filter((line) => line.startsWith("give")).length;
    expect(given - taken).toBeLessThanOrEqual(2);
  }
  expect([taken, log.at(-1)]).toEqual([5, "closed"]);
});

test("an iteration that is left early closes what the work holds open", async () => {
  const log: string[] = [];
  const items = iterateWithin<number, void>(async (give) => {
    try {
      for (let item = 0; ; item++) await give(item);
    } finally {
      await Promise.resolve();
      log.push("closed");
    }
  });
  for await (const item of items) if (item === 3) break;
  expect(log).toEqual(["closed"]);
});

test("what the work throws, the iteration throws, after the items before it", async () => {
  const items = iterateWithin<number, void>(async (give) => {
    await give(1);
    throw new Error("the drive is gone");
  });
  expect(await items.next()).toEqual({ done: false, value: 1 });
  await expect(items.next()).rejects.toThrow("the drive is gone");
});
