import { once } from "node:events";
import { CatalogError } from "../domain/catalog-error.ts";
import type { ExitCode } from "../domain/exit-code.ts";
import { countContents, otherContents, runningPass } from "../catalog/contents.ts";
import { migrate, readSchemaState, resetSchema, type SchemaState } from "../catalog/schema.ts";
import { withSession, type Session } from "../catalog/session.ts";
import { thisProcess } from "../filesystem/process-identity.ts";
import { humanCount } from "../report/human.ts";
import { localTime } from "../report/local-time.ts";
import type { CommandContext, CommandDatabase } from "./run-command.ts";

export interface DbFlags {
  readonly json?: true;
  readonly yes?: true;
}

export type DbVerb = "init" | "migrate" | "status" | "reset" | "url" | "serve";

export async function runDb(verb: DbVerb, flags: DbFlags, context: CommandContext): Promise<ExitCode> {
  return context.withDatabase(async (database) => {
    switch (verb) {
      case "init":
      case "migrate":
        return withSession(database.address, (session) => bringUp(session, context));
      case "status":
        return withSession(database.address, (session) => showStatus(session, { flags, context, database }));
      case "reset":
        return withSession(database.address, (session) => reset(session, flags, context));
      case "url":
        await context.print(`${database.url}\n`);
        return 0;
      case "serve":
        return serve(database, context);
      default:
        return verb satisfies never;
    }
  });
}

async function bringUp(session: Session, context: CommandContext): Promise<ExitCode> {
  const applied = await migrate(session);
  const lines = applied.map((version) => `applied ${version}`);
  await context.print(
    `${[...lines, lines.length === 0 ? "the schema is up to date" : "the schema is ready"].join("\n")}\n`,
  );
  return 0;
}

async function showStatus(
  session: Session,
  { flags, context, database }: { flags: DbFlags; context: CommandContext; database: CommandDatabase },
): Promise<ExitCode> {
  const state = await readSchemaState(session);
  if (flags.json === true) {
    const body = {
      command: "db status",
      version: 1,
      database: database.address.shownAs,
      folder: database.folder,
      ...state,
    };
    await context.print(`${JSON.stringify(body)}\n`);
    return 0;
  }
  const applied = state.applied.map(
    ({ version, appliedAt, byOther }) =>
      `applied  ${localTime(appliedAt)}  ${version}${byOther ? " (by another program)" : strangeness(state, version)}`,
  );
  const pending = state.pending.map(
    (version) => `pending  ${" ".repeat(localTime(new Date()).length)}  ${version}`,
  );
  await context.print(`${[...applied, ...pending].join("\n")}\n`);
  if (state.newer.length > 0)
    context.say("a newer version of this program made the schema: update musaic-catalog");
  if (pending.length > 0) context.say("musaic-catalog db migrate applies what is pending");
  return 0;
}

function strangeness({ newer, absent, edited }: SchemaState, version: string): string {
  if (newer.includes(version)) return " (by a newer version of this program)";
  if (absent.includes(version)) return " (not in this installation)";
  return edited.includes(version) ? " (edited since)" : "";
}

/** As many names as a person reads before a yes. */
const NAMED = 30;

async function reset(session: Session, flags: DbFlags, context: CommandContext): Promise<ExitCode> {
  const contents = await countContents(session);
  const others = await otherContents(session);
  const more = others.length > NAMED ? [`and ${others.length - NAMED} more`] : [];
  const named = [
    ...contents.map(({ name, rows }) => `${humanCount(Number(rows))} ${name}`),
    ...others.slice(0, NAMED),
    ...more,
  ];
  const isMade = (await readSchemaState(session)).applied.length > 0;
  const what = named.join(", ") || (isMade ? "the catalog's tables, which are empty" : "nothing");
  if (flags.yes !== true) {
    throw new CatalogError(
      "needs-yes",
      `db reset would wipe everything in ${session.address.shownAs}: ${what}. If you mean it: ${context.program} db reset --yes`,
    );
  }
  await refuseDuringPass(session);
  await resetSchema(session);
  await context.print(`wiped ${what}; the schema is ready\n`);
  return 0;
}

/** What drops the catalog must not do so under a pass. */
export async function refuseDuringPass(session: Session): Promise<void> {
  const holder = await runningPass(session, thisProcess());
  if (holder === null) return;
  throw new CatalogError(
    "pass-running",
    `a pass over ${holder.libraryPath} runs (process ${holder.pid} on ${holder.machineName}): wait until it has ended`,
  );
}

/** Holds the server until it is told to stop. Its clients keep it up a little longer, if there are any. */
async function serve(database: CommandDatabase, context: CommandContext): Promise<ExitCode> {
  if (database.folder === null) {
    throw new CatalogError(
      "usage",
      "db serve is for the embedded database; dbConnectionString names a server that runs by itself",
    );
  }
  await withSession(database.address, (session) => migrate(session));
  await context.print(`${database.url}\n`);
  context.say("serving until Ctrl-C");
  // An aborted signal alone keeps no process alive.
  const alive = setInterval(() => undefined, 60_000);
  if (!context.signal.aborted) await once(context.signal, "abort");
  clearInterval(alive);
  return 0;
}
