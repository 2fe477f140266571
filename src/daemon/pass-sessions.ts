import type { DatabaseAddress } from "../catalog/database-address.ts";
import { openSession, type Session } from "../catalog/session.ts";

/** A saved file seldom comes alone; a connection that nobody uses is given back. */
const REST_AFTER_MS = 10_000;

type OpenSession = Awaited<ReturnType<typeof openSession>>;

/**
 * Keeps a pass's connection for the next pass, with its temporary tables: to connect and to make them takes 60 to 80 ms, half of
 * a pass over one folder. One that broke, or whose work failed, is not used again.
 */
export class PassSessions {
  #resting: OpenSession | null = null;
  #timer: NodeJS.Timeout | null = null;

  async lend<T>(address: DatabaseAddress, work: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.#take(address);
    let isFit = false;
    try {
      const result = await work(session);
      isFit = true;
      return result;
    } finally {
      if (isFit && this.#resting === null && !session.lost.aborted) this.#rest(session);
      else await session.close();
    }
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    const session = this.#resting;
    this.#resting = null;
    await session?.close();
  }

  async #take(address: DatabaseAddress): Promise<OpenSession> {
    const session = this.#resting;
    if (session === null || session.lost.aborted || session.address !== address) {
      await this.close();
      return openSession(address);
    }
    this.#resting = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    return session;
  }

  #rest(session: OpenSession): void {
    this.#resting = session;
    this.#timer = setTimeout(() => void this.close(), REST_AFTER_MS).unref();
  }
}
