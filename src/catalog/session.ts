import { connectClient } from "./connect-client.ts";
import type { DatabaseAddress } from "./database-address.ts";
import { connectError } from "./database-error.ts";
import { PgSession } from "./pg-session.ts";

export type Row = Record<string, unknown>;

/** One connection, one transaction at a time. BIGINT comes as bigint, timestamps as Date. */
export interface Session {
  /** Runs `sql/queries/<name>.sql`. */
  run<T extends Row = Row>(name: string, parameters?: readonly unknown[]): Promise<T[]>;
  /** Runs a statement of a line or two. */
  sql<T extends Row = Row>(text: string, parameters?: readonly unknown[]): Promise<T[]>;
  /** COPY … FROM STDIN: the statement, then the chunks of its binary or text stream. */
  copyIn(statement: string, chunks: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<void>;
  /**
   * BEGIN … COMMIT round `use`; rolled back when it throws. After a deadlock or a serialization failure `use` runs
   * again, so it must have no effect but on the database.
   */
  transaction<T>(use: () => Promise<T>): Promise<T>;
  /** The same, but `use` runs once: all it asks sees one moment, and it may say what it saw. */
  snapshot<T>(use: () => Promise<T>): Promise<T>;
  /** Breaks the connection: whatever waits for it throws `database-lost`, and so does all that follows. */
  abandon(reason: string): void;
  /** The connection's own end, for those who must not wait for an answer. */
  readonly lost: AbortSignal;
  readonly address: DatabaseAddress;
}

/** Opens a connection for the length of `use`. Throws CatalogError when it can't be made or breaks. */
export async function withSession<T>(
  address: DatabaseAddress,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await openSession(address);
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

export async function openSession(address: DatabaseAddress): Promise<Session & { close(): Promise<void> }> {
  const lost = new AbortController();
  try {
    const client = await connectClient(address.connection, (reason) => lost.abort(reason));
    return new PgSession(client, address, lost.signal);
  } catch (error) {
    if (address.withoutTls !== undefined && hasNoTls(error)) {
      return openSession({ connection: address.withoutTls, shownAs: address.shownAs });
    }
    throw connectError(error, address.shownAs);
  }
}

function hasNoTls(error: unknown): boolean {
  return error instanceof Error && error.message.includes("does not support SSL");
}
