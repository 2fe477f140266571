import { CatalogError } from "../domain/catalog-error.ts";
import { openBackup, type OpenBackup } from "./read-backup.ts";
import { migrate, resetSchema, schemaVersions } from "./schema.ts";
import type { Row, Session } from "./session.ts";
import { readTables, type BackupHead } from "./write-backup.ts";

/**
 * Reads a backup from its beginning to its end and throws CatalogError "usage" or "schema-newer" for one that a restore could
 * not take in: nothing may be dropped for it.
 */
export async function examineBackup(chunks: AsyncIterable<Buffer>): Promise<BackupHead> {
  const { head, tables } = await openBackup(chunks);
  const known = schemaVersions();
  const newer = head.schema.find((version) => !known.includes(version));
  if (newer !== undefined)
    throw new CatalogError(
      "schema-newer",
      `a newer version of this program made it (${newer}): update musaic-catalog on this machine`,
    );
  for await (const { rows } of tables) for await (const _ of rows);
  return head;
}

/**
 * Drops all that is in the schema `public` and puts the backup in its place: made by the schema files that it was made by, filled,
 * and brought up to date like any older database. The caller has examined it, and has asked. All rows come in one transaction.
 */
export async function restoreBackup(session: Session, chunks: AsyncIterable<Buffer>): Promise<void> {
  const backup = await openBackup(chunks);
  await resetSchema(session, { only: backup.head.schema });
  await session.transaction(() => fill(session, backup));
  await migrate(session);
  await session.sql("ANALYZE");
}

async function fill(session: Session, { tables }: OpenBackup): Promise<void> {
  const made = new Map((await readTables(session)).map((one) => [one.name, one]));
  for await (const { table, columns, rows } of tables) {
    const target = made.get(table);
    if (target === undefined || target.columns.join() !== columns.join())
      throw new CatalogError("failed", `the backup's table ${table} is not as this program makes it`);
    await session.copyIn(target.copyIn, rows);
  }
  const sequences = await session.run<{ statement: string } & Row>("restore_sequences");
  for (const { statement } of sequences) await session.sql(statement);
}
