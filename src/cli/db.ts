import { Command } from "commander";
import type { DbFlags, DbVerb } from "./run-db.ts";
import { runCommand, type CommandContext } from "./run-command.ts";
import type { ExitCode } from "../domain/exit-code.ts";

/** `db`: the schema, and the embedded server for other programs. */
export function dbCommand(): Command {
  const db = new Command("db")
    .description("The database: its schema, its address, its server.")
    .showHelpAfterError("(musaic-catalog db --help shows what there is)");
  db.addCommand(verb("init", "create the schema, or bring it up to date").action(run("init")));
  db.addCommand(
    verb("migrate", "the same as init: apply the files of sql/schema and sql/migrations that are new").action(
      run("migrate"),
    ),
  );
  db.addCommand(
    verb("status", "which schema files are applied, and to which database")
      .option("--json", "one JSON object on stdout")
      .action(run("status")),
  );
  db.addCommand(
    verb("reset", "drop everything in the schema public, songs too, and make it anew")
      .option("--yes", "really do it")
      .action(run("reset")),
  );
  db.addCommand(verb("url", "print a URL that psql understands").action(run("url")));
  db.addCommand(
    verb("serve", "run the embedded server in the foreground, for other programs").action(run("serve")),
  );
  db.addCommand(
    verb("backup", "write all that the catalog holds, songs too, into one file, as it stands now")
      .argument("<file>", "the file to write, such as catalog.backup.gz")
      .action(copy("backup")),
  );
  db.addCommand(
    verb("restore", "put such a file in the place of all that the database holds")
      .argument("<file>", "a file that db backup wrote")
      .option("--yes", "really do it, though the catalog is not empty")
      .action(copy("restore")),
  );
  return db.addHelpText(
    "after",
    '\nExamples:\n  musaic-catalog db status\n  psql "$(musaic-catalog db url)"   (while db serve runs)',
  );
}

function verb(name: DbVerb | BackupVerb, description: string): Command {
  return new Command(name).description(description).addHelpText("after", `\nExamples:\n  ${EXAMPLES[name]}`);
}

const EXAMPLES: Readonly<Record<DbVerb | BackupVerb, string>> = {
  init: "musaic-catalog db init",
  migrate: "musaic-catalog db migrate",
  status: "musaic-catalog db status --json",
  reset: "musaic-catalog db reset\n  musaic-catalog db reset --yes",
  url: 'psql "$(musaic-catalog db url)"',
  serve: "musaic-catalog db serve",
  backup: "musaic-catalog db backup ~/catalog.backup.gz",
  restore: "musaic-catalog db restore ~/catalog.backup.gz",
};

function run(name: DbVerb): (flags: DbFlags, command: Command) => Promise<void> {
  return (flags, command) =>
    runCommand(command, async (context: CommandContext): Promise<ExitCode> => {
      const { runDb } = await import("./run-db.ts");
      return runDb(name, flags, context);
    });
}

function copy(name: BackupVerb): (file: string, flags: DbFlags, command: Command) => Promise<void> {
  return (file, flags, command) =>
    runCommand(command, async (context: CommandContext): Promise<ExitCode> => {
      const { runBackup, runRestore } = await import("./run-backup.ts");
      return name === "backup" ? runBackup(file, context) : runRestore(file, flags, context);
    });
}

type BackupVerb = "backup" | "restore";
