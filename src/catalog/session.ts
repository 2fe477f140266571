import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Client, types, type ClientConfig, type QueryResult } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { CatalogError } from "../asset/catalog-error.ts";
import { packageFile } from "../package-file.ts";
import type { DatabaseAddress } from "./database-address.ts";
import { connectError } from "./database-error.ts";
import { withFreezeGuard } from "./freeze-guard.ts";

export type Row = Record<string, unknown>;

/** One connection, one transaction at a time. BIGINT comes as bigint, timestamps as Date. */
export interface Session {
  /** Runs `sql/queries/<name>.sql`. */
  run<T extends Row = Row>(name: string, parameters?: readonly unknown[]): Promise<T[]>;
  /** Runs a statement of a line or two. */
  sql<T extends Row = Row>(text: string, parameters?: readonly unknown[]): Promise<T[]>;
  /** COPY … FROM STDIN: the statement, then the chunks of its binary or text stream. */
  copyIn(statement: string, chunks: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<void>;
  /** BEGIN … COMMIT round `use`; rolled back when it throws. */
  transaction<T>(use: () => Promise<T>): Promise<T>;
  /** The connection's own end, for those who must not wait for an answer. */
  readonly lost: AbortSignal;
  readonly address: DatabaseAddress;
}

/** 30 s: the time after which a server that says nothing is given up. */
const CONNECT_TIMEOUT_MS = 30_000;

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
    const client = await connect(address.connection, lost);
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

async function connect(connection: ClientConfig, lost: AbortController): Promise<Client> {
  const client = new Client({
    ...connection,
    application_name: "musaic-catalog",
    client_encoding: "UTF8",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    types: { getTypeParser: typeParser },
  });
  // Without a listener the first broken socket would end our process.
  client.on("error", (error) => lost.abort(error));
  client.on("end", () => lost.abort());
  await client.connect();
  return client;
}

const parseBigint = (text: string): bigint => BigInt(text);
const INT8_OID = 20;

function typeParser(oid: number, format?: "text" | "binary"): unknown {
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- pg's enum names the types it knows; there are others
  return oid === INT8_OID && format !== "binary" ? parseBigint : types.getTypeParser(oid, format);
}

class PgSession implements Session {
  readonly #client: Client;
  readonly #queries = new Map<string, string>();
  readonly address: DatabaseAddress;
  readonly lost: AbortSignal;

  constructor(client: Client, address: DatabaseAddress, lost: AbortSignal) {
    this.#client = client;
    this.address = address;
    this.lost = lost;
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
    return this.#guarded(async () => {
      const result = await this.#client.query<T>(text, parameters.length === 0 ? undefined : [...parameters]);
      // Several statements in one text give several results; the last one counts.
      const last = Array.isArray(result) ? (result as QueryResult<T>[]).at(-1) : result;
      return last?.rows ?? [];
    });
  }

  async copyIn(statement: string, chunks: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<void> {
    await this.#guarded(async () => {
      await pipeline(
        Readable.from(chunks, { objectMode: true, highWaterMark: 2 }),
        this.#client.query(copyFrom(statement)),
      );
    });
  }

  async transaction<T>(use: () => Promise<T>): Promise<T> {
    await this.sql("BEGIN");
    try {
      const result = await use();
      await this.sql("COMMIT");
      return result;
    } catch (error) {
      await this.sql("ROLLBACK").catch(() => undefined); // the first error is the one that counts
      throw error;
    }
  }

  async close(): Promise<void> {
    if (this.lost.aborted) return;
    await this.#client.end().catch(() => undefined);
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    if (this.lost.aborted) throw this.#lostError(this.lost.reason);
    try {
      return await withFreezeGuard({ address: this.address, giveUp: () => this.#giveUp() }, work);
    } catch (error) {
      throw this.lost.aborted ? this.#lostError(error) : error;
    }
  }

  /** Breaks the socket, so that whatever waits for the frozen server is refused at once. */
  #giveUp(): void {
    const { connection } = this.#client as unknown as {
      connection: { stream: { destroy(error: Error): void } };
    };
    connection.stream.destroy(new Error("no answer for 30 s"));
  }

  #lostError(cause: unknown): CatalogError {
    const why = cause instanceof Error ? cause.message : "connection closed";
    return new CatalogError("database-lost", `the connection to ${this.address.shownAs} broke: ${why}`, {
      cause,
    });
  }
}
