import { countContents } from "./contents.ts";
import { namesInSchemaFiles, readSchemaState } from "./schema.ts";
import type { Row, Session } from "./session.ts";

/** The first line of a backup. A reader of another number refuses it. */
export const BACKUP_MAGIC = "musaic-catalog backup 1";

/** The second line, as JSON. */
export interface BackupHead {
  readonly madeAt: string;
  /** The schema files that made the tables. */
  readonly schema: readonly string[];
  /** What a person knows it by: rows of the tables that count. */
  readonly contents: Readonly<Record<string, number>>;
}

/** The line before a table's rows, which are in PostgreSQL's COPY text format and end with a line `\.`. */
export interface BackupTable {
  readonly table: string;
  readonly columns: readonly string[];
}

export interface TableRow extends Row {
  readonly name: string;
  readonly columns: readonly string[];
  readonly copyOut: string;
  readonly copyIn: string;
}

/**
 * Writes all that the catalog holds as it stands at one moment, whatever passes do meanwhile. Memory is flat: `write` is waited
 * for. Tables of other programs are not the catalog's.
 */
export async function writeBackup(
  session: Session,
  write: (chunk: Buffer) => Promise<void>,
): Promise<BackupHead> {
  const line = (value: unknown): Promise<void> => write(Buffer.from(`${JSON.stringify(value)}\n`));
  return session.snapshot(async () => {
    const head = await headOf(session);
    await write(Buffer.from(`${BACKUP_MAGIC}\n`));
    await line(head);
    const tables = await readTables(session);
    for (const { name, columns, copyOut } of tables) {
      await line({ table: name, columns } satisfies BackupTable);
      await session.copyOut(copyOut, write);
      await write(Buffer.from("\\.\n"));
    }
    await line({ end: true, tables: tables.length });
    return head;
  });
}

/** All that is the catalog's, but the register of schema files: a restore makes the schema itself. */
export function readTables(session: Session): Promise<TableRow[]> {
  const names = namesInSchemaFiles().filter((name) => name !== "schema_migrations");
  return session.run<TableRow>("backup_tables", [names]);
}

async function headOf(session: Session): Promise<BackupHead> {
  const { applied } = await readSchemaState(session);
  const contents = await countContents(session);
  return {
    madeAt: new Date().toISOString(),
    schema: applied.filter(({ byOther }) => !byOther).map(({ version }) => version),
    contents: Object.fromEntries(contents.map(({ name, rows }) => [name, Number(rows)])),
  };
}
