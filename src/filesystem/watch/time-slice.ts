import { setImmediate } from "node:timers/promises";

/** The main thread answers within 100 ms (DESIGN §10); a slow disk may make the last step of a slice a long one. */
const SLICE_MS = 10;

/** Lets the event loop run between the steps of a long job. */
export class TimeSlice {
  #end = performance.now() + SLICE_MS;

  /** Call it between two steps. */
  async breathe(): Promise<void> {
    if (performance.now() < this.#end) return;
    await setImmediate();
    this.#end = performance.now() + SLICE_MS;
  }
}
