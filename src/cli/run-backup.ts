import { createReadStream } from "node:fs";
import { stat, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { countContents } from "../catalog/contents.ts";
import { examineBackup, restoreBackup } from "../catalog/restore-backup.ts";
import { withSession, type Session } from "../catalog/session.ts";
import { writeBackup, type BackupHead } from "../catalog/write-backup.ts";
import { CatalogError } from "../domain/catalog-error.ts";
import { errorMessage } from "../domain/error-code.ts";
import type { ExitCode } from "../domain/exit-code.ts";
import { shellWord } from "../domain/shell-word.ts";
import { humanCount, humanSize } from "../report/human.ts";
import { localTime } from "../report/local-time.ts";
import { withCatalogSession, withWholeFile } from "./report-output.ts";
import type { CommandContext } from "./run-command.ts";
import { refuseDuringPass, type DbFlags } from "./run-db.ts";

/** `db backup`: the file appears when it is whole. */
export async function runBackup(file: string, context: CommandContext): Promise<ExitCode> {
  const head = await withCatalogSession(context, (session) =>
    withWholeFile(file, context, (handle) => packInto(handle, session, context.signal)),
  );
  const { size } = await stat(file);
  await context.print(`${contentsText(head.contents)} in ${path.resolve(file)} (${humanSize(size)})\n`);
  return 0;
}

/** gzip's fastest level: a backup of a million assets takes half the time, and is a tenth larger. */
const LEVEL = 1;

async function packInto(handle: FileHandle, session: Session, signal: AbortSignal): Promise<BackupHead> {
  const gzip = createGzip({ level: LEVEL });
  const written = pipeline(gzip, async (packed: AsyncIterable<Buffer>) => {
    for await (const chunk of packed) await handle.appendFile(chunk);
  });
  written.catch(() => undefined); // met below
  const write = (chunk: Buffer): Promise<void> =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      gzip.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
  try {
    const head = await writeBackup(session, write);
    gzip.end();
    await written;
    return head;
  } catch (error) {
    gzip.destroy();
    throw error;
  }
}

/** `db restore`: the whole file is read before anything is dropped. */
export async function runRestore(file: string, flags: DbFlags, context: CommandContext): Promise<ExitCode> {
  const head = await examined(file);
  return context.withDatabase(({ address }) =>
    withSession(address, async (session): Promise<ExitCode> => {
      const there = await countContents(session);
      const held = contentsText(Object.fromEntries(there.map(({ name, rows }) => [name, Number(rows)])));
      if (there.length > 0 && flags.yes !== true)
        throw new CatalogError(
          "needs-yes",
          `db restore would drop ${held} in ${address.shownAs} for the backup of ${localTime(new Date(head.madeAt))} (${contentsText(head.contents)}). If you mean it: ${context.program} db restore ${shellWord(file)} --yes`,
        );
      await refuseDuringPass(session);
      await restoreBackup(session, unpacked(file));
      await context.print(
        `restored ${contentsText(head.contents)} as of ${localTime(new Date(head.madeAt))}\n`,
      );
      return 0;
    }),
  );
}

async function examined(file: string): Promise<BackupHead> {
  try {
    return await examineBackup(unpacked(file));
  } catch (error) {
    const code = error instanceof CatalogError ? error.code : "usage";
    throw new CatalogError(code, `${file} can't be restored: ${errorMessage(error)}; nothing was changed`, {
      cause: error,
    });
  }
}

async function* unpacked(file: string): AsyncGenerator<Buffer> {
  const packed = createReadStream(file);
  const plain = createGunzip();
  packed.once("error", (error) => plain.destroy(error));
  try {
    yield* packed.pipe(plain) as AsyncIterable<Buffer>;
  } finally {
    packed.destroy();
  }
}

function contentsText(contents: BackupHead["contents"]): string {
  const named = Object.entries(contents).map(([name, rows]) => `${humanCount(rows)} ${name}`);
  return named.length === 0 ? "an empty catalog" : named.join(", ");
}
