import { CatalogError } from "../domain/catalog-error.ts";
import { BACKUP_MAGIC, type BackupHead, type BackupTable } from "./write-backup.ts";

export interface TableInBackup extends BackupTable {
  /** The rows, as COPY takes them; to be used up before the next table is asked for. */
  readonly rows: AsyncGenerator<Buffer>;
}

/** A backup as it is read: the head, then each table once. Memory is that of a chunk. */
export interface OpenBackup {
  readonly head: BackupHead;
  readonly tables: AsyncGenerator<TableInBackup>;
}

/** Throws CatalogError "usage" for what is no backup, or no whole one, as soon as that shows. */
export async function openBackup(chunks: AsyncIterable<Buffer>): Promise<OpenBackup> {
  const text = new LinesAndBlocks(chunks);
  const magic = await text.line();
  if (magic !== BACKUP_MAGIC)
    throw new CatalogError("usage", "it is no backup that musaic-catalog db backup made");
  const head = (await text.json()) as BackupHead;
  return { head, tables: tablesOf(text) };
}

async function* tablesOf(text: LinesAndBlocks): AsyncGenerator<TableInBackup> {
  for (;;) {
    const next = (await text.json()) as BackupTable | { readonly end: true };
    if ("end" in next) return;
    yield { ...next, rows: text.block() };
  }
}

const LINE_END = 0x0a;
const BLOCK_END = Buffer.from("\\.\n");
const LINE_AND_BLOCK_END = Buffer.from("\n\\.\n");

class LinesAndBlocks {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async json(): Promise<unknown> {
    const line = await this.line();
    try {
      return JSON.parse(line);
    } catch {
      throw new CatalogError("usage", "it is damaged");
    }
  }

  async line(): Promise<string> {
    let end = this.#rest.indexOf(LINE_END);
    while (end === -1) {
      await this.#more();
      end = this.#rest.indexOf(LINE_END);
    }
    const line = this.#rest.subarray(0, end).toString();
    this.#rest = this.#rest.subarray(end + 1);
    return line;
  }

  /** Up to the line `\.`, which no row can be: a backslash in a value is written as two. */
  async *block(): AsyncGenerator<Buffer> {
    while (this.#rest.length < BLOCK_END.length) await this.#more();
    if (this.#rest.subarray(0, BLOCK_END.length).equals(BLOCK_END)) {
      this.#rest = this.#rest.subarray(BLOCK_END.length);
      return;
    }
    for (;;) {
      const end = this.#rest.indexOf(LINE_AND_BLOCK_END);
      if (end !== -1) {
        yield this.#rest.subarray(0, end + 1);
        this.#rest = this.#rest.subarray(end + LINE_AND_BLOCK_END.length);
        return;
      }
      // The end may be cut in two.
      const safe = Math.max(0, this.#rest.length - LINE_AND_BLOCK_END.length + 1);
      if (safe > 0) yield this.#rest.subarray(0, safe);
      this.#rest = this.#rest.subarray(safe);
      await this.#more();
    }
  }

  async #more(): Promise<void> {
    const next = await this.#chunks.next();
    if (next.done === true) throw new CatalogError("usage", "its end is missing");
    this.#rest = this.#rest.length === 0 ? next.value : Buffer.concat([this.#rest, next.value]);
  }
}
