import { once } from "node:events";
import { PassThrough } from "node:stream";

/**
 * Turns work that gives items away inside a callback into an iteration, so that what the callback holds open (a server, a
 * snapshot) is open exactly as long as somebody iterates. The work starts with the first item that is asked for, is at most
 * two items ahead, and ends before the iteration does, also when that is left early: then `give` rejects. What the work
 * returns, the iteration returns; what it throws, it throws.
 */
export async function* iterateWithin<Item, Result>(
  work: (give: (item: Item) => Promise<void>) => Promise<Result>,
): AsyncGenerator<Item, Result, void> {
  const stop = new AbortController();
  const items = new PassThrough({ objectMode: true, highWaterMark: 1 });
  const give = async (item: Item): Promise<void> => {
    stop.signal.throwIfAborted();
    if (!items.write(item)) await once(items, "drain", { signal: stop.signal });
  };
  const working = work(give).finally(() => items.end());
  working.catch(() => undefined); // told below, when the items before it have been taken
  try {
    yield* items as AsyncIterable<Item>;
    return await working;
  } finally {
    stop.abort();
    await working.catch(() => undefined);
  }
}
