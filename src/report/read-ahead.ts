import { setImmediate } from "node:timers/promises";

/** The same items; the next one is asked for while the last one is worked on. At most one waits. */
export async function* readAhead<T>(items: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = items.next();
  try {
    for (;;) {
      const result = await next;
      if (result.done === true) return;
      next = items.next();
      next.catch(() => undefined); // thrown when it is awaited
      // pg sends a query on the next turn of the event loop, which work that only awaits promises never takes.
      await setImmediate();
      yield result.value;
    }
  } finally {
    await next.catch(() => undefined); // a query in flight ends before the connection is used again
    await items.return(undefined);
  }
}
