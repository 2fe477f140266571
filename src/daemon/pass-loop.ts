import { isDatabaseFault } from "../catalog/database-error.ts";
import type { AnsweringDatabase } from "./database-link.ts";
import { followFolders } from "./follow-folders.ts";
import { PassRunner } from "./pass-runner.ts";
import { monotonicMs, type ServiceParts } from "./service-parts.ts";

/** Node's timers end at 24.8 days; an idle loop that looks again every hour costs nothing. */
const LONGEST_WAIT_MS = 3_600_000;

/** Follows what is to be followed, and runs the queue's passes one after the other, while the database is there. */
export class PassLoop {
  readonly #parts: ServiceParts;
  readonly #runner: PassRunner;
  #mustFollow = true;
  #wake: () => void = () => undefined;

  constructor(parts: ServiceParts) {
    this.#parts = parts;
    this.#runner = new PassRunner(parts);
    parts.queue.onChange = () => this.#wake();
    parts.link.onLost = () => this.#wake();
  }

  /** The folders to follow may be others now. */
  followAgain(): void {
    this.#mustFollow = true;
    this.#wake();
  }

  /** Ends when the queue is closed. */
  async run(): Promise<void> {
    try {
      await this.#runUntilClosed();
    } finally {
      await this.#runner.close();
    }
  }

  async #runUntilClosed(): Promise<void> {
    const { queue, link } = this.#parts;
    while (queue.state !== "closed") {
      const database = await link.ready();
      if (database === null) return;
      if (this.#mustFollow) {
        await this.#follow(database);
        continue;
      }
      const job = queue.take(monotonicMs());
      if (job === null) await this.#wait(queue.nextDueAt() - monotonicMs());
      else await this.#runner.run(job);
    }
  }

  async #follow(database: AnsweringDatabase): Promise<void> {
    const { link } = this.#parts;
    this.#mustFollow = false;
    try {
      await followFolders(this.#parts, database);
    } catch (error) {
      if (!isDatabaseFault(error)) throw error;
      this.#mustFollow = true;
      link.lost(error, { byPass: false });
    }
  }

  async #wait(ms: number): Promise<void> {
    const { link } = this.#parts;
    if (ms <= 0 || this.#mustFollow || link.state !== "open") return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, Math.min(ms, LONGEST_WAIT_MS));
    });
    clearTimeout(timer);
    this.#wake = () => undefined;
  }
}
