import type { WatchFlags } from "./run-watch.ts";
import { Command, Option } from "commander";
import { hangUpEnds } from "./interruption.ts";
import { runCommand } from "./run-command.ts";

export function watchCommand(): Command {
  return new Command("watch")
    .description(
      "The service in the foreground: a pass over everything, then follows changes until Ctrl-C, SIGTERM or the end of its terminal. Without a terminal SIGHUP reads the config again.",
    )
    .argument("[folder...]", "sample folders (default: the configured libraries)")
    .option("--log-file <file>", "append the log to this file instead of stderr; at 5 MB it becomes <file>.1")
    .addOption(new Option("--as-service", "for launchd and Windows' tasks").hideHelp())
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
        {
          signalsEndIt: true,
          hangUpReloads: !hangUpEnds(),
          onFailure: async (error) => {
            if (flags.asService !== true) return null;
            const { endOfService } = await import("./end-of-service.ts");
            return endOfService(error, flags);
          },
        },
      );
    });
}

const EXAMPLES = `
Examples:
  musaic-catalog watch
  musaic-catalog watch ~/Samples --log-file ~/musaic.log
  musaic-catalog service install    starts it at log-in`;
