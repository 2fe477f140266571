import type { WatchFlags } from "./run-watch.ts";
import { Command, Option } from "commander";
import { runCommand } from "./run-command.ts";

export function watchCommand(): Command {
  return new Command("watch")
    .description(
      "The service in the foreground: a pass over everything, then follows changes until Ctrl-C or SIGTERM. SIGHUP reads the config again.",
    )
    .argument("[folder...]", "sample folders (default: the configured libraries)")
    .option("--log-file <file>", "append the log to this file instead of stderr")
    .addOption(
      new Option(
        "--watch-engine <engine>",
        "how the system is asked for changes: a watch for each folder (Linux), or one for each library (Windows, macOS)",
      )
        .choices(["folders", "recursive"])
        .env("MUSAIC_WATCH_ENGINE"),
    )
    .addHelpText("after", EXAMPLES)
    .action(async (folders: string[], flags: WatchFlags, command: Command) => {
      await runCommand(
        command,
        async (context) => {
          const { runWatch } = await import("./run-watch.ts");
          return runWatch(folders, flags, context);
        },
        { signalsEndIt: true },
      );
    });
}

const EXAMPLES = `
Examples:
  musaic-catalog watch
  musaic-catalog watch ~/Samples --log-file ~/musaic.log
  musaic-catalog service install    starts it at log-in`;
