import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { type Client, type QueryResult } from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { ANSWER_TIMEOUT } from "../answer-timeout.ts";
import { CatalogError } from "../domain/catalog-error.ts";
import { packageFile } from "../package-file.ts";
import { errorCode } from "../domain/error-code.ts";
import { connectClient } from "./connect-client.ts";
import { type DatabaseAddress } from "./database-address.ts";
import { connectError, statementError } from "./database-error.ts";
import { withFreezeGuard } from "./freeze-guard.ts";
import { tryAgain } from "./try-again.ts";

export type Row = Record<string, unknown>;

/** One connection, one transaction at a time. BIGINT comes as bigint, timestamps as Date. */
export interface Session {
  /** Runs `sql/queries/<name>.sql`. */
  run<T extends Row = Row>(name: string, parameters?: readonly unknown[]): Promise<T[]>;
  /** Runs a statement of a line or two. */
  sql<T extends Row = Row>(text: string, parameters?: readonly unknown[]): Promise<T[]>;
  /** COPY … FROM STDIN: the statement, then the chunks of its binary or text stream. */
  copyIn(statement: string, chunks: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<void>;
  /** COPY … TO STDOUT: `take` gets the stream's chunks and is waited for. */
  copyOut(statement: string, take: (chunk: Buffer) => Promise<void>): Promise<void>;
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

/** A session that whoever opened it closes. */
export interface OpenSession extends Session {
  close(): Promise<void>;
}

export async function openSession(address: DatabaseAddress): Promise<OpenSession> {
  const { connection, withoutTls, shownAs } = address;
  try {
    return await connectTo(address, connection);
  } catch (error) {
    if (withoutTls === undefined || !mayDoWithoutTls(error)) throw connectError(error, shownAs);
  }
  try {
    return await connectTo(address, withoutTls);
  } catch (error) {
    throw connectError(error, shownAs);
  }
}

async function connectTo(
  address: DatabaseAddress,
  connection: DatabaseAddress["connection"],
): Promise<OpenSession> {
  const lost = new AbortController();
  const client = await connectClient(connection, {
    shownAs: address.shownAs,
    onEnd: (reason) => lost.abort(reason),
  });
  return new PgSession({ client, connection, address, lost: lost.signal });
}

/** The server has no TLS, or lets this user in only without (libpq tries both then). */
function mayDoWithoutTls(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.message.includes("does not support SSL") || errorCode(error) === NO_ENTRY_IN_HBA)
  );
}
const NO_ENTRY_IN_HBA = "28000";

/** A server that lives takes leave within milliseconds; one that doesn't is left. */
const CLOSE_TIMEOUT_MS = 1_000;

class PgSession implements Session {
  readonly #client: Client;
  readonly #connection: DatabaseAddress["connection"];
  readonly #queries = new Map<string, string>();
  #inTransaction = false;
  #lastTurn: Promise<unknown> = Promise.resolve();
  readonly address: DatabaseAddress;
  readonly lost: AbortSignal;

  /** `connection` is the one of the address's that the server took. */
  constructor(made: {
    client: Client;
    connection: DatabaseAddress["connection"];
    address: DatabaseAddress;
    lost: AbortSignal;
  }) {
    this.#client = made.client;
    this.#connection = made.connection;
    this.address = made.address;
    this.lost = made.lost;
  }

  async run<T extends Row>(name: string, parameters: readonly unknown[] = []): Promise<T[]> {
    let text = this.#queries.get(name);
    if (text === undefined) {
      text = readFileSync(packageFile(`sql/queries/${name}.sql`), "utf8");
      this.#queries.set(name, text);
    }
    return this.sql<T>(text, parameters);
  }

  async sql<T extends Row>(text: string, parameters: readonly unknown[] = []): Promise<T[]> {
    const ask = async (): Promise<T[]> => {
      const result = await this.#client.query<T>(text, parameters.length === 0 ? undefined : [...parameters]);
      // Several statements in one text give several results; the last one counts.
      const last = Array.isArray(result) ? (result as QueryResult<T>[]).at(-1) : result;
      return last?.rows ?? [];
    };
    // A statement by itself is a transaction; within one, all of it has to run again.
    return this.#inTransaction ? this.#guarded(ask) : tryAgain(() => this.#guarded(ask));
  }

  /** If the chunks' own source fails, that is the error: what the server says of it depends on who was faster. */
  async copyIn(statement: string, chunks: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<void> {
    let failure: { readonly error: unknown } | null = null;
    const watched = async function* (): AsyncGenerator<Buffer> {
      try {
        yield* chunks;
      } catch (error) {
        failure = { error };
        throw error;
      }
    };
    try {
      await this.#copy(statement, watched());
    } catch (error) {
      throw failure === null ? error : (failure as { readonly error: unknown }).error;
    }
  }

  async #copy(statement: string, chunks: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<void> {
    await this.#guarded(async () => {
      await pipeline(
        Readable.from(chunks, { objectMode: true, highWaterMark: 2 }),
        this.#client.query(copyFrom(statement)),
      );
    });
  }

  async copyOut(statement: string, take: (chunk: Buffer) => Promise<void>): Promise<void> {
    await this.#guarded(async () => {
      for await (const chunk of this.#client.query(copyTo(statement))) await take(chunk as Buffer);
    });
  }

  async transaction<T>(use: () => Promise<T>): Promise<T> {
    // What a pass relies on after it has waited for a lock is to see what the one before it wrote.
    return tryAgain(() => this.#between("BEGIN ISOLATION LEVEL READ COMMITTED", use));
  }

  async snapshot<T>(use: () => Promise<T>): Promise<T> {
    return this.#between("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY", use);
  }

  async #between<T>(begin: string, use: () => Promise<T>): Promise<T> {
    this.#inTransaction = true;
    try {
      await this.sql(begin);
      const result = await use();
      await this.sql("COMMIT");
      return result;
    } catch (error) {
      await this.sql("ROLLBACK").catch(() => undefined); // the first error is the one that counts
      throw error;
    } finally {
      this.#inTransaction = false;
    }
  }

  async close(): Promise<void> {
    if (this.lost.aborted) return;
    await Promise.race([
      this.#client.end().catch(() => undefined),
      sleep(CLOSE_TIMEOUT_MS, undefined, { ref: false }),
    ]);
    this.abandon("closed");
  }

  abandon(reason: string): void {
    const { connection } = this.#client as unknown as {
      connection: { stream: { destroy(error: Error): void } };
    };
    connection.stream.destroy(new Error(reason));
  }

  /** One statement at a time, in the order in which they were asked: a sign of life may come between two of a pass. */
  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#lastTurn.then(() => this.#watched(work));
    this.#lastTurn = turn.catch(() => undefined);
    return turn;
  }

  async #watched<T>(work: () => Promise<T>): Promise<T> {
    if (this.lost.aborted) throw this.#lostError(this.lost.reason);
    try {
      return await withFreezeGuard(
        { connection: this.#connection, giveUp: () => this.abandon(`no answer for ${ANSWER_TIMEOUT}`) },
        work,
      );
    } catch (error) {
      throw this.lost.aborted ? this.#lostError(error) : statementError(error, this.address.shownAs);
    }
  }

  #lostError(cause: unknown): CatalogError {
    const why = cause instanceof Error ? cause.message : "connection closed";
    return new CatalogError("database-lost", `the connection to ${this.address.shownAs} broke: ${why}`, {
      cause,
    });
  }
}
