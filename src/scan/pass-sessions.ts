import type { DatabaseAddress } from "../catalog/database-address.ts";
import { openSession, type OpenSession, type Session } from "../catalog/session.ts";
import type { SessionLender } from "./pass.ts";

/** A saved file seldom comes alone; a connection that nobody uses is given back. */
const REST_AFTER_MS = 10_000;

/**
 * Keeps a pass's connection for the next pass, with its temporary tables: to connect and to make them takes 60 to 80 ms, half of
 * a pass over one folder. One that broke, or whose work failed, is not used again.
 */
export class PassSessions implements SessionLender {
  #resting: OpenSession | null = null;
  #timer: NodeJS.Timeout | null = null;

  async take(address: DatabaseAddress): Promise<OpenSession> {
    const session = this.#resting;
    if (session === null || session.lost.aborted || session.address !== address) {
      await this.close();
      return openSession(address);
    }
    this.#resting = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    return session;
  }

  async giveBack(session: OpenSession, isFit: boolean): Promise<void> {
    if (!isFit || this.#resting !== null || session.lost.aborted) return session.close();
    this.#resting = session;
    this.#timer = setTimeout(() => void this.close(), REST_AFTER_MS).unref();
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    const session = this.#resting;
    this.#resting = null;
    await session?.close();
  }
}

/** Lends a connection for the length of `use`; one whose work failed is not lent again. */
export async function withLentSession<T>(
  sessions: SessionLender,
  address: DatabaseAddress,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await sessions.take(address);
  let isFit = false;
  try {
    const result = await use(session);
    isFit = true;
    return result;
  } finally {
    await sessions.giveBack(session, isFit);
  }
}
